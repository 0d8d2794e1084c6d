import type { WaitState } from '../definition/model.ts';
import { anticipatedIn, targetsOfHandlers } from '../semantics/awaited.ts';
import type { States } from './asl.ts';
import { callbackTask, catchDeadline, catchUnexpected } from './callback-task.ts';
import { chooseBy, DESTINATION } from './choice.ts';
import { waitIn, type Scope } from './scope.ts';

/** A callback Task; behind it a Choice, unless there is but one way. */
export function compileWait(scope: Scope, state: WaitState): States {
  const targets = targetsOfHandlers(state.on);
  const [only] = targets;
  const choice = targets.length > 1 ? scope.names.claim(`${state.name}: which way`) : undefined;
  const task = callbackTask({
    name: state.name,
    wait: waitIn(scope, state, {
      member: undefined,
      awaits: state.on,
      anticipates: anticipatedIn(scope.choreography, state),
    }),
    output: choice === undefined ? {} : DESTINATION,
    // A wait that only its deadline leaves drops what it awaits; nobody delivers to it.
    onward: { Next: choice ?? only ?? scope.unexpected },
    catches: [
      ...(state.after === undefined ? [] : [catchDeadline(state.after.target)]),
      catchUnexpected(scope.unexpected),
    ],
  });
  if (choice === undefined) return { [state.name]: task };
  const ways = targets.map((target) => [target, target] as const);
  return { [state.name]: task, [choice]: chooseBy('delivery', ways, scope.unexpected) };
}
