import { readFileSync } from 'node:fs';
import * as z from 'zod';
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
const subscriptions: z.ZodType<Subscription[]> = z.array(
  z.object({
    choreography: z.string(),
    title: z.string(),
    version: z.string(),
    rerun: z.boolean(),
    events: z.array(event),
    start: eventRoutes,
    memory: memory.exactOptional(),
    redact: z.array(z.string()),
    labels: z.array(assignment),
    nextRun: z.array(z.string()),
    failures: z.record(z.string(), z.string()),
  }),
);

export type Subscriptions = ReadonlyMap<string, Subscription>;

/** What the functions know of the choreographies, by id: the file lies beside the bundle. */
export function readSubscriptions(file: URL): Subscriptions {
  return subscriptionsIn(JSON.parse(readFileSync(file, 'utf8')));
}

/** @throws where the file is of another version of the monitor than the function. */
export function subscriptionsIn(value: unknown): Subscriptions {
  return new Map(subscriptions.parse(value).map((subscription) => [subscription.choreography, subscription]));
}
