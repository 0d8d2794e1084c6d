/** What an answer has done to the items of a forEach. Pure. */
import type { ForEachState } from '../../definition/model.ts';
import type { Answered } from './history-outputs.ts';

/** Key → inner state. */
export type ItemStates = { readonly [key: string]: string };
/** `from` is undefined where the item is new. */
export type Move = { readonly key: string; readonly from: string | undefined; readonly to: string };

export type Moved = { readonly items: ItemStates; readonly moves: readonly Move[] };

/** @param before the items as the answer before left them; undefined where it is the first. */
export function movedBy(
  { memory, event }: Answered,
  state: ForEachState,
  before: ItemStates | undefined,
  done: boolean,
): Moved | undefined {
  if (done) return before === undefined ? undefined : ended(state, before, event?.name);
  const items = memory?.items ?? undefined;
  if (items === undefined) return undefined;
  const after = Object.fromEntries(Object.entries(items).map(([key, item]) => [key, item.state]));
  const moves = Object.entries(after).flatMap(([key, to]): Move[] => {
    const from = before === undefined ? firstOf(state, to, event?.name) : before[key];
    return from === to ? [] : [{ key, from, to }];
  });
  return { items: after, moves };
}

/** All but those that an event opens begin in the initial state. */
function firstOf(
  { initial, opens }: ForEachState,
  to: string,
  event: string | undefined,
): string | undefined {
  return to === initial && event !== undefined && opens.includes(event) ? undefined : initial;
}

/** With the last item's end the machine forgets them all: where the last ones went, their transitions say. */
function ended(state: ForEachState, before: ItemStates, event: string | undefined): Moved {
  const items: { [key: string]: string } = {};
  const moves: Move[] = [];
  for (const [key, from] of Object.entries(before)) {
    const to = endOf(state, from, event);
    items[key] = to ?? from;
    if (to !== undefined && to !== from) moves.push({ key, from, to });
  }
  return { items, moves };
}

/** The only final state that can be reached so; undefined where there are several. */
function endOf({ states }: ForEachState, from: string, event: string | undefined): string | undefined {
  const inner = states.find(({ name }) => name === from);
  if (inner?.kind !== 'wait') return from;
  const handlers = event === undefined ? inner.after : inner.on.filter((each) => each.event === event);
  const ends = new Set(states.flatMap(({ kind, name }) => (kind === 'final' ? [name] : [])));
  const targets = handlers.flatMap(({ branches }) =>
    branches.flatMap(({ target }) => (typeof target === 'string' && ends.has(target) ? [target] : [])),
  );
  const [only, ...others] = new Set(targets);
  return others.length === 0 ? only : undefined;
}

/** `To be picked → Picked: 3, 4`. */
export function movesText(moves: readonly Move[]): string {
  const groups = new Map<string, string[]>();
  for (const { key, from, to } of moves) {
    const way = from === undefined ? `New in ${to}` : `${from} → ${to}`;
    groups.set(way, [...(groups.get(way) ?? []), key]);
  }
  return [...groups].map(([way, keys]) => `${way}: ${listed(keys)}`).join('; ');
}

const MOST_KEYS = 5;

function listed(keys: readonly string[]): string {
  const others = keys.length - MOST_KEYS;
  return keys.slice(0, MOST_KEYS).join(', ') + (others > 0 ? ` and ${others} more` : '');
}
