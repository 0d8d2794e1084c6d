import { describe, expect, test } from '@jest/globals';
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { readScenarios } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import type { Branch } from '../../lib/definition/model.ts';
import { branchesOf } from './branches.ts';
import { play } from './play.ts';

const choreographies = readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) => choreography ?? []);
const scenarios = readScenarios(CHOREOGRAPHIES);

describe('the scenarios take every transition', () => {
  test.each(choreographies.map((choreography) => ({ id: choreography.id, choreography })))(
    'of $id: every branch of on, after, always, onDone, next, catch and start',
    async ({ id, choreography }) => {
      const taken = new Set<Branch>();
      for (const scenario of scenarios.filter((one) => one.choreography === id))
        for (const branch of (await play(choreography, scenario, scenario.correlationId)).taken)
          taken.add(branch);
      const branches = [...branchesOf(choreography)];
      const missing = branches.flatMap(([branch, name]) => (taken.has(branch) ? [] : [name]));
      expect(missing).toEqual([]);
    },
  );

  test('of which there are more than 150, all counted', () => {
    const counts = choreographies.map((choreography) => branchesOf(choreography).size);
    expect(Math.min(...counts)).toBeGreaterThan(5);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(150);
  });
});
