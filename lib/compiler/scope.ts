import type { AllState, Choreography, WaitState } from '../definition/model.ts';
import { UNEXPECTED_STATE } from '../definition/names.ts';
import { deadlineOf } from '../semantics/states.ts';
import type { Names } from './names.ts';
import { namesBeside } from './names.ts';
import type { Wait } from './wait-row.ts';
import { versionOf } from './version.ts';

/** What is the same for all states of one machine. */
export type Scope = {
  readonly choreography: Choreography;
  readonly version: string;
  /** JSON text: event → policy. */
  readonly policies: string;
  readonly names: Names;
  /** The Fail state for events that must not come. */
  readonly unexpected: string;
};

export function scopeOf(choreography: Choreography): Scope {
  const names = namesBeside(choreography.states.map(({ name }) => name));
  const subscribed = choreography.events.filter(({ ignored }) => !ignored);
  return {
    choreography,
    version: versionOf(choreography),
    policies: JSON.stringify(
      Object.fromEntries(subscribed.map(({ name, unexpected }) => [name, unexpected])),
    ),
    names,
    unexpected: names.claim(UNEXPECTED_STATE),
  };
}

type Varying = Pick<Wait, 'member' | 'awaits' | 'anticipates'>;

export function waitIn(scope: Scope, state: WaitState | AllState, varying: Varying): Wait {
  return {
    choreography: scope.choreography.id,
    version: scope.version,
    policies: scope.policies,
    state: state.name,
    due: state.due,
    deadline: deadlineOf(state),
    ...varying,
  };
}
