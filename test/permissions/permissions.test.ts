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
  expect(
    Object.fromEntries(
      [...Map.groupBy(findings, ({ feature }) => feature)].map(([feature, { length }]) => [feature, length]),
    ),
  ).toEqual({});
}, 60_000);
