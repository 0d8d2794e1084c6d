/** What of its memory a choreography needs at all. */
import type { Branch, Choreography, Standing, State } from '../../definition/model.ts';

/** Some value is given, or assigned. */
export function remembersContext(choreography: Choreography): boolean {
  return (
    Object.keys(choreography.context).length > 0 ||
    branchesOf(choreography).some(({ assign }) => (assign ?? []).length > 0)
  );
}

/** The compounds that some transition goes back to. */
export function compoundsRemembered(choreography: Choreography): ReadonlySet<string> {
  return new Set(
    branchesOf(choreography).flatMap(({ target }) => (typeof target === 'object' ? [target.history] : [])),
  );
}

/** Every branch of the choreography, wherever it stands. */
export function branchesOf(choreography: Choreography): Branch[] {
  return [
    ...choreography.start.flatMap(({ branches }) => branches),
    ...ofStanding(choreography.top),
    ...choreography.states.flatMap(ofState),
  ];
}

function ofStanding({ on, after }: Standing): Branch[] {
  return [...on, ...after].flatMap(({ branches }) => branches);
}

function ofState(state: State): readonly Branch[] {
  switch (state.kind) {
    case 'final':
      return [];
    case 'task':
      return [...state.next, ...state.catch.flatMap(({ branches }) => branches)];
    case 'wait':
      return [...ofStanding(state), ...state.always];
    case 'all':
      return [...ofStanding(state), ...state.members.flatMap(({ branches }) => branches), ...state.onDone];
    case 'compound':
    case 'forEach':
      return [...ofStanding(state), ...state.always, ...state.onDone, ...state.states.flatMap(ofState)];
    case 'parallel':
      return [
        ...ofStanding(state),
        ...state.always,
        ...state.onDone,
        ...state.regions.flatMap(({ states }) => states.flatMap(ofState)),
      ];
  }
}
