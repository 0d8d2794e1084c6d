import { expect, test } from '@jest/globals';
import { sharedAssembly } from '../e2e/shared-assembly.ts';
import { runKills } from './kill.ts';

/** `npm run kill-test` does so a hundred times. */
const TIMES = 2;
const SEED = 1;

test('a local cloud that is killed under load has nothing lost, doubled or stuck', async () => {
  const report = await runKills({ times: TIMES, seed: SEED, lanes: 2, assembly: await sharedAssembly() });
  const { kills, lost, doubled, stuck, wrong } = report;
  expect({ kills, lost, doubled, stuck, wrong }).toEqual({
    ...{ kills: TIMES, lost: 0, doubled: 0, stuck: 0 },
    wrong: [],
  });
  expect(report.executions).toBeGreaterThan(3);
  expect(report.events).toBeGreaterThan(3);
}, 600_000);
