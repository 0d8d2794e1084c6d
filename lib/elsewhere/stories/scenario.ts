import { setTimeout as sleep } from 'node:timers/promises';
import { detailAt } from '../../cli/dated.ts';
import type { FileEvent } from '../../cli/event-file.ts';
import type { Scenario } from '../../cli/scenarios.ts';
import { subscriptionOf } from '../../compiler/subscription.ts';
import type { Choreography } from '../../definition/model.ts';
import { KEY } from '../../definition/wire.ts';
import { recognise, type Concerning } from '../../projection/event.ts';
import { partitionOf } from '../../projection/situation.ts';
import type { Row } from '../monitored.ts';
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
  for (const [index, event] of events.entries()) {
    const pause = (event.wait * 1000) / stage.speed;
    // What the monitor itself says, it says.
    if (event.publisher === undefined)
      await publish(stage, choreography, event, { next: events[index + 1], pause });
    else await said(stage, choreography, event, timesSaid(events.slice(0, index + 1), event));
    await sleep(pause, undefined, { signal: stage.signal });
  }
}

async function publish(
  stage: Stage,
  choreography: Choreography,
  event: FileEvent,
  { next, pause }: { readonly next: FileEvent | undefined; readonly pause: number },
): Promise<void> {
  const now = Date.now();
  const dated = datedAt(event, now);
  const [id = ''] = await stage.monitored.publish(dated);
  const following =
    next === undefined ? [] : await occurrencesOf(choreography, datedAt(next, now + pause), '', now);
  for (const occurrence of await occurrencesOf(choreography, dated, id, now)) {
    if (isOvertaken(occurrence, following, pause)) continue;
    const { instance, event: taken } = occurrence;
    await moved(stage, choreography, instance, (rows) =>
      rows.some(({ key }) => key === `${KEY.event}${taken.identity}`),
    );
  }
}

/** Its identity is the monitor's; as many of that name must have come. */
async function said(
  stage: Stage,
  choreography: Choreography,
  event: FileEvent,
  times: number,
): Promise<void> {
  const now = Date.now();
  for (const { instance, event: one } of await occurrencesOf(choreography, datedAt(event, now), '', now))
    await moved(
      stage,
      choreography,
      instance,
      (rows) =>
        rows.filter(({ key, name }) => String(key).startsWith(KEY.event) && name === one.name).length >=
        times,
    );
}

function timesSaid(events: readonly FileEvent[], { detailType }: FileEvent): number {
  return events.filter((event) => event.publisher !== undefined && event.detailType === detailType).length;
}

/** What the monitor will see in it, instance by instance. */
async function occurrencesOf(
  choreography: Choreography,
  event: FileEvent,
  id: string,
  now: number,
): Promise<readonly Concerning[]> {
  const envelope = {
    ...{ version: '0', id, account: '000000000000', region: 'us-east-1', resources: [] },
    ...{ source: event.source, 'detail-type': event.detailType, detail: event.detail },
    time: event.time ?? new Date(now).toISOString(),
  };
  const recognised = await recognise(envelope, subscriptionOf(choreography), now);
  return recognised.kind === 'events' ? recognised.events : [];
}

function datedAt(event: FileEvent, now: number): FileEvent {
  return { ...event, detail: detailAt(event, now) };
}

/** While it settles, what comes next and happened before it must not be too late to go before it. */
function isOvertaken(
  { instance, event }: Concerning,
  following: readonly Concerning[],
  pause: number,
): boolean {
  return (
    (event.settle ?? 0) > pause &&
    following.some((next) => next.instance === instance && next.event.time < event.time)
  );
}

/** However slow the cloud is, the next event comes after this one, as the scenario tells it. */
async function moved(
  stage: Stage,
  choreography: Choreography,
  instance: string,
  isThere: (rows: readonly Row[]) => boolean,
): Promise<void> {
  await awaited(
    stage,
    () => stage.monitored.rowsOf(choreography.id, partitionOf(instance).correlationId),
    (rows) => isThere(rows) && rows.every(({ status }) => status !== 'sent') && stands(rows),
  );
}
