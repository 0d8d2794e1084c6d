/** A `forEach`: one wait over many items, each in a state of its own. */
import { DONE, STAY } from '../definition/route.ts';
import type { Answer, Each, EachState, Item, Memory, Route, Wait } from '../definition/route.ts';
import type { Json } from '../definition/model.ts';
import type { Deciding } from './deciding.ts';
import { valueOf } from './deciding.ts';
import type { Fired } from './fire.ts';
import { contextOf, instantOf, memoryAt, question, withoutEvent, type Ground } from './ground.ts';
import { isJson } from './json.ts';
import type { Incoming, Reception, StandingAt } from './respond.ts';
import { choose } from './take.ts';
import { without } from './without.ts';

type Items = { readonly [key: string]: Item };

/** The name, in the memory's clocks, of the earliest clock of all items. */
export function itemsClock(place: string): string {
  return `${place}: items`;
}

/** The items as they are; computed from the context where nothing has changed them yet. */
export function* itemsOf(each: Each, standing: StandingAt, ground: Ground): Deciding<Items> {
  const known = ground.memories.at(-1)?.items ?? undefined;
  if (known !== undefined) return known;
  const since = { ...withoutEvent(ground), at: standing.enteredAt, now: standing.enteredAt };
  const list = yield* valueOf(question(each.items, since));
  const values = (Array.isArray(list) ? list : list === undefined || list === null ? [] : [list]).filter(
    isJson,
  );
  const items = new Map<string, Item>();
  for (const value of values) {
    const key = keyFrom(yield* valueOf({ ...question(each.key, withItem(since, value)), root: value }));
    const item = key === undefined ? undefined : yield* enter(each, each.initial, value, since);
    if (key !== undefined && item !== undefined && !items.has(key)) items.set(key, item);
  }
  return Object.fromEntries(items);
}

export function* receiveEach(
  wait: Wait,
  each: Each,
  standing: StandingAt,
  event: Incoming,
  before: Ground,
): Deciding<Reception> {
  const named = each.states.some((state) => state.awaits.some((handler) => handler.event === event.name));
  const opens = each.opens.includes(event.name);
  if (!named && !opens) return { kind: 'none', later: false };
  let items = yield* itemsOf(each, standing, before);
  let ground = before;
  const keys = keysFrom(yield* valueOf(question(each.match, before)));
  const routes: Route[] = [];
  let answer: Answer | undefined;
  let dropped = false;
  let later = false;
  for (const key of keys) {
    const item = Object.hasOwn(items, key) ? items[key] : undefined;
    if (item === undefined) {
      const value = opens ? detailOf(event.payload) : undefined;
      const opened = value === undefined ? undefined : yield* enter(each, each.initial, value, ground);
      if (opened === undefined) {
        // What opens it may still come.
        later ||= each.opens.length > 0;
        continue;
      }
      items = { ...items, [key]: opened };
      answer = { way: STAY, level: wait.level, memory: memoryAt(ground, wait.level), actions: [], ...answer };
      continue;
    }
    const choice = yield* choose(routesIn(each, item.state, event.name), withItem(ground, item.value, items));
    if (choice.kind === 'none') {
      later ||= awaitedLater(each, item.state, event.name);
      continue;
    }
    if (choice.kind === 'drop') {
      dropped = true;
      routes.push(choice.route);
      continue;
    }
    const { route, to, memory, way, actions } = choice.taken;
    const after =
      to === undefined
        ? item
        : yield* enter(each, to, item.value, {
            ...ground,
            memories: [...ground.memories.slice(0, -1), memory],
          });
    if (after === undefined) continue;
    routes.push(route);
    items = { ...items, [key]: after };
    ground = { ...ground, memories: [...ground.memories.slice(0, -1), memory] };
    // The actions of the first item that has any are performed.
    const acts = answer !== undefined && answer.actions.length > 0 ? answer : { way, actions };
    answer = { way: acts.way, level: wait.level, memory, actions: acts.actions };
  }
  if (answer !== undefined)
    return {
      kind: 'take',
      answer: finished(wait, each, { ...answer, memory: memoryAt(ground, wait.level) }, items),
      routes,
    };
  return dropped ? { kind: 'drop', routes } : { kind: 'none', later };
}

/** Nothing is open any more; or its items have clocks that only their values tell. */
export function* decideEach(
  wait: Wait,
  each: Each,
  standing: StandingAt,
  ground: Ground,
): Deciding<Fired | undefined> {
  const known = ground.memories.at(-1)?.items ?? undefined;
  const items = yield* itemsOf(each, standing, ground);
  const memory = memoryAt(ground, wait.level);
  const answer: Answer = { way: STAY, level: wait.level, memory, actions: [] };
  if (isDone(each, items)) return { answer: finished(wait, each, answer, items), routes: [] };
  const initial = stateOf(each, each.initial);
  const computed =
    initial?.due !== undefined ||
    initial?.after.some(({ moment }) => moment.kind === 'at' || moment.kind === 'computed delay');
  if (known !== undefined || computed !== true) return undefined;
  return { answer: finished(wait, each, answer, items), routes: [] };
}

/** The clocks of items that are over by now, the earliest first. */
export function* fireItems(wait: Wait, each: Each, standing: StandingAt, at: number): Deciding<Fired> {
  let ground: Ground = { memories: standing.memories, variables: {}, now: at, at };
  let items = yield* itemsOf(each, standing, ground);
  const routes: Route[] = [];
  let way = STAY;
  let actions: readonly Json[] = [];
  for (let over = firstOver(items, at); over !== undefined; over = firstOver(items, at)) {
    const { key, item, index } = over;
    const spent: Item = { ...item, clocks: without(item.clocks ?? {}, index) };
    items = { ...items, [key]: spent };
    const clock = stateOf(each, item.state)?.after[Number(index)];
    const choice = yield* choose(clock?.routes ?? [], withItem(ground, item.value, items));
    if (choice.kind === 'drop') routes.push(choice.route);
    if (choice.kind !== 'take') continue;
    const { taken } = choice;
    ground = { ...ground, memories: [...ground.memories.slice(0, -1), taken.memory] };
    const after = taken.to === undefined ? spent : yield* enter(each, taken.to, item.value, ground);
    if (after !== undefined) items = { ...items, [key]: after };
    routes.push(taken.route);
    if (actions.length === 0 && taken.actions.length > 0) ({ way, actions } = taken);
  }
  const answer: Answer = { way, level: wait.level, memory: memoryAt(ground, wait.level), actions };
  return { answer: finished(wait, each, answer, items), routes };
}

function firstOver(items: Items, until: number): { key: string; item: Item; index: string } | undefined {
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
function finished(wait: Wait, each: Each, answer: Answer, items: Items): Answer {
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
    items: done ? null : items,
  };
  return { ...answer, memory, way: done ? DONE : answer.way };
}

export function isDone(each: Each, items: Items): boolean {
  return each.closes && Object.values(items).every(({ state }) => stateOf(each, state)?.final !== false);
}

/** Undefined where one of the state's clocks cannot be computed. */
function* enter(each: Each, name: string, value: Json, ground: Ground): Deciding<Item | undefined> {
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

function stateOf(each: Each, name: string): EachState | undefined {
  return each.states.find((state) => state.name === name);
}

function routesIn(each: Each, state: string, event: string): readonly Route[] {
  return stateOf(each, state)?.awaits.find((handler) => handler.event === event)?.routes ?? [];
}

/** Whether the event is awaited in a state that the item can still come to. */
function awaitedLater(each: Each, from: string, event: string): boolean {
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

function withItem(ground: Ground, item: Json, items?: Items): Ground {
  const states = items ?? ground.memories.at(-1)?.items ?? {};
  const named = Object.fromEntries(Object.entries(states).map(([key, { state }]) => [key, state]));
  return { ...ground, variables: { ...ground.variables, item, items: named } };
}

function keysFrom(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((key) => keyFrom(key) ?? []);
}

function keyFrom(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

function detailOf(payload: unknown): Json | undefined {
  const detail: unknown =
    typeof payload === 'object' && payload !== null && 'detail' in payload ? payload.detail : undefined;
  return isJson(detail) ? detail : undefined;
}
