/** One life after the other, each event alone and in order: the counts are the same every time. */
import type { Counts, Meter } from './meter.ts';
import { entriesOf, type Life } from './lives.ts';
import type { System } from './system.ts';

export type Counted = Counts & {
  readonly events: number;
  readonly transitions: number;
  /** What stays in the table of one such life. */
  readonly storedBytes: number;
};

export type CountedLife = {
  /** All of it, from the start to what its end brings about. */
  readonly whole: Counted;
  /** Only the events between the first and the last one. */
  readonly inOrder: Counted;
};

export async function countLife(
  system: System,
  life: Life,
  id = `counted-${life.choreography}`,
): Promise<CountedLife> {
  const { meter } = system;
  const entries = entriesOf(life, id);
  await meter.quiet();
  meter.reset();
  const before = meter.storedBytes();
  const marks: Counted[] = [];
  for (const entry of entries) {
    await system.publish(entry);
    await meter.quiet();
    marks.push({
      ...meter.counts(),
      events: marks.length + 1,
      transitions: await system.transitions(life.choreography, id),
      storedBytes: meter.storedBytes() - before,
    });
  }
  const [first, whole] = [marks[0], marks.at(-1)];
  const penultimate = marks.at(-2);
  if (first === undefined || whole === undefined || penultimate === undefined)
    throw new Error(`${life.title} has too few events.`);
  return { whole, inOrder: difference(penultimate, first) };
}

function difference(to: Counted, from: Counted): Counted {
  const names = Object.keys(to.calls);
  const calls = names.map((name) => [name, (to.calls[name] ?? 0) - (from.calls[name] ?? 0)] as const);
  const minus = (field: Exclude<keyof Counted, 'calls'>): number => to[field] - from[field];
  return {
    calls: Object.fromEntries(calls.filter(([, count]) => count > 0)),
    invocations: minus('invocations'),
    billedMs: minus('billedMs'),
    writeUnits: minus('writeUnits'),
    indexUnits: minus('indexUnits'),
    readUnits: minus('readUnits'),
    sqsRequests: minus('sqsRequests'),
    emptyPolls: minus('emptyPolls'),
    publishedEvents: minus('publishedEvents'),
    events: minus('events'),
    transitions: minus('transitions'),
    storedBytes: minus('storedBytes'),
  };
}

/** Transitions are not in it: they are asked of executions one by one. */
export function countsSince(meter: Meter, events: number): Counted {
  return { ...meter.counts(), events, transitions: 0, storedBytes: 0 };
}
