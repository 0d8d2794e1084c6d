import type { EventRow } from '../../projection/rows.ts';
import type { TimelineEntry } from '../api.ts';
import { compare } from './summaries.ts';
import type { Taken } from './way.ts';

/** In milliseconds: what was taken that much later than it came, came before its turn. */
export const EARLY = 1_500;

/** How long it was kept until it was taken. */
export function waitOf({ receivedAt }: EventRow, { at }: Taken): number {
  return Date.parse(at) - Date.parse(receivedAt);
}

/** In which order entries are told. */
export type Order = (a: TimelineEntry, b: TimelineEntry) => number;

/**
 * As they came. Only, queues pass on one after the other what comes at once, in any order: what was not kept for its turn
 * is told in the order it was taken, or an instance would move before it has begun.
 */
export function orderOf(rows: readonly EventRow[], taken: readonly Taken[]): Order {
  const places = new Map<string, { readonly at: string; readonly turn: number }>();
  let next: string | undefined;
  for (const [turn, each] of [...taken.entries()].reverse()) {
    const row = rows.find(({ identity }) => identity === each.identity);
    if (row === undefined || waitOf(row, each) > EARLY) continue;
    next = next === undefined || row.receivedAt < next ? row.receivedAt : next;
    places.set(eventId(row), { at: next, turn });
  }
  const placeOf = ({ id, at }: TimelineEntry) => places.get(id) ?? { at, turn: taken.length };
  return (a, b) => {
    const [one, other] = [placeOf(a), placeOf(b)];
    return compare(one.at, other.at) || weight(a) - weight(b) || one.turn - other.turn || compare(a.id, b.id);
  };
}

export function eventId({ identity }: Pick<EventRow, 'identity'>): string {
  return `event ${identity}`;
}

/** What ends an instance comes after what caused it. */
function weight({ what }: TimelineEntry): number {
  return what.kind === 'ended' ? 1 : 0;
}
