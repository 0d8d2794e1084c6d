/** The items of a `forEach`: where they come from, what they may await, and what becomes of them. */
import { DONE, STAY } from '../definition/route.ts';
import type { Answer, Each, EachState, Item, Memory, Route, Wait } from '../definition/route.ts';
import type { Json } from '../definition/model.ts';
import type { Deciding } from './deciding.ts';
import { valueOf } from './deciding.ts';
import { contextOf, instantOf, question, withoutEvent, type Ground } from './ground.ts';
import { isJson } from './json.ts';
import type { StandingAt } from './respond.ts';
import { without } from './without.ts';

export type Items = { readonly [key: string]: Item };

/** The name, in the memory's clocks, of the earliest clock of all items. */
export function itemsClock(place: string): string {
  return `${place}: items`;
}

/**
 * The items as they are; computed from the context where nothing has changed them yet. Undefined where the list cannot
 * be computed: nobody knows then whether there are none. An item without a key is there all the same, under its place in
 * the list, and so is one whose clock cannot be computed: what nobody finds must not look done.
 */
export function* itemsOf(each: Each, standing: StandingAt, ground: Ground): Deciding<Items | undefined> {
  const known = ground.memories.at(-1)?.items ?? undefined;
  if (known !== undefined) return known;
  const since = { ...withoutEvent(ground), at: standing.enteredAt, now: standing.enteredAt };
  const evaluated = yield question(each.items, since);
  if (evaluated.kind === 'failed') return undefined;
  const list = evaluated.kind === 'value' ? evaluated.value : undefined;
  const values = (Array.isArray(list) ? list : list === undefined || list === null ? [] : [list]).filter(
    isJson,
  );
  const items = new Map<string, Item>();
  for (const [index, value] of values.entries()) {
    const found = keyFrom(yield* valueOf({ ...question(each.key, withItem(since, value)), root: value }));
    const key = found ?? `#${index + 1}`;
    const entered = yield* enter(each, each.initial, value, since);
    const item = entered ?? { state: each.initial, since: new Date(since.at).toISOString(), value };
    if (!items.has(key)) items.set(key, item);
  }
  return Object.fromEntries(items);
}

export function firstOver(
  items: Items,
  until: number,
): { key: string; item: Item; index: string } | undefined {
  let first: { key: string; item: Item; index: string; at: number } | undefined;
  for (const [key, item] of Object.entries(items)) {
    for (const [index, instant] of Object.entries(item.clocks ?? {})) {
      const at = Date.parse(instant);
      if (at <= until && (first === undefined || at < first.at)) first = { key, item, index, at };
    }
  }
  return first;
}

/** With its items, and the clock of the earliest of them. Done, when nothing is open any more and no action is to do. */
export function finished(wait: Wait, each: Each, answer: Answer, items: Items): Answer {
  const kept = answer.memory;
  const done = answer.way === STAY && isDone(each, items);
  const instants = Object.values(items).flatMap(({ clocks }) => Object.values(clocks ?? {}));
  const id = itemsClock(wait.place);
  const others = without(kept.clocks ?? {}, id);
  const earliest = instants.sort()[0];
  const clocks = earliest === undefined ? others : { ...others, [id]: earliest };
  const memory: Memory = {
    ...kept,
    ...(kept.clocks === undefined && earliest === undefined ? {} : { clocks }),
    items: done && each.tells !== true ? null : items,
  };
  return { ...answer, memory, way: done ? DONE : answer.way };
}

/** Whether their expressions may name `$items`; a text that only mentions it does no harm. */
export function readItems(routes: readonly Route[]): boolean {
  return JSON.stringify(routes).includes('$items');
}

/** The ground of the forEach's own transitions, which see where its items are. */
export function* withItems(
  routes: readonly Route[],
  each: Each | undefined,
  standing: StandingAt,
  ground: Ground,
): Deciding<Ground> {
  if (each === undefined || !readItems(routes)) return ground;
  return seeing(ground, (yield* itemsOf(each, standing, ground)) ?? {});
}

export function seeing(ground: Ground, items: Items): Ground {
  return { ...ground, variables: { ...ground.variables, items: statesOf(items) } };
}

export function statesOf(items: Items): { readonly [key: string]: string } {
  return Object.fromEntries(Object.entries(items).map(([key, { state }]) => [key, state]));
}

export function isDone(each: Each, items: Items): boolean {
  return each.closes && Object.values(items).every(({ state }) => stateOf(each, state)?.final !== false);
}

/** Undefined where one of the state's clocks cannot be computed. */
export function* enter(each: Each, name: string, value: Json, ground: Ground): Deciding<Item | undefined> {
  const state = stateOf(each, name);
  const here = withItem(withoutEvent(ground), value);
  const clocks: Record<string, string> = {};
  for (const [index, { moment }] of (state?.after ?? []).entries()) {
    const at = yield* instantOf(moment, here, contextOf(ground));
    if (at === 'failed') return undefined;
    if (at !== 'never') clocks[String(index)] = new Date(at).toISOString();
  }
  const due = state?.due === undefined ? 'never' : yield* instantOf(state.due, here, contextOf(ground));
  return {
    state: name,
    since: new Date(ground.at).toISOString(),
    value,
    ...(Object.keys(clocks).length === 0 ? {} : { clocks }),
    ...(typeof due === 'number' ? { due: new Date(due).toISOString() } : {}),
  };
}

export function stateOf(each: Each, name: string): EachState | undefined {
  return each.states.find((state) => state.name === name);
}

export function routesIn(each: Each, state: string, event: string): readonly Route[] {
  return stateOf(each, state)?.awaits.find((handler) => handler.event === event)?.routes ?? [];
}

/** Whether the event is awaited in a state that the item can still come to. */
export function awaitedLater(each: Each, from: string, event: string): boolean {
  const seen = new Set<string>();
  const open = nextOf(each, from);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (routesIn(each, name, event).length > 0) return true;
    open.push(...nextOf(each, name));
  }
  return false;
}

function nextOf(each: Each, name: string): string[] {
  const state = stateOf(each, name);
  const routes = [...(state?.awaits ?? []), ...(state?.after ?? [])].flatMap((from) => from.routes);
  return routes.flatMap(({ ways }) => ways.flatMap(({ to }) => to ?? []));
}

export function withItem(ground: Ground, item: Json, items?: Items): Ground {
  const known = items ?? ground.memories.at(-1)?.items ?? {};
  return { ...ground, variables: { ...ground.variables, item, items: statesOf(known) } };
}

export function keysFrom(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((key) => keyFrom(key) ?? []);
}

function keyFrom(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

export function detailOf(payload: unknown): Json | undefined {
  const detail: unknown =
    typeof payload === 'object' && payload !== null && 'detail' in payload ? payload.detail : undefined;
  return isJson(detail) ? detail : undefined;
}
