/**
 * What one wait does with an event, or with nothing but its being there. From the wait's row alone: its own version
 * says what it means.
 */
import { isDoneWay, NONE } from '../definition/route.ts';
import type { Answer, EventRoutes, Gather, Memory, Route, Wait, Way } from '../definition/route.ts';
import type { Json } from '../definition/model.ts';
import type { Deciding } from './deciding.ts';
import { decideEach, receiveEach } from './each.ts';
import { fire } from './fire.ts';
import { memoryAt, type Ground } from './ground.ts';
import { seeing, withItems } from './items.ts';
import { choose, type Choice } from './take.ts';

/** A wait as it stands. */
export type StandingAt = {
  readonly wait: Wait;
  /** By level; the last is the wait's own. */
  readonly memories: readonly Memory[];
  /** When its place was entered, and when this wait was put; epoch milliseconds. */
  readonly enteredAt: number;
  readonly since: number;
  /** Of the task before a decision wait. */
  readonly result?: Json;
};

export type Incoming = {
  readonly name: string;
  /** The envelope. */
  readonly payload: unknown;
  /** When it happened, in epoch milliseconds. */
  readonly time: number;
};

export type Reception =
  /** `routes`: what was taken, for those who want to know; not to be kept. */
  | { readonly kind: 'take'; readonly answer: Answer; readonly routes: readonly Route[] }
  /** The branch that holds leads nowhere and changes nothing. */
  | { readonly kind: 'drop'; readonly routes: readonly Route[] }
  /** What it is awaited for has come already. */
  | { readonly kind: 'repeated' }
  /** As if it were not awaited; `later`: it may be, once more has come. */
  | { readonly kind: 'none'; readonly later: boolean };

const NOT: Reception = { kind: 'none', later: false };

/** `at` is when it is delivered. */
export function* receiveAt(standing: StandingAt, event: Incoming, at: number): Deciding<Reception> {
  const { wait } = standing;
  if (wait.decide !== undefined) return NOT;
  const outer = routesFor(wait.awaits, event.name);
  if (outer.length === 0 && wait.each === undefined && wait.gather === undefined) return NOT;
  const ground = groundFor(standing, event, at);
  const inner = wait.each === undefined ? NOT : yield* receiveEach(wait, wait.each, standing, event, ground);
  if (inner.kind !== 'none') return inner;
  const own = received(yield* choose(outer, yield* withItems(outer, wait.each, standing, ground)));
  if (own.kind !== 'none') return own;
  if (wait.gather === undefined) return inner;
  return yield* gather(wait.gather, event, ground);
}

/**
 * What is to be done with the wait before any event: it is a decision wait, an `always` of it holds, or it has nothing
 * to wait for. Undefined: it waits. The same for whoever asks.
 */
export function* decideAt(
  standing: StandingAt,
): Deciding<{ answer: Answer; routes: readonly Route[] } | undefined> {
  const { wait, since } = standing;
  const { decide } = wait;
  if (decide === undefined && wait.always === undefined && wait.each === undefined) return undefined;
  const ground = groundFor(standing, undefined, since);
  if (decide?.kind === 'clocks') {
    return yield* fire(
      decide.clocks,
      { ...standing, wait: { ...wait, ...(decide.each && { each: decide.each }) } },
      since,
    );
  }
  if (decide !== undefined) {
    // Behind a forEach that is done, where its items have come to.
    const items = standing.memories.at(-1)?.items ?? undefined;
    const choice = yield* choose(decide.routes, items === undefined ? ground : seeing(ground, items));
    if (choice.kind === 'take') return taken(choice);
    return {
      answer: { way: NONE, level: wait.level, memory: memoryAt(ground, wait.level), actions: [] },
      routes: [],
    };
  }
  const routes = wait.always ?? [];
  const always = yield* choose(routes, yield* withItems(routes, wait.each, standing, ground));
  if (always.kind === 'take') return taken(always);
  return wait.each === undefined ? undefined : yield* decideEach(wait, wait.each, standing, ground);
}

function taken({ taken: { route, ...answer } }: Extract<Choice, { kind: 'take' }>) {
  return { answer, routes: [route] };
}

/** What an event does where there is no instance. */
export function* openBy(
  start: readonly EventRoutes[],
  memory: Memory | undefined,
  event: Incoming,
  at: number,
): Deciding<Reception> {
  const ground: Ground = {
    memories: [memory ?? {}],
    root: event.payload,
    variables: {},
    now: event.time,
    at,
  };
  return received(yield* choose(routesFor(start, event.name), ground));
}

export function routesFor(handlers: readonly EventRoutes[], name: string): readonly Route[] {
  return handlers.find(({ event }) => event === name)?.routes ?? [];
}

function groundFor({ memories, result }: StandingAt, event: Incoming | undefined, at: number): Ground {
  return {
    memories,
    variables: result === undefined ? {} : { result },
    now: event?.time ?? at,
    at,
    ...(event === undefined ? {} : { root: event.payload }),
  };
}

export function received(choice: Choice): Reception {
  switch (choice.kind) {
    case 'take': {
      const { route, ...answer } = choice.taken;
      return { kind: 'take', answer, routes: [route] };
    }
    case 'drop':
      return { kind: 'drop', routes: [choice.route] };
    case 'none':
      return NOT;
  }
}

function* gather({ members }: Gather, event: Incoming, ground: Ground): Deciding<Reception> {
  const routes = routesFor(members, event.name);
  if (!members.some((member) => member.event === event.name)) return NOT;
  const pending = ground.memories.at(-1)?.pending ?? members.map((member) => member.event);
  if (!pending.includes(event.name)) return { kind: 'repeated' };
  const left = pending.filter((name) => name !== event.name);
  const done = left.length === 0;
  const pick = ({ ways }: Route): Way | undefined =>
    ways.find(({ way }) => isDoneWay(way) === done) ?? ways[0];
  const reception = received(yield* choose(routes, ground, pick));
  if (reception.kind !== 'take') return reception;
  const after = { ...reception.answer.memory, pending: done ? null : left };
  return { ...reception, answer: { ...reception.answer, memory: after } };
}
