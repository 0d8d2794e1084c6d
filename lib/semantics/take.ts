/** Which of several routes is taken, and what then is remembered. */
import type { Assignment, Json, Text } from '../definition/model.ts';
import type { Answer, ClockStart, Memory, PlannedAction, Route, Way } from '../definition/route.ts';
import { isJson } from './json.ts';
import type { Deciding } from './deciding.ts';
import { holds } from './deciding.ts';
import { contextOf, instantOf, levelOf, memoryAt, question, withoutEvent, type Ground } from './ground.ts';

export type Taken = Answer & { readonly route: Route };

export type Choice =
  | { readonly kind: 'take'; readonly taken: Taken }
  /** The route that holds leads nowhere and changes nothing. */
  | { readonly kind: 'drop'; readonly route: Route }
  | { readonly kind: 'none' };

type Context = { readonly [name: string]: Json };

/** What a context may come to, and what an interrupt may carry out of its regions; bytes of JSON. */
const MAX_CONTEXT = 64 * 1024;
const MAX_CARRIED = 24 * 1024;

/** The first route that holds. `pick` chooses among the ways of one that has several. */
export function* choose(
  routes: readonly Route[],
  ground: Ground,
  pick: (route: Route) => Way | undefined = (route) => wayByHistory(route, ground),
): Deciding<Choice> {
  for (const route of routes) {
    if (route.guard !== undefined && !(yield* holds(question(route.guard, ground)))) continue;
    const way = pick(route);
    if (way === undefined) return { kind: 'drop', route };
    const taken = yield* take(route, way, ground);
    if (taken !== undefined) return { kind: 'take', taken };
  }
  return { kind: 'none' };
}

function wayByHistory({ ways, history }: Route, ground: Ground): Way | undefined {
  const [first] = ways;
  if (history === undefined || first === undefined) return first;
  const remembered = memoryAt(ground, first.level ?? levelOf(ground)).history?.[history];
  return ways.find(({ to }) => to === remembered) ?? first;
}

/** Undefined where an assign or a clock fails: then the route does not hold. */
function* take(route: Route, way: Way, ground: Ground): Deciding<Taken | undefined> {
  const own = levelOf(ground);
  const level = way.level ?? own;
  const before = memoryAt(ground, level);
  if (isPlain(route, way) && isEmpty(before)) {
    const { way: name, to } = way;
    return { way: name, ...(to === undefined ? {} : { to }), level, memory: before, actions: [], route };
  }
  const changes = yield* changesOf(route.assign ?? [], ground);
  if (changes === undefined) return undefined;
  const context = changes.size === 0 ? before.context : changed(before.context ?? {}, changes);
  if (changes.size > 0 && sizeOf(context) > MAX_CONTEXT) return undefined;
  const clocks = yield* clocksAfter(way, before, ground, context ?? {});
  if (clocks === undefined) return undefined;
  const memory: Memory = {
    ...(context === undefined ? {} : { context }),
    ...(clocks === 'none' ? {} : { clocks }),
    ...(before.history === undefined ? {} : { history: { ...before.history, ...way.remember } }),
    // What is gathered belongs to the visit.
    ...(way.to !== undefined || level !== own || before.pending === undefined
      ? {}
      : { pending: before.pending }),
    ...(way.to !== undefined || level !== own || before.items === undefined ? {} : { items: before.items }),
  };
  // The region's own copy, with what this transition changed: actions see the new context.
  const seen = changes.size === 0 ? contextOf(ground) : changed(contextOf(ground), changes);
  const actions = yield* actionsOf(way.actions ?? [], ground, seen);
  if (level < own && sizeOf({ memory, actions }) > MAX_CARRIED) return undefined;
  return {
    way: way.way,
    ...(way.to === undefined ? {} : { to: way.to }),
    level,
    memory,
    actions,
    route,
  };
}

/** It changes nothing that is remembered; most ways are so. */
function isPlain({ assign }: Route, { start, actions, remember }: Way): boolean {
  return assign === undefined && start === undefined && actions === undefined && remember === undefined;
}

function isEmpty({ context, clocks, history, pending, items }: Memory): boolean {
  return (
    context === undefined &&
    clocks === undefined &&
    history === undefined &&
    pending === undefined &&
    items === undefined
  );
}

/** Name → value, or undefined where the name is removed. All read the old context. */
function* changesOf(
  assign: readonly Assignment[],
  ground: Ground,
): Deciding<ReadonlyMap<string, Json | undefined> | undefined> {
  const changes = new Map<string, Json | undefined>();
  for (const { name, expression } of assign) {
    const evaluated = yield question(expression, ground);
    if (evaluated.kind === 'failed') return undefined;
    if (evaluated.kind === 'nothing') changes.set(name, undefined);
    else if (isJson(evaluated.value)) changes.set(name, evaluated.value);
    else return undefined;
  }
  return changes;
}

function changed(context: Context, changes: ReadonlyMap<string, Json | undefined>): Context {
  const after = new Map<string, Json>(Object.entries(context));
  for (const [name, value] of changes) {
    if (value === undefined) after.delete(name);
    else after.set(name, value);
  }
  return Object.fromEntries(after);
}

function* clocksAfter(
  { keep = [], start = [] }: Way,
  before: Memory,
  ground: Ground,
  context: Context,
): Deciding<Readonly<Record<string, string>> | 'none' | undefined> {
  if (keep.length === 0 && start.length === 0) return 'none';
  const clocks: Record<string, string> = {};
  for (const id of keep) {
    const running = before.clocks?.[id];
    if (running !== undefined) clocks[id] = running;
  }
  for (const clock of start) {
    const at = yield* startOf(clock, ground, context);
    if (at === 'failed') return undefined;
    if (at !== 'never') clocks[clock.id] = new Date(at).toISOString();
  }
  return clocks;
}

function* startOf({ moment }: ClockStart, ground: Ground, context: Context) {
  return moment.kind === 'entry' ? ground.at : yield* instantOf(moment, ground, context);
}

/** An action whose expression fails has no value: its step fails, is reported, and the instance goes on. */
function* actionsOf(
  actions: readonly PlannedAction[],
  ground: Ground,
  context: Context,
): Deciding<readonly Json[]> {
  const values: Json[] = [];
  for (const { action, event } of actions) {
    const seen = event ? ground : withoutEvent(ground);
    switch (action.kind) {
      case 'publish': {
        const evaluated = yield question(action.detail, seen, context);
        values.push(evaluated.kind === 'value' && isJson(evaluated.value) ? evaluated.value : null);
        break;
      }
      case 'notify': {
        const message = yield* textOf(action.message, seen, context);
        const subject =
          action.subject === undefined ? undefined : yield* textOf(action.subject, seen, context);
        values.push(
          message === undefined ? null : { ...(subject === undefined ? {} : { subject }), message },
        );
        break;
      }
      case 'task':
        values.push(null);
    }
  }
  return values;
}

/** Undefined where the expression fails or has no value. */
export function* textOf(text: Text, ground: Ground, context: Context): Deciding<string | undefined> {
  if ('literal' in text) return text.literal;
  const evaluated = yield question(text.expression, ground, context);
  if (evaluated.kind !== 'value') return undefined;
  return typeof evaluated.value === 'string' ? evaluated.value : JSON.stringify(evaluated.value);
}

function sizeOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
