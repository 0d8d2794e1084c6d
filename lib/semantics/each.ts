/** A `forEach`: one wait over many items, each in a state of its own. */
import { STAY } from '../definition/route.ts';
import type { Answer, Each, Item, Route, Wait } from '../definition/route.ts';
import type { Json } from '../definition/model.ts';
import type { Deciding } from './deciding.ts';
import { valueOf } from './deciding.ts';
import type { Fired } from './fire.ts';
import { memoryAt, question, type Ground } from './ground.ts';
import {
  awaitedLater,
  detailOf,
  enter,
  finished,
  firstOver,
  isDone,
  itemsOf,
  keysFrom,
  routesIn,
  stateOf,
  withItem,
} from './items.ts';
import type { Incoming, Reception, StandingAt } from './respond.ts';
import { choose } from './take.ts';
import { without } from './without.ts';

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
  const known = yield* itemsOf(each, standing, before);
  if (known === undefined) return { kind: 'none', later: false };
  let items = known;
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
  if (items === undefined) return undefined;
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
  let items = (yield* itemsOf(each, standing, ground)) ?? {};
  const routes: Route[] = [];
  let way = STAY;
  let actions: readonly Json[] = [];
  // The clocks of a state that is entered now wait for the next timer: one that is over by then would go on for ever.
  const entered = new Set<string>();
  const next = () =>
    firstOver(Object.fromEntries(Object.entries(items).filter(([key]) => !entered.has(key))), at);
  for (let over = next(); over !== undefined; over = next()) {
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
    if (taken.to !== undefined) entered.add(key);
    routes.push(taken.route);
    if (actions.length === 0 && taken.actions.length > 0) ({ way, actions } = taken);
  }
  const answer: Answer = { way, level: wait.level, memory: memoryAt(ground, wait.level), actions };
  return { answer: finished(wait, each, answer, items), routes };
}
