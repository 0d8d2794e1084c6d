/**
 * Where nobody delivers, but something has to be computed: a callback Task that is answered at once. No event is at
 * stake, so whoever answers says the same.
 */
import type { Decision } from '../definition/route.ts';
import { callbackTask, catchTooMuch } from './callback-task.ts';
import type { Answered } from './edges.ts';
import { add, type Flow } from './flow.ts';
import type { Hands } from './instants.ts';
import { outcomeOf, reserve } from './outcome.ts';
import { isSure, waysOfDecision } from './ways.ts';

export type Deciding = {
  /** The decision's own state, or how it shall be called. */
  readonly name: string;
  /** It is a state of the author's. */
  readonly named?: boolean;
  /** What the place that is left is called, and what may put it again. */
  readonly place: Answered;
  readonly decide: Decision;
  readonly hands: Hands;
  readonly remembers?: readonly ('pending' | 'items')[];
  /** The state's input is the result of a task. */
  readonly result?: boolean;
};

/** Gives the name of the state; the same decision is there once. */
export function decisionWait(flow: Flow, deciding: Deciding): string {
  const key = `decision ${deciding.name}`;
  const known = flow.helpers.get(key);
  if (known !== undefined) return known;
  const name = deciding.named === true ? deciding.name : flow.making.names.claim(deciding.name);
  flow.helpers.set(key, name);
  reserve(flow, name);
  const { place, decide, hands, remembers = [], result = false } = deciding;
  const ways = waysOfDecision(flow, place.name, decide);
  const outcome = outcomeOf(flow, {
    ways,
    place,
    choice: `${name}: which way`,
    ...(decide.kind === 'routes' && !isSure(decide.routes)
      ? { none: `None of the transitions of "${place.name}" holds.` }
      : {}),
  });
  const wait = {
    state: place.name,
    hands,
    awaits: [],
    anticipates: flow.making.events,
    rules: { place: place.name, level: flow.scope.level, decide },
    clocks: [],
    dues: [],
    remembers,
    result,
    decides: true,
  };
  add(
    flow,
    name,
    callbackTask(flow, { name, comment: COMMENT, wait, ...outcome, catches: catchTooMuch(flow) }),
  );
  return name;
}

const COMMENT =
  'Answered at once: a guard, an assignment, a moment or the detail of an action is computed outside.';
