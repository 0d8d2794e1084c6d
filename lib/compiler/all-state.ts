import type { AllState } from '../definition/model.ts';
import { MEMBER_DONE } from '../definition/wire.ts';
import { anticipatedByMember, memberHandlers, targetsOfHandlers } from '../semantics/awaited.ts';
import type { FailState, ParallelState, States } from './asl.ts';
import { callbackTask, catchDeadline, catchUnexpected } from './callback-task.ts';
import { chooseBy, DESTINATION, UNEXPECTED } from './choice.ts';
import { ENTERED, jsonata } from './jsonata.ts';
import { waitIn, type Scope } from './scope.ts';

/**
 * A Parallel of single waits. What leaves the `all` before it is done fails a branch under a name that the Parallel
 * catches, for only so are the other branches left: `Leave for <state>` by an event, `States.Timeout` by the
 * deadline, `UnexpectedEvent` by an event that must not come.
 */
export function compileAll(scope: Scope, state: AllState): ParallelState {
  return {
    Type: 'Parallel',
    Arguments: { visit: jsonata(`$fromMillis(${ENTERED})`) },
    Branches: state.members.map((member) => compileMember(scope, state, member)),
    Output: {},
    Catch: [
      ...targetsOfHandlers(state.on).map((target) => ({
        ErrorEquals: [leaving(target)],
        Output: {},
        Next: target,
      })),
      ...(state.after === undefined ? [] : [catchDeadline(state.after.target)]),
      catchUnexpected(scope.unexpected),
    ],
    Next: state.onDone,
  };
}

type Branch = ParallelState['Branches'][number];

function compileMember(scope: Scope, state: AllState, member: string): Branch {
  const name = scope.names.claim(`${state.name}: ${member}`);
  const awaits = memberHandlers(state, member);
  const interrupts = targetsOfHandlers(awaits).filter((target) => target !== MEMBER_DONE);
  const choice = interrupts.length === 0 ? undefined : scope.names.claim(`${name}, which way`);
  const task = callbackTask({
    name,
    wait: waitIn(scope, state, {
      member,
      awaits,
      anticipates: anticipatedByMember(scope.choreography, state, member),
    }),
    output: choice === undefined ? {} : DESTINATION,
    onward: choice === undefined ? { End: true } : { Next: choice },
    catches: [],
  });
  if (choice === undefined) return { StartAt: name, States: { [name]: task } };
  return { StartAt: name, States: { [name]: task, ...waysOut(scope, name, choice, interrupts) } };
}

/** Behind a member's wait that others than the member can end. */
function waysOut(scope: Scope, name: string, choice: string, interrupts: readonly string[]): States {
  const done = scope.names.claim(`${name}, done`);
  const leaves = interrupts.map((to) => ({ to, state: scope.names.claim(`${name}, leave for ${to}`) }));
  const unexpected = scope.names.claim(`${name}, unexpected`);
  const ways = [[MEMBER_DONE, done] as const, ...leaves.map(({ to, state }) => [to, state] as const)];
  const fails = leaves.map(({ to, state }): [string, FailState] => [
    state,
    { Type: 'Fail', Error: leaving(to) },
  ]);
  return {
    [choice]: chooseBy('delivery', ways, unexpected),
    [done]: { Type: 'Succeed' },
    ...Object.fromEntries(fails),
    [unexpected]: UNEXPECTED,
  };
}

function leaving(target: string): string {
  return `Leave for ${target}`;
}
