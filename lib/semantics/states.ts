import type { Choreography, FinalState, State } from '../definition/model.ts';
import { defaultError } from '../definition/names.ts';

/** A deadline has whole seconds, as Step Functions' timers do: rounded up, at least one. In milliseconds. */
export function deadlineOf(state: State): number | undefined {
  if (state.kind === 'final' || state.after === undefined) return undefined;
  return Math.max(1, Math.ceil(state.after.delay / 1000)) * 1000;
}

/** The state of that name. A validated choreography names no others. */
export function stateNamed(choreography: Choreography, name: string): State {
  const found = choreography.states.find((state) => state.name === name);
  if (found === undefined) throw new Error(`The choreography ${choreography.id} has no state "${name}"`);
  return found;
}

/** The error an execution ends with in this final state; by default the state's name in PascalCase. */
export function errorOf(state: FinalState): string | undefined {
  return state.outcome === 'succeeded' ? undefined : (state.error ?? defaultError(state.name));
}
