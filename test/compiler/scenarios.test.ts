import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as prettier from 'prettier';
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { readScenarios } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { playScenario } from './scenario-play.ts';

/** `UPDATE_GOLDENS=1 npm run jest -- test/compiler/scenarios` writes the table anew. */
const UPDATE = process.env['UPDATE_GOLDENS'] === '1';
const DOCUMENT = new URL('../../docs/transitions.md', import.meta.url);

/**
 * State transitions are what Step Functions charges for. The published sample makes two for each event; ours are
 * counted over all scenarios of all examples, starts and ends, decisions and actions included.
 */
const MOST_PER_EVENT = 1.75;

const examples = readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) =>
  choreography === undefined ? [] : [choreography],
);
const scenarios = readScenarios(CHOREOGRAPHIES);

type Row = {
  readonly title: string;
  readonly scenarios: number;
  events: number;
  dropped: number;
  transitions: number;
};
const counted = new Map<string, Row>();

describe.each(examples)('$id', (choreography) => {
  const own = scenarios.filter((scenario) => scenario.choreography === choreography.id);
  const row: Row = {
    title: choreography.title,
    scenarios: own.length,
    events: 0,
    dropped: 0,
    transitions: 0,
  };
  counted.set(choreography.id, row);

  test.each(own)('$title', async (scenario) => {
    const { events, dropped, transitions, stands } = await playScenario(choreography, scenario);
    row.events += events;
    row.dropped += dropped;
    row.transitions += transitions;
    expect(stands).toEqual({ status: scenario.ends.status, state: scenario.ends.state });
  });
});

describe('together', () => {
  test('they make no more transitions an event than they may', () => {
    const events = sum(({ events: count }) => count);
    const transitions = sum(({ transitions: count }) => count);
    expect(transitions / events).toBeLessThanOrEqual(MOST_PER_EVENT);
  });

  test('the table of them is current', async () => {
    const config = await prettier.resolveConfig(DOCUMENT.pathname);
    const current = await prettier.format(documentOf(), { ...config, parser: 'markdown' });
    if (UPDATE) writeFileSync(DOCUMENT, current);
    expect(readFileSync(DOCUMENT, 'utf8')).toBe(current);
  });
});

afterAll(() => counted.clear());

function sum(of: (row: Row) => number): number {
  return [...counted.values()].reduce((total, row) => total + of(row), 0);
}

function documentOf(): string {
  const rows = [...counted].map(([id, row]) =>
    line(
      `[${row.title}](../statemachines/${id}.yaml)`,
      row.scenarios,
      row.events,
      row.dropped,
      row.transitions,
    ),
  );
  return `# State transitions

Step Functions charges for state transitions. These are counted by a test that plays every scenario of every example on
its compiled machine, in virtual time: each state that is entered counts, so starts, ends, decisions and actions are in
it. The sample that inspired this project makes 2.0 transitions an event, for whatever event comes. Here an event that a
state drops costs none, and neither does one that comes early, late or twice; a deadline that passes and an action that is
performed cost at least one, though no event has come.

| Example | Scenarios | Events | Of them dropped | Transitions | Transitions an event |
| --- | --: | --: | --: | --: | --: |
${rows.join('\n')}
${line(
  '**All**',
  sum((row) => row.scenarios),
  sum((row) => row.events),
  sum((row) => row.dropped),
  sum((row) => row.transitions),
)}
`;
}

function line(name: string, count: number, events: number, dropped: number, transitions: number): string {
  return `| ${name} | ${count} | ${events} | ${dropped} | ${transitions} | ${(transitions / events).toFixed(2)} |`;
}
