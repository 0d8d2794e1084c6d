import type { AllPlace } from '../semantics/plan.ts';
import type { Catcher, ParallelState } from './asl.ts';
import { assigned, callbackTask, catchEnds } from './callback-task.ts';
import { catchDeadline } from './deadline.ts';
import { add, finish, helper, memberFlow, noneHoldsIn, type Exits, type Flow } from './flow.ts';
import { ENTERED, jsonata, VISIT } from './jsonata.ts';
import { doneFirst, outcomeOf, reserve } from './outcome.ts';
import { deliveredEdge, staticEdge } from './edges.ts';
import { doneOf } from './wait-place.ts';
import { isDone, waysOfWait } from './ways.ts';

/**
 * A Parallel of single waits. What leaves the `all` before it is done fails a branch under a name that the Parallel
 * catches, for only so are the other branches left: `Leave for <state>` by an event, `States.Timeout` by a
 * deadline, `UnexpectedEvent` by an event that must not come.
 */
export function compileAll(flow: Flow, all: AllPlace): void {
  const { name, clocks } = all;
  reserve(flow, name);
  const exits: Exits = new Map();
  const branches = all.members.map((member) => compileMember(flow, all, member, exits));
  const hands = { since: VISIT, clocks: flow.reads.clocks, items: undefined };
  const left = catchExits(flow, name, exits);
  const late = catchDeadline(flow, { place: { name }, clocks, hands, each: undefined, remembers: [] });
  const done = doneOf(flow, name, all.done).done?.(flow.reads);
  add(flow, name, {
    Type: 'Parallel',
    Arguments: { visit: jsonata(`$fromMillis(${ENTERED})`) },
    Branches: branches,
    ...assigned(done?.assign ?? {}),
    Output: {},
    Catch: [...left, ...late, ...catchEnds(flow)],
    Next: done?.next ?? noneHoldsIn(flow),
  });
}

type Branch = ParallelState['Branches'][number];

function compileMember(
  flow: Flow,
  all: AllPlace,
  { event, wait, anticipates }: AllPlace['members'][number],
  exits: Exits,
): Branch {
  const name = flow.making.names.claim(`${all.name}: ${event}`);
  const branch = memberFlow(flow, name, exits);
  reserve(branch, name);
  const ways = doneFirst(waysOfWait(flow, wait));
  const hands = { since: VISIT, clocks: flow.reads.clocks, items: undefined };
  const alone = ways.every(({ way }) => isDone(way));
  const place = {
    name: all.name,
    done: () => {
      const next = helper(branch, 'done');
      add(branch, next, { Type: 'Succeed' });
      return { next, assign: {}, output: {} };
    },
  };
  const outcome = alone
    ? { assign: {}, output: {}, onward: { End: true } as const }
    : outcomeOf(branch, { ways, place, choice: `${name}, which way` });
  const { always } = wait;
  const isPlain = flow.scope.level === 0 && always === undefined;
  const rules = {
    place: all.name,
    level: flow.scope.level,
    ...(always === undefined ? {} : { always }),
  };
  const task = callbackTask(branch, {
    name,
    wait: {
      state: all.name,
      member: event,
      hands,
      awaits: wait.awaits,
      anticipates,
      ...(isPlain ? {} : { rules }),
      clocks: all.clocks,
      dues: all.dues,
      remembers: [],
      result: false,
      decides: false,
    },
    ...outcome,
    catches: [],
  });
  add(branch, name, task);
  return { StartAt: name, States: finish(branch) };
}

/** One for each way that leaves the Parallel to its own level. */
export function catchExits(flow: Flow, name: string, exits: Exits): Catcher[] {
  return [...exits].map(([error, exit]) => {
    const edge =
      exit.kind === 'delivered'
        ? deliveredEdge(
            flow,
            { name },
            { ...exit.way, way: { ...exit.way.way, level: flow.scope.level } },
            'cause',
          )
        : staticEdge(
            flow,
            { ...exit.way, level: flow.scope.level },
            {
              place: name,
              ...(exit.fired === undefined ? {} : { fired: exit.fired }),
            },
          );
    return { ErrorEquals: [error], ...assigned(edge.assign), Output: edge.output ?? {}, Next: edge.next };
  });
}
