/** What a wait does, and what an instance remembers, as rows and the functions' bundle carry them in JSON. */
import * as z from 'zod/mini';
import type { Action, Assignment, Json, Moment, Text } from '../definition/model.ts';
import type {
  ClockStart,
  Decision,
  Each,
  EventRoutes,
  Memory,
  PlacedClock,
  PlannedAction,
  Route,
  Wait,
  Way,
} from '../definition/route.ts';

/** It comes out of JSON text, so it is JSON. */
export const anyJson = z.custom<Json>((value: unknown) => value !== undefined);
const texts = z.array(z.string());
const textByName = z.record(z.string(), z.string());

export const assignment: z.ZodMiniType<Assignment> = z.object({ name: z.string(), expression: z.string() });

const text: z.ZodMiniType<Text> = z.union([
  z.object({ literal: z.string() }),
  z.object({ expression: z.string() }),
]);
const action: z.ZodMiniType<Action> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('publish'),
    source: z.string(),
    detailType: z.string(),
    detail: z.string(),
  }),
  z.object({ kind: z.literal('notify'), subject: z.exactOptional(text), message: text }),
  z.object({
    kind: z.literal('task'),
    resource: z.string(),
    arguments: anyJson,
    retry: z.array(anyJson),
  }),
]);
const planned: z.ZodMiniType<PlannedAction> = z.object({ action, event: z.boolean() });

const moment: z.ZodMiniType<Moment> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('delay'), delay: z.number() }),
  z.object({ kind: z.literal('silence'), delay: z.number() }),
  z.object({ kind: z.literal('at'), expression: z.string() }),
  z.object({ kind: z.literal('computed delay'), expression: z.string() }),
]);
const clockStart: z.ZodMiniType<ClockStart> = z.object({
  id: z.string(),
  moment: z.union([moment, z.object({ kind: z.literal('entry') })]),
});

const way: z.ZodMiniType<Way> = z.object({
  way: z.string(),
  to: z.exactOptional(z.string()),
  level: z.exactOptional(z.number()),
  ends: z.exactOptional(z.literal(true)),
  keep: z.exactOptional(texts),
  start: z.exactOptional(z.array(clockStart)),
  remember: z.exactOptional(textByName),
  actions: z.exactOptional(z.array(planned)),
});
const route: z.ZodMiniType<Route> = z.object({
  guard: z.exactOptional(z.string()),
  assign: z.exactOptional(z.array(assignment)),
  ways: z.array(way),
  history: z.exactOptional(z.string()),
  around: z.exactOptional(z.number()),
});
const routes = z.array(route);
export const eventRoutes: z.ZodMiniType<readonly EventRoutes[]> = z.array(
  z.object({ event: z.string(), routes }),
);

const clock: z.ZodMiniType<PlacedClock> = z.object({
  delay: z.exactOptional(z.number()),
  id: z.exactOptional(z.string()),
  routes,
  items: z.exactOptional(z.literal(true)),
});
const each: z.ZodMiniType<Each> = z.object({
  items: z.string(),
  key: z.string(),
  match: z.string(),
  opens: texts,
  initial: z.string(),
  states: z.array(
    z.object({
      name: z.string(),
      final: z.boolean(),
      awaits: eventRoutes,
      after: z.array(z.object({ moment, routes })),
      due: z.exactOptional(moment),
    }),
  ),
  closes: z.boolean(),
  tells: z.exactOptional(z.literal(true)),
});
const decision: z.ZodMiniType<Decision> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('routes'), routes }),
  z.object({ kind: z.literal('clocks'), clocks: z.array(clock), each: z.exactOptional(each) }),
]);

/** What a WAIT row says beside the events it awaits; `entered` is the clock that tells when its place was entered. */
export type Rules = Omit<Wait, 'awaits'> & { readonly entered?: string };
export const rules: z.ZodMiniType<Rules> = z.object({
  place: z.string(),
  level: z.number(),
  always: z.exactOptional(routes),
  gather: z.exactOptional(z.object({ members: eventRoutes })),
  each: z.exactOptional(each),
  decide: z.exactOptional(decision),
  entered: z.exactOptional(z.string()),
});

export const memory: z.ZodMiniType<Memory> = z.object({
  context: z.exactOptional(z.record(z.string(), anyJson)),
  clocks: z.exactOptional(textByName),
  history: z.exactOptional(textByName),
  pending: z.exactOptional(z.nullable(texts)),
  items: z.exactOptional(
    z.nullable(
      z.record(
        z.string(),
        z.object({
          state: z.string(),
          since: z.string(),
          value: anyJson,
          clocks: z.exactOptional(textByName),
          due: z.exactOptional(z.string()),
        }),
      ),
    ),
  ),
});
