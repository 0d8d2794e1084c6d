/** How the errors of executions begin that an unexpected event has ended. */
export const UNEXPECTED = 'UnexpectedEvent';

/** A final state's error is its name in one word, unless its author says otherwise. */
export function saysTheSame(error: string, state: string): boolean {
  return state.replaceAll(' ', '').toLowerCase().startsWith(error.toLowerCase());
}
