/** A wait's row and an event's, as `lib/semantics` takes them. */
import type { Memory } from '../definition/route.ts';
import type { Incoming, StandingAt } from '../semantics/respond.ts';
import { millisOf } from './instants.ts';
import type { Due, HeldEvent, WaitingRow } from './rows.ts';

export function standingOf(row: WaitingRow): StandingAt {
  const { wait, entered, enteredAt, result } = row;
  const memories: readonly Memory[] = row.memories ?? Array.from({ length: wait.level + 1 }, () => ({}));
  const stored = entered === undefined ? undefined : memories.at(-1)?.clocks?.[entered];
  return {
    wait,
    memories,
    enteredAt: millisOf(stored ?? enteredAt),
    since: putAt(row),
    ...(result !== undefined && { result }),
  };
}

/** When the task was entered that put it: the same for everybody who reads the row, and for each retry of the put. */
export function putAt({ order, enteredAt }: WaitingRow): number {
  const put = millisOf(order.split('#')[2] ?? '');
  return Number.isNaN(put) ? millisOf(enteredAt) : put;
}

export function incoming({ name, payload, time }: HeldEvent): Incoming {
  const envelope: unknown = JSON.parse(payload);
  return { name, payload: envelope, time: millisOf(time) };
}

/**
 * All soft deadlines that stand over it. Those of a forEach's items come from the memory, which knows their keys: the
 * row lists them without, and a hundred items that were entered at once would be one visit.
 */
export function duesOf({ wait: { each }, state, dues, memories }: WaitingRow): readonly Due[] {
  if (each === undefined) return dues;
  const inner = new Set(each.states.map(({ name }) => name));
  const items = Object.entries(memories?.at(-1)?.items ?? {});
  return [
    ...dues.filter((due) => !inner.has(due.state)),
    ...items.flatMap(([key, { due: at, since }]): Due[] =>
      at === undefined ? [] : [{ state: `${state}/${key}`, enteredAt: since, at }],
    ),
  ];
}
