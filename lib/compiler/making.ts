import type { Choreography } from '../definition/model.ts';
import { UNEXPECTED_STATE } from '../definition/names.ts';
import type { Plan } from '../semantics/plan.ts';
import { planOf } from '../semantics/plan-of.ts';
import type { Names } from './names.ts';
import { namesBeside } from './names.ts';
import { versionOf } from './version.ts';

/** What is the same for all states of one machine. */
export type Making = {
  readonly choreography: Choreography;
  readonly plan: Plan;
  readonly version: string;
  /** JSON text: event → policy. */
  readonly policies: string;
  /** The names of all events that are subscribed. */
  readonly events: readonly string[];
  readonly names: Names;
  /** The Fail state for events that must not come. */
  readonly unexpected: string;
  /** The errors that carry a way out of Parallels → what each means, in the whole machine. */
  readonly errors: Map<string, string>;
};

export function makingOf(choreography: Choreography): Making {
  const plan = planOf(choreography);
  const names = namesBeside([...plan.places.keys()]);
  const subscribed = choreography.events.filter(({ ignored }) => !ignored);
  return {
    choreography,
    plan,
    version: versionOf(choreography),
    policies: JSON.stringify(
      Object.fromEntries(subscribed.map(({ name, unexpected }) => [name, unexpected])),
    ),
    events: subscribed.map(({ name }) => name),
    names,
    unexpected: names.claim(UNEXPECTED_STATE),
    errors: new Map(),
  };
}
