import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { detailAt } from '../../lib/cli/dated.ts';
import { interleaved } from '../../lib/cli/demonstration.ts';
import { playable, readScenarios, type Scenario } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { subscriptionOf } from '../../lib/compiler/subscription.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import type { FileEvent } from '../../lib/cli/event-file.ts';
import { recognise } from '../../lib/projection/event.ts';
import { partitionOf } from '../../lib/projection/situation.ts';
import { envelopeOf } from './chaos/letters.ts';
import { eventually, startForTest, type RunningMonitor } from './running-monitor.ts';

/** Pauses between events are divided by this; what matters is their order. */
const SPEED = 5;
const AT_ONCE = 25;

const choreographies = new Map(
  readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) =>
    choreography === undefined ? [] : [[choreography.id, choreography] as const],
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
    );
    expect(standing).toEqual(ends);
  });
});

async function play({ choreography: id, events }: Scenario): Promise<void> {
  const choreography = choreographies.get(id)!;
  for (const event of events) {
    // What the monitor itself says, it says.
    if (event.publisher === undefined) {
      const detail = detailAt(event, Date.now());
      const [published = ''] = await monitor.publish({ ...event, detail });
      await received(choreography, { ...event, detail }, published);
    }
    await sleep((event.wait * 1000) / SPEED);
  }
}

/** However busy the machine is, the next event comes after this one, as the scenario tells it. */
async function received(choreography: Choreography, event: FileEvent, id: string): Promise<void> {
  const now = Date.now();
  const envelope = envelopeOf({
    ...{ id, source: event.source, 'detail-type': event.detailType, starts: false },
    ...{ time: event.time ?? new Date(now).toISOString(), detail: event.detail },
  });
  const recognised = await recognise(envelope, subscriptionOf(choreography), now);
  for (const { instance, event: occurrence } of recognised.kind === 'events' ? recognised.events : [])
    await eventually(
      () => monitor.rowsOf(choreography.id, partitionOf(instance).correlationId),
      (rows) => rows.some(({ key }) => key === `EVENT#${occurrence.identity}`),
    );
}
