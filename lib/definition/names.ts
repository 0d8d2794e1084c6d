import type { DraftState } from './draft.ts';

/** The Fail state that every compiled machine has; unexpected events lead there. */
export const UNEXPECTED_STATE = 'Unexpected event';

/** The Fail state of a machine that has to decide, and finds no transition that holds. */
export const NO_TRANSITION = { state: 'No transition holds', error: 'NoTransitionHolds' } as const;

/** The Fail state of a machine whose regions together may remember more than Step Functions takes. */
export const TOO_MUCH_DATA = { state: 'Too much data', error: 'TooMuchData' } as const;

/** Step Functions' limit for the name of a state, in characters. */
export const MAX_STATE_NAME = 80;

/** The error of a final state that failed: its own, or its name in PascalCase. */
export function errorOf(state: Pick<DraftState, 'name' | 'error'>): string {
  return state.error?.text ?? defaultError(state.name.text);
}

/** The name in PascalCase. */
export function defaultError(name: string): string {
  return name
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
