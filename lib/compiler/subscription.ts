import type { Choreography } from '../definition/model.ts';
import { defaultError } from '../definition/names.ts';
import type { Subscription } from '../definition/wire.ts';
import { planOf } from '../semantics/plan-of.ts';
import { awaitedByNextRun } from '../semantics/planning/reach.ts';
import { versionOf } from './version.ts';

/** What the functions must know of the choreography. */
export function subscriptionOf(choreography: Choreography): Subscription {
  const plan = planOf(choreography);
  return {
    choreography: choreography.id,
    title: choreography.title,
    version: versionOf(choreography),
    rerun: choreography.rerun,
    events: choreography.events.flatMap(({ ignored, ...event }) => (ignored ? [] : [event])),
    start: plan.start,
    ...(Object.keys(plan.memory).length === 0 ? {} : { memory: plan.memory }),
    redact: choreography.redact,
    labels: choreography.labels,
    nextRun: awaitedByNextRun(plan),
    failures: failuresOf(choreography),
  };
}

/** Where two final states share an error, the first one stands for it; one that is computed finds none. */
function failuresOf(choreography: Choreography): Subscription['failures'] {
  const failures = new Map<string, string>();
  for (const { name, outcome, error } of finalsOf(choreography)) {
    if (outcome !== 'failed') continue;
    const text = error === undefined ? defaultError(name) : 'literal' in error ? error.literal : undefined;
    if (text !== undefined && !failures.has(text)) failures.set(text, name);
  }
  return Object.fromEntries(failures);
}

function finalsOf(choreography: Choreography) {
  return [...planOf(choreography).places.values()].flatMap((place) => (place.kind === 'end' ? [place] : []));
}
