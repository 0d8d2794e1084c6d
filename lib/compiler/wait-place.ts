import type { Route } from '../definition/route.ts';
import type { WaitPlace } from '../semantics/plan.ts';
import { assigningAll, catchesAssigningAll, seenFrom } from './beginning.ts';
import { callbackTask, catchEnds } from './callback-task.ts';
import { catchDeadline } from './deadline.ts';
import { decisionWait } from './decision.ts';
import type { Answered } from './edges.ts';
import { add, variableAt, type Flow } from './flow.ts';
import { storedInstant, type Hands } from './instants.ts';
import { ENTERED } from './jsonata.ts';
import { outcomeOf, reserve } from './outcome.ts';
import type { WaitSpec } from './wait-row.ts';
import { waysOfWait } from './ways.ts';
import { undelivered } from './undelivered.ts';

/** A callback Task; behind it a Choice, unless there is but one way. */
export function compileWait(around: Flow, place: WaitPlace): void {
  const flow = seenFrom(around, place);
  const { name, wait, clocks, dues, entered, anticipates } = place;
  const { level } = flow.scope;
  reserve(flow, name);
  const hands: Hands = {
    since: entered === undefined ? ENTERED : `$toMillis(${storedInstant(entered, flow.reads.clocks)})`,
    clocks: flow.reads.clocks,
    items: wait.each === undefined ? undefined : `$${variableAt('items', level)}`,
  };
  const remembers: WaitSpec['remembers'] = [
    ...(wait.gather === undefined ? [] : (['pending'] as const)),
    ...(wait.each === undefined ? [] : (['items'] as const)),
  ];
  const answered: Answered = {
    name,
    ...doneOf(flow, name, place.done, wait.each?.tells === true ? ['items'] : []),
  };
  const outcome = outcomeOf(flow, {
    ways: assigningAll(flow, place, waysOfWait(flow, wait)),
    place: answered,
    choice: `${name}: which way`,
  });
  const rules = rulesOf(place);
  const task = callbackTask(flow, {
    name,
    wait: {
      state: name,
      hands:
        wait.each?.states.some(({ due }) => due !== undefined) === true
          ? hands
          : { ...hands, items: undefined },
      awaits: wait.awaits,
      anticipates,
      ...(rules === undefined ? {} : { rules }),
      clocks,
      dues,
      remembers,
      result: false,
      decides: false,
    },
    ...outcome,
    catches: [
      ...catchesAssigningAll(
        flow,
        place,
        catchDeadline(flow, { place: answered, clocks, hands, each: wait.each, remembers }),
      ),
      ...catchEnds(flow),
    ],
  });
  add(flow, name, task);
}

/** What follows on the way `#done`; nothing where there is no such way. */
export function doneOf(
  flow: Flow,
  name: string,
  routes: readonly Route[],
  remembers: WaitSpec['remembers'] = [],
): Pick<Answered, 'done'> {
  if (routes.length === 0) return {};
  const decision = () =>
    decisionWait(flow, {
      name: `${name}: done`,
      place: { name },
      decide: { kind: 'routes', routes },
      hands: { since: ENTERED, clocks: flow.reads.clocks, items: undefined },
      remembers,
    });
  const choice = { name: `${name}: done` };
  return { done: (base) => undelivered(flow, routes, { place: name, base, decision, choice }) };
}

/** Undefined for a plain wait of the machine itself: its `awaits` say it all. */
function rulesOf({ name, level, wait, entered }: WaitPlace): object | undefined {
  const { always, gather, each } = wait;
  const more = {
    ...(always === undefined ? {} : { always }),
    ...(gather === undefined ? {} : { gather }),
    ...(each === undefined ? {} : { each }),
    ...(entered === undefined ? {} : { entered }),
  };
  return level === 0 && Object.keys(more).length === 0 ? undefined : { place: name, level, ...more };
}
