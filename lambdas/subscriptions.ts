import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { STALE_POLICIES, UNEXPECTED_POLICIES } from '../lib/definition/model.ts';
import type { Subscription } from '../lib/definition/wire.ts';
import { byName, read } from '../lib/projection/reading.ts';
import type { Schema } from '../lib/projection/reading.ts';
import { assignment, eventRoutes, memory } from '../lib/projection/parse-routes.ts';

const event = v.object({
  name: v.string(),
  pattern: byName(v.unknown()),
  correlation: v.array(v.string()),
  identity: v.string(),
  time: v.string(),
  hold: v.number(),
  settle: v.number(),
  stale: v.picklist(STALE_POLICIES),
  unexpected: v.picklist(UNEXPECTED_POLICIES),
});
const subscription: Schema<Subscription> = v.object({
  choreography: v.string(),
  title: v.string(),
  version: v.string(),
  rerun: v.boolean(),
  events: v.array(event),
  start: eventRoutes,
  memory: v.exactOptional(memory),
  redact: v.array(v.string()),
  labels: v.array(assignment),
  nextRun: v.array(v.string()),
  failures: byName(v.string()),
});

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
  const unchecked = new Map(listed(value));
  const checked = new Map<string, Subscription>();
  return {
    has: (choreography) => unchecked.has(choreography),
    get(choreography) {
      const entry = unchecked.get(choreography);
      if (entry === undefined) return undefined;
      const known = checked.get(choreography) ?? read(subscription, entry);
      checked.set(choreography, known);
      return known;
    },
  };
}

/** Ids and what stands under them. By hand: the first schema that a function uses takes it two milliseconds. */
function listed(value: unknown): readonly (readonly [string, unknown])[] {
  const entries: unknown[] = Array.isArray(value) ? value : [value];
  return entries.map((entry) => {
    const id = typeof entry === 'object' && entry !== null && 'choreography' in entry && entry.choreography;
    if (typeof id !== 'string')
      throw new Error('subscriptions.json is no list of objects that each have the id of a choreography.');
    return [id, entry];
  });
}
