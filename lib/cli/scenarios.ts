import { join } from 'node:path';
import { z } from 'zod';
import { fileEvent, parseFile, taskAnswers } from './event-file.ts';
import { namesIn } from './reading.ts';

/** Where the instance stands once all events have been taken. What never started stands nowhere. */
const ends = z.strictObject({
  status: z.enum(['succeeded', 'failed', 'running', 'not started']),
  state: z.string().min(1).optional(),
});

const scenario = z.strictObject({
  title: z.string().min(1),
  correlationId: z.string().min(1),
  /** `simulation`: only in virtual time, for its pauses last days. */
  plays: z.enum(['everywhere', 'simulation']).default('everywhere'),
  events: z.array(fileEvent).min(1),
  tasks: taskAnswers.default({}),
  ends,
  /** What it is there to show: `overdue`, `early`, `doubled`, … */
  demonstrates: z.array(z.string()).default([]),
});

const scenarioFile = z.strictObject({ choreography: z.string(), scenarios: z.array(scenario).min(1) });

export type Scenario = z.infer<typeof scenario> & { readonly choreography: string };

/** Every scenario of the folder's `*.scenarios.json`, in the order of the file names. */
export function readScenarios(folder: string): readonly Scenario[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.scenarios.json'))
    .flatMap((name) => {
      const { choreography, scenarios } = parseFile(join(folder, name), scenarioFile);
      return scenarios.map((entry) => ({ ...entry, choreography }));
    });
}

/** Those that a demonstration, or a test of the running monitor, plays. */
export function playable(scenarios: readonly Scenario[]): readonly Scenario[] {
  return scenarios.filter(({ plays }) => plays === 'everywhere');
}
