import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { detailAt } from '../../lib/cli/dated.ts';
import { interleaved } from '../../lib/cli/demonstration.ts';
import { playable, readScenarios, type Scenario } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { eventually, startForTest, type RunningMonitor } from './running-monitor.ts';

/** Pauses between events are divided by this; what matters is their order. */
const SPEED = 5;
/** More at once, and a busy machine hears of the second event before the first. */
const AT_ONCE = 25;

const settling = new Set(
  readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) =>
    choreography?.events.some(({ settle }) => settle > 0) === true ? [choreography.id] : [],
  ),
);

let monitor: RunningMonitor;
beforeAll(async () => {
  monitor = await startForTest();
});
afterAll(() => monitor.stop());

describe('each scenario of the examples ends where it says', () => {
  const scenarios = playable(readScenarios(CHOREOGRAPHIES));
  const played = new Map<Scenario, Promise<void>>();
  beforeAll(() => {
    const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
    for (const [number, scenario] of interleaved(scenarios).entries()) {
      const playing = Promise.resolve(lanes[number % AT_ONCE]).then(() => play(scenario));
      played.set(scenario, playing);
      // What goes wrong is told by the scenario's own test.
      lanes[number % AT_ONCE] = playing.catch(() => undefined);
    }
  });

  test.each(scenarios)('$choreography: $title', async (scenario) => {
    await played.get(scenario);
    const { choreography, correlationId, ends } = scenario;
    const standing = await eventually(
      () => monitor.standingOf(choreography, correlationId),
      ({ status, state }) => status === ends.status && state === ends.state,
      60,
    );
    expect(standing).toEqual(ends);
  });
});

async function play({ choreography, correlationId, events }: Scenario): Promise<void> {
  for (const event of events) {
    // What the monitor itself says, it says.
    if (event.publisher === undefined) {
      const before = await monitor.rowsOf(choreography, correlationId);
      await monitor.publish({ ...event, detail: detailAt(event, Date.now()) });
      if (settling.has(choreography)) await received(choreography, correlationId, before.length);
    }
    await sleep((event.wait * 1000) / SPEED);
  }
}

/** Where some seconds decide which one goes first, a busy machine must not add its own. A repeated event adds nothing. */
async function received(choreography: string, correlationId: string, before: number): Promise<void> {
  await eventually(
    () => monitor.rowsOf(choreography, correlationId),
    (rows) => rows.length > before,
    60,
  ).catch(() => undefined);
}
