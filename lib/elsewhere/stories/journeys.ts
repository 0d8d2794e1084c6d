import type { Published } from '../monitored.ts';
import { partsOf } from './instance.ts';
import type { Stage, Story } from './story.ts';
import { awaited } from './waiting.ts';

/** The choreography whose instances they are. */
export const JOURNEYS = 'car-journey';

/** By the names of their types, in the order in which they happen. */
export const JOURNEY = [
  'Car Announced',
  'Inspection Completed',
  'Car Cleaned',
  'Car Priced',
  'Car Repaired',
  'Car Published',
  'Car Reserved',
  'Car Sold',
  'Car Delivered',
  'Invoice Sent',
];

/** A whole journey; its events happened a minute apart, whenever they come. */
export function journey(id: string): readonly Published[] {
  return JOURNEY.map((detailType, index) => ({
    source: 'car',
    detailType,
    detail: { id, ...(detailType === 'Inspection Completed' ? { result: 'Success' } : {}) },
    time: new Date(Date.UTC(2026, 0, 1, 9, index)).toISOString(),
  }));
}

async function publishAll(stage: Stage, id: string, events: readonly Published[]): Promise<void> {
  for (const [index, event] of events.entries()) {
    await stage.monitored.publish(event);
    await settled(stage, id, index + 1);
  }
}

/** So many events are known of the car, and none of them is under way. */
function settled(stage: Stage, id: string, count: number) {
  return awaited(
    stage,
    () => stage.monitored.rowsOf(JOURNEYS, id),
    (rows) =>
      rows.filter(({ key }) => String(key).startsWith('EVENT#')).length >= count &&
      rows.every(({ status }) => status !== 'sent'),
  );
}

function journeyStory(
  title: string,
  id: string,
  play: (stage: Stage, id: string) => Promise<unknown>,
): Story {
  const story = `${JOURNEYS}, ${title}`;
  return {
    title: story,
    async play(stage) {
      await play(stage, id);
      return { story, parts: await partsOf(stage, JOURNEYS, id) };
    },
  };
}

const closed = (stage: Stage, id: string) =>
  awaited(
    stage,
    () => stage.monitored.standingOf(JOURNEYS, id),
    ({ status }) => status === 'succeeded' || status === 'failed',
  );

/** What goes wrong between services that do not know of each other, and must not matter. */
export const journeys: readonly Story[] = [
  journeyStory(
    'early: everything but the announcement first, and in reverse',
    'e2e-early',
    async (stage, id) => {
      const [announced, ...others] = journey(id);
      await publishAll(stage, id, [...others].reverse());
      if (announced !== undefined) await stage.monitored.publish(announced);
      await closed(stage, id);
    },
  ),
  journeyStory('late: an event after the end', 'e2e-late', async (stage, id) => {
    const events = journey(id);
    await publishAll(stage, id, events);
    await closed(stage, id);
    await stage.monitored.publish({ source: 'car', detailType: 'Car Sold', detail: { id, again: true } });
    await settled(stage, id, events.length + 1);
  }),
  journeyStory('doubled: the announcement twice', 'e2e-doubled', async (stage, id) => {
    const [announced, ...others] = journey(id);
    if (announced === undefined) return;
    await publishAll(stage, id, [announced, announced, ...others.slice(0, 1)]);
    await closed(stage, id);
  }),
  journeyStory('refused by its guard: an inspection without a result', 'e2e-guard', async (stage, id) => {
    const [announced] = journey(id);
    if (announced === undefined) return;
    await publishAll(stage, id, [announced]);
    const inspected = { source: 'car', detailType: 'Inspection Completed', detail: { id, result: 7 } };
    await stage.monitored.publish(inspected);
    await closed(stage, id);
    await settled(stage, id, 2);
  }),
];
