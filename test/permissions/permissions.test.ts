/** One choreography of the real template; `npm run permissions-test -- --remove` does so with all that it permits. */
import { expect, test } from '@jest/globals';
import { sharedAssembly } from '../e2e/shared-assembly.ts';
import { liveStill } from './still.ts';

test('without any one of the permissions for car journeys something fails, and says so; with it that goes on', async () => {
  const { findings } = await liveStill(await sharedAssembly(), {
    removing: true,
    wanted: ({ holder, resource }) => /car-?journey/.test(`${holder} ${resource}`),
  });
  expect(findings.filter(({ problem }) => problem !== undefined)).toEqual([]);
  const missed = Map.groupBy(findings, ({ feature }) => feature);
  expect([...missed].map(([feature, { length }]) => `${length} × ${feature}`).sort()).toEqual([
    '1 × has a start event looked at again',
    '1 × has somebody come by after an end',
    '1 × waits for events',
    '2 × its rule delivers',
    '2 × keeps what its rule cannot deliver',
    '4 × finds out who took a wait',
    '4 × finds out whose a run is',
    '4 × goes on with a delivery',
    '4 × goes on with a start',
    '4 × goes on with failing an instance',
    '4 × its executions are traced',
    '4 × puts a look off',
    '6 × gets what comes there',
    '8 × its log can be delivered',
  ]);
}, 120_000);
