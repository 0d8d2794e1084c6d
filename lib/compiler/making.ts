import type { Choreography } from '../definition/model.ts';
import { UNEXPECTED_STATE } from '../definition/names.ts';
import type { Plan } from '../semantics/plan.ts';
import { routesFrom } from '../semantics/planning/reach.ts';
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
  /** Regions have contexts of their own: each keeps to its limit, but nobody sees beforehand what they come to together. */
  readonly merges: boolean;
  /** The errors that carry a way out of Parallels → what each means, in the whole machine. */
  readonly errors: Map<string, string>;
  /** The places with stored clocks that run. */
  readonly clocked: ReadonlySet<string>;
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
    merges: [...plan.scopes.values()].some(({ level, changes }) => level > 0 && changes.context),
    errors: new Map(),
    clocked: clockedIn(plan),
  };
}

function clockedIn({ places, start }: Plan): ReadonlySet<string> {
  const routes = [...start.flatMap((handler) => handler.routes), ...[...places.values()].flatMap(routesFrom)];
  const ways = routes.flatMap((route) => route.ways);
  return new Set(
    ways.flatMap(({ to, keep, start: begun }) =>
      to === undefined || (keep ?? begun) === undefined ? [] : [to],
    ),
  );
}
