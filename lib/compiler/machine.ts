import type { Choreography, FinalState, State } from '../definition/model.ts';
import { targetsOfHandlers } from '../semantics/awaited.ts';
import { errorOf } from '../semantics/states.ts';
import { compileAll } from './all-state.ts';
import type { FailState, Machine, States, SucceedState } from './asl.ts';
import { chooseBy, UNEXPECTED } from './choice.ts';
import { literal } from './jsonata.ts';
import { scopeOf, type Scope } from './scope.ts';
import { compileWait } from './wait-state.ts';

/** The state machine: the author's states under the author's names, each followed by what it needs. */
export function compileMachine(choreography: Choreography): Machine {
  const scope = scopeOf(choreography);
  const start = compileStart(scope);
  const states = [
    ...Object.entries(start.states),
    ...choreography.states.flatMap((state) => Object.entries(compileState(scope, state))),
  ];
  // Step Functions refuses a state that nothing leads to.
  const awaits = states.some(([, { Type }]) => Type !== 'Succeed' && Type !== 'Fail');
  if (awaits) states.push([scope.unexpected, UNEXPECTED]);
  return {
    Comment: `${choreography.title} (${choreography.id}, version ${scope.version})`,
    QueryLanguage: 'JSONata',
    StartAt: start.at,
    States: Object.fromEntries(states),
  };
}

/** Where all start events lead to one state, the machine begins there. */
function compileStart(scope: Scope): { at: string; states: States } {
  const targets = targetsOfHandlers(scope.choreography.start);
  const [only] = targets;
  if (only !== undefined && targets.length === 1) return { at: only, states: {} };
  const at = scope.names.claim('Start');
  const ways = targets.map((target) => [target, target] as const);
  return { at, states: { [at]: chooseBy('start', ways, scope.unexpected) } };
}

function compileState(scope: Scope, state: State): States {
  switch (state.kind) {
    case 'wait':
      return compileWait(scope, state);
    case 'all':
      return { [state.name]: compileAll(scope, state) };
    case 'final':
      return { [state.name]: compileFinal(state) };
  }
}

function compileFinal(state: FinalState): SucceedState | FailState {
  const error = errorOf(state);
  if (error === undefined) return { Type: 'Succeed', Output: { state: literal(state.name) } };
  return {
    Type: 'Fail',
    Error: literal(error),
    ...(state.cause === undefined ? {} : { Cause: literal(state.cause) }),
  };
}
