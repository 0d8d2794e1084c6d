import type { Choreography } from '../definition/model.ts';
import type { Subscription } from '../definition/wire.ts';
import { awaitedByNextRun } from '../semantics/awaited.ts';
import { errorOf } from '../semantics/states.ts';
import { versionOf } from './version.ts';

/** What the functions must know of the choreography. */
export function subscriptionOf(choreography: Choreography): Subscription {
  return {
    choreography: choreography.id,
    title: choreography.title,
    version: versionOf(choreography),
    rerun: choreography.rerun,
    events: choreography.events
      .filter(({ ignored }) => !ignored)
      .map(({ name, pattern, correlation, identity, time, hold, unexpected }) => ({
        name,
        pattern,
        correlation,
        identity,
        time,
        hold,
        unexpected,
      })),
    start: choreography.start,
    nextRun: awaitedByNextRun(choreography),
    failures: failuresOf(choreography),
  };
}

/** Where two final states share an error, the first one stands for it. */
function failuresOf(choreography: Choreography): Subscription['failures'] {
  const failures = new Map<string, string>();
  for (const state of choreography.states) {
    const error = state.kind === 'final' ? errorOf(state) : undefined;
    if (error !== undefined && !failures.has(error)) failures.set(error, state.name);
  }
  return Object.fromEntries(failures);
}
