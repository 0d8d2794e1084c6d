import { beforeAll, describe, expect, test } from '@jest/globals';
import { runChaos, type ChaosReport } from './chaos/chaos.ts';
import { figuresOf, isWrong, storyOf } from './chaos/report.ts';
import { sharedAssembly } from './shared-assembly.ts';

/** Two stories of every choreography; `npm run chaos -- --end-to-end` runs hundreds. */
const INSTANCES = 26;
const SEED = 1;

let report: ChaosReport;
beforeAll(async () => {
  report = await runChaos({ instances: INSTANCES, seed: SEED, synthesized: await sharedAssembly() });
}, 900_000);

describe('with everything going wrong between the functions and the services', () => {
  test('every instance ends where the semantics say, with every event accounted for', () => {
    const command = `npm run chaos -- --end-to-end --instances ${INSTANCES} --seed ${SEED}`;
    expect(
      report.outcomes
        .filter(isWrong)
        .map((outcome) => storyOf(outcome, report, command))
        .join('\n\n'),
    ).toBe('');
    expect(report.lostNobodys).toEqual([]);
  });

  test('every deviation and every closing was told', () => {
    expect(report.untold).toEqual([]);
  });

  test('no message was given up', () => {
    expect(report.deadLetters).toEqual([]);
  });

  test('there was something to survive', () => {
    const { events, faults, instances } = figuresOf(report);
    expect(instances).toBe(INSTANCES);
    expect(events).toBeGreaterThan(INSTANCES * 4);
    expect(faults).toBeGreaterThan(INSTANCES);
  });
});
