import { setTimeout as sleep } from 'node:timers/promises';
import { detailAt } from '../../cli/dated.ts';
import type { FileEvent } from '../../cli/event-file.ts';
import type { Scenario } from '../../cli/scenarios.ts';
import { subscriptionOf } from '../../compiler/subscription.ts';
import type { Choreography } from '../../definition/model.ts';
import { KEY } from '../../definition/wire.ts';
import { recognise } from '../../projection/event.ts';
import { partitionOf } from '../../projection/situation.ts';
import { partsOf } from './instance.ts';
import type { Stage, Story } from './story.ts';
import { awaited, stands } from './waiting.ts';

/** A scenario of the examples, and what is to be seen of its instance when it is over. */
export function scenarioStory(scenario: Scenario, choreography: Choreography): Story {
  const { correlationId, ends } = scenario;
  const title = `${choreography.id}, ${scenario.title}`;
  return {
    title,
    async play(stage) {
      await playScenario(stage, scenario, choreography);
      await awaited(
        stage,
        () => stage.monitored.standingOf(choreography.id, correlationId),
        ({ status, state }) => status === ends.status && state === ends.state,
      );
      return { story: title, parts: await partsOf(stage, choreography.id, correlationId) };
    },
  };
}

/** One event after the other, each when the one before it has been taken and has moved what it moves. */
export async function playScenario(
  stage: Stage,
  { events }: Scenario,
  choreography: Choreography,
): Promise<void> {
  for (const event of events) {
    // What the monitor itself says, it says.
    if (event.publisher === undefined) {
      const detail = detailAt(event, Date.now());
      const [published = ''] = await stage.monitored.publish({ ...event, detail });
      await taken(stage, choreography, { ...event, detail, id: published });
    }
    await sleep((event.wait * 1000) / stage.speed, undefined, { signal: stage.signal });
  }
}

/**
 * However slow the cloud is, the next event comes after this one, as the scenario tells it; but for one that comes while
 * this one may be overtaken: that must not be too late to do so.
 */
async function taken(
  stage: Stage,
  choreography: Choreography,
  event: FileEvent & { readonly id: string },
): Promise<void> {
  const now = Date.now();
  const envelope = {
    ...{ version: '0', id: event.id, account: '000000000000', region: 'us-east-1', resources: [] },
    ...{ source: event.source, 'detail-type': event.detailType, detail: event.detail },
    time: event.time ?? new Date(now).toISOString(),
  };
  const recognised = await recognise(envelope, subscriptionOf(choreography), now);
  for (const { instance, event: occurrence } of recognised.kind === 'events' ? recognised.events : []) {
    if ((occurrence.settle ?? 0) > (event.wait * 1000) / stage.speed) continue;
    await awaited(
      stage,
      () => stage.monitored.rowsOf(choreography.id, partitionOf(instance).correlationId),
      (rows) =>
        rows.some(({ key }) => key === `${KEY.event}${occurrence.identity}`) &&
        rows.every(({ status }) => status !== 'sent') &&
        stands(rows),
    );
  }
}
