import { describe, expect, test } from '@jest/globals';
import { FAULTS } from './faults.ts';
import { readMonitored } from './monitored.ts';
import { ours } from './ours.ts';
import { outcomeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { reportOf } from './report.ts';
import { readTraffic } from './traffic.ts';

/** `CHAOS_SEED=7` for another one; `npm run chaos` for more of them. */
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
const INSTANCES = 150;
/** Seconds, where a machine has nothing else to do. */
const LONG = 300_000;

const monitored = readMonitored();
const trafficFor = readTraffic(monitored);

async function play(numbers: readonly number[], beside: boolean): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const number of numbers)
    outcomes.push(await outcomeOf(number, { monitored, trafficFor, functions: ours(), seed: SEED, beside }));
  return outcomes;
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, number) => number);

describe('the stories of the examples, with everything going wrong', () => {
  test(
    'lose nothing, double nothing, end where semantics says, and raise no false alarm',
    async () => {
      const outcomes = await play(upTo(INSTANCES), false);
      expect(
        outcomes.flatMap(({ number, ours: { findings } }) => findings.map((found) => ({ number, ...found }))),
      ).toEqual([]);
      const struck = FAULTS.filter((fault) =>
        outcomes.some(({ ours: { faults } }) => (faults[fault] ?? 0) > 0),
      );
      // A message that fails five times is rare.
      expect(FAULTS.filter((fault) => fault !== 'dead letter' && !struck.includes(fault))).toEqual([]);
      const played = new Set(outcomes.map(({ title }) => title.split(':')[0]));
      expect([...monitored.keys()].filter((id) => !played.has(id))).toEqual([]);
    },
    LONG,
  );

  test('are lost and doubled by the naive protocol, from the same traffic', async () => {
    const findings = (await play(upTo(20), true)).flatMap(({ naive }) => naive?.findings ?? []);
    const kinds = new Set(findings.map(({ kind }) => kind));
    expect(
      ['lost', 'doubled', 'wrong end', 'false alarm'].filter((kind) => !kinds.has(kind as 'lost')),
    ).toEqual([]);
  });

  test('are the same again from the same seed, also one of them alone', async () => {
    const of = { instances: 12, seed: SEED, command: 'npm run chaos' };
    const first = await play(upTo(12), true);
    const second = await play(upTo(12), true);
    expect(reportOf(second, of).text).toBe(reportOf(first, of).text);
    expect(await play([7], true)).toEqual(first.slice(7, 8));
  });
});
