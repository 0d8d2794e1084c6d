import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { detailAt } from '../../lib/cli/dated.ts';
import { playable, readScenarios } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { eventually, startForTest, type RunningMonitor } from './running-monitor.ts';

/** Pauses between events are divided by this; what matters is their order. */
const SPEED = 5;

let monitor: RunningMonitor;
beforeAll(async () => {
  monitor = await startForTest();
});
afterAll(() => monitor.stop());

describe('each scenario of the examples ends where it says', () => {
  const scenarios = playable(readScenarios(CHOREOGRAPHIES));
  // All are under way at once, as in the demonstration; each test then looks at its own.
  const played = new Map<string, Promise<void>>();
  beforeAll(() => {
    for (const { choreography, correlationId, events } of scenarios) {
      const run = async () => {
        for (const event of events) {
          // What the monitor itself says, it says.
          if (event.publisher === undefined)
            await monitor.publish({ ...event, detail: detailAt(event, Date.now()) });
          await sleep((event.wait * 1000) / SPEED);
        }
      };
      played.set(`${choreography}#${correlationId}`, run());
    }
  });

  test.each(scenarios)('$choreography: $title', async ({ choreography, correlationId, ends }) => {
    await played.get(`${choreography}#${correlationId}`);
    const standing = await eventually(
      () => monitor.standingOf(choreography, correlationId),
      ({ status, state }) => status === ends.status && state === ends.state,
      30,
    );
    expect(standing).toEqual(ends);
  });
});
