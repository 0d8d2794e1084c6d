import { setTimeout as sleep } from 'node:timers/promises';
import { createPublisher, play } from './publisher.ts';
import type { Scenario } from './scenarios.ts';

/** Milliseconds between the first events of two scenarios: a viewer sees them appear one by one. */
const STAGGER = 3_000;

/** Plays all scenarios side by side, one after the other beginning, through the AWS SDK's PutEvents at `endpoint`. */
export async function demonstrate(options: {
  scenarios: readonly Scenario[];
  bus: string;
  endpoint: string;
  signal: AbortSignal;
  log: (line: string) => void;
}): Promise<void> {
  const { scenarios, signal, log } = options;
  const publisher = createPublisher(options.bus, options.endpoint);
  try {
    log(
      `Demonstration: ${scenarios.length} instances of ${countChoreographies(scenarios)} choreographies, about two minutes`,
    );
    await Promise.all(
      scenarios.map(async (scenario, index) => {
        await sleep(index * STAGGER, undefined, { signal });
        log(`  ${scenario.choreography} ${scenario.correlationId}: ${scenario.title}`);
        await play(publisher, scenario.events, { speed: 1, signal });
      }),
    );
    log('Demonstration: all events are published. The console stays; Ctrl-C ends it.');
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    publisher.close();
  }
}

function countChoreographies(scenarios: readonly Scenario[]): number {
  return new Set(scenarios.map(({ choreography }) => choreography)).size;
}
