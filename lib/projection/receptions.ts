/** What one wait does with one event, or with none; and whether what comes of it can be kept and sent at all. */
import type { Answer, EventRoutes, Route, Wait } from '../definition/route.ts';
import { NONE } from '../definition/route.ts';
import type { Deciding } from '../semantics/deciding.ts';
import { decideAt, openBy, receiveAt } from '../semantics/respond.ts';
import type { Reception } from '../semantics/respond.ts';
import { isSendable, isStorable } from './execution.ts';
import { changedLabels, labelsFor } from './labels.ts';
import type { HeldEvent, Labels, WaitingRow } from './rows.ts';
import { incoming, standingOf } from './standing.ts';
import type { Situation } from './situation.ts';

export type Told =
  | {
      readonly kind: 'take';
      readonly answer: Answer;
      /** Those that it changes. */
      readonly labels: Labels;
      /** As of its route. */
      readonly around?: number;
    }
  | { readonly kind: 'drop'; readonly around?: number }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'none'; readonly later: boolean };

/** Rule 0. Undefined: it waits for events. From the row alone: whoever answers says the same. */
export function* decisionOf(row: WaitingRow): Deciding<Answer | undefined> {
  const { always, decide, each, level } = row.wait;
  if (always === undefined && decide === undefined && each === undefined) return undefined;
  let standing = standingOf(row);
  for (;;) {
    const decided = yield* decideAt(standing);
    if (decided === undefined || isSendable(decided.answer, standing.memories)) return decided?.answer;
    // What is too big to be sent does not hold; of a decision then none does.
    const memory = standing.memories[level] ?? {};
    if (decided.routes.length === 0) return { way: NONE, level, memory, actions: [] };
    standing = { ...standing, wait: without(standing.wait, decided.routes) };
  }
}

export function* receptionOf(
  row: WaitingRow,
  event: HeldEvent,
  { subscription, now }: Situation,
  labels: Labels,
): Deciding<Told> {
  if (!isNamed(row.wait, event.name)) return { kind: 'none', later: false };
  const arriving = incoming(event);
  let standing = standingOf(row);
  for (;;) {
    const reception = yield* receiveAt(standing, arriving, now);
    if (reception.kind !== 'take') return plain(reception);
    if (isStorable(event, reception.answer, standing.memories)) {
      const { answer } = reception;
      const after = yield* labelsFor(subscription.labels, arriving, answer.memory);
      return { kind: 'take', answer, labels: changedLabels(labels, after), ...aroundOf(reception.routes) };
    }
    // As a branch that does not hold.
    if (reception.routes.length === 0) return { kind: 'none', later: false };
    standing = { ...standing, wait: without(standing.wait, reception.routes) };
  }
}

export function* openingBy(event: HeldEvent, { subscription, now }: Situation): Deciding<Told> {
  const arriving = incoming(event);
  let { start } = subscription;
  for (;;) {
    const reception = yield* openBy(start, subscription.memory, arriving, now);
    if (reception.kind !== 'take') return plain(reception);
    if (isStorable(event, reception.answer, [])) {
      const { answer } = reception;
      return { kind: 'take', answer, labels: yield* labelsFor(subscription.labels, arriving, answer.memory) };
    }
    if (reception.routes.length === 0) return { kind: 'none', later: false };
    start = trimmed(start, reception.routes);
  }
}

/** The routes were only to find the next one by. */
function plain(reception: Exclude<Reception, { kind: 'take' }>): Told {
  return reception.kind === 'drop' ? { kind: 'drop', ...aroundOf(reception.routes) } : reception;
}

/** Only what items do has several routes, and that stands around nothing. */
function aroundOf([first]: readonly Route[]): { around?: number } {
  return first?.around === undefined ? {} : { around: first.around };
}

/** Whether the wait says anything of events of this name; most held ones need no further look. */
export function isNamed({ awaits, gather, each }: Wait, name: string): boolean {
  const handlers = [
    ...awaits,
    ...(gather?.members ?? []),
    ...(each?.states ?? []).flatMap((state) => state.awaits),
  ];
  return handlers.some(({ event }) => event === name) || each?.opens.includes(name) === true;
}

function without(wait: Wait, gone: readonly Route[]): Wait {
  const { always, decide, each, gather } = wait;
  const left = (routes: readonly Route[]) => routes.filter((route) => !gone.includes(route));
  const eachLeft = each === undefined ? undefined : eachWithout(each, gone);
  return {
    ...wait,
    awaits: trimmed(wait.awaits, gone),
    ...(always !== undefined && { always: left(always) }),
    ...(gather !== undefined && { gather: { members: trimmed(gather.members, gone) } }),
    ...(eachLeft !== undefined && { each: eachLeft }),
    ...(decide?.kind === 'routes' && { decide: { ...decide, routes: left(decide.routes) } }),
    ...(decide?.kind === 'clocks' && {
      decide: {
        ...decide,
        clocks: decide.clocks.map((clock) => ({ ...clock, routes: left(clock.routes) })),
        ...(decide.each !== undefined && { each: eachWithout(decide.each, gone) }),
      },
    }),
  };
}

function eachWithout(each: NonNullable<Wait['each']>, gone: readonly Route[]) {
  const states = each.states.map((state) => ({
    ...state,
    awaits: trimmed(state.awaits, gone),
    after: state.after.map((clock) => ({
      ...clock,
      routes: clock.routes.filter((route) => !gone.includes(route)),
    })),
  }));
  return { ...each, states };
}

function trimmed(handlers: readonly EventRoutes[], gone: readonly Route[]): readonly EventRoutes[] {
  return handlers.map(({ event, routes }) => ({
    event,
    routes: routes.filter((route) => !gone.includes(route)),
  }));
}
