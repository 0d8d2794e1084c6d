import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { STALE_POLICIES, UNEXPECTED_POLICIES } from '../lib/definition/model.ts';
import type { Subscription } from '../lib/definition/wire.ts';
import { assignment, eventRoutes, memory } from '../lib/projection/parse-routes.ts';

const event = z.object({
  name: z.string(),
  pattern: z.record(z.string(), z.unknown()),
  correlation: z.array(z.string()),
  identity: z.string(),
  time: z.string(),
  hold: z.number(),
  settle: z.number(),
  stale: z.enum(STALE_POLICIES),
  unexpected: z.enum(UNEXPECTED_POLICIES),
});
const subscription: z.ZodMiniType<Subscription> = z.object({
  choreography: z.string(),
  title: z.string(),
  version: z.string(),
  rerun: z.boolean(),
  events: z.array(event),
  start: eventRoutes,
  memory: z.exactOptional(memory),
  redact: z.array(z.string()),
  labels: z.array(assignment),
  nextRun: z.array(z.string()),
  failures: z.record(z.string(), z.string()),
});

/** What tells one from the other; the rest of each is checked when it is first asked for. */
const listed = z.array(z.looseObject({ choreography: z.string() }));

export type Subscriptions = Pick<ReadonlyMap<string, Subscription>, 'get' | 'has'>;

/** What the functions know of the choreographies, by id: the file lies beside the bundle. */
export function readSubscriptions(file: URL): Subscriptions {
  return subscriptionsIn(JSON.parse(readFileSync(file, 'utf8')));
}

/**
 * A function sees few of the choreographies before it is gone again, and to check them all would be a good part of its
 * start. `get` throws where the file is of another version of the monitor than the function.
 */
export function subscriptionsIn(value: unknown): Subscriptions {
  const unchecked = new Map(listed.parse(value).map((entry) => [entry.choreography, entry]));
  const checked = new Map<string, Subscription>();
  return {
    has: (choreography) => unchecked.has(choreography),
    get(choreography) {
      const entry = unchecked.get(choreography);
      if (entry === undefined) return undefined;
      const known = checked.get(choreography) ?? subscription.parse(entry);
      checked.set(choreography, known);
      return known;
    },
  };
}
