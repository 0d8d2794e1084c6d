/** What a wait does, and what an instance remembers, as rows and the functions' bundle carry them in JSON. */
import * as z from 'zod';
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
export const anyJson = z.custom<Json>((value) => value !== undefined);
const texts = z.array(z.string());
const textByName = z.record(z.string(), z.string());

export const assignment: z.ZodType<Assignment> = z.object({ name: z.string(), expression: z.string() });

const text: z.ZodType<Text> = z.union([
  z.object({ literal: z.string() }),
  z.object({ expression: z.string() }),
]);
const action: z.ZodType<Action> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('publish'),
    source: z.string(),
    detailType: z.string(),
    detail: z.string(),
  }),
  z.object({ kind: z.literal('notify'), subject: text.exactOptional(), message: text }),
  z.object({
    kind: z.literal('task'),
    resource: z.string(),
    arguments: anyJson,
    retry: z.array(anyJson),
  }),
]);
const planned: z.ZodType<PlannedAction> = z.object({ action, event: z.boolean() });

const moment: z.ZodType<Moment> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('delay'), delay: z.number() }),
  z.object({ kind: z.literal('silence'), delay: z.number() }),
  z.object({ kind: z.literal('at'), expression: z.string() }),
  z.object({ kind: z.literal('computed delay'), expression: z.string() }),
]);
const clockStart: z.ZodType<ClockStart> = z.object({
  id: z.string(),
  moment: z.union([moment, z.object({ kind: z.literal('entry') })]),
});

const way: z.ZodType<Way> = z.object({
  way: z.string(),
  to: z.string().exactOptional(),
  level: z.number().exactOptional(),
  ends: z.literal(true).exactOptional(),
  keep: texts.exactOptional(),
  start: z.array(clockStart).exactOptional(),
  remember: textByName.exactOptional(),
  actions: z.array(planned).exactOptional(),
});
const route: z.ZodType<Route> = z.object({
  guard: z.string().exactOptional(),
  assign: z.array(assignment).exactOptional(),
  ways: z.array(way),
  history: z.string().exactOptional(),
  around: z.number().exactOptional(),
});
const routes = z.array(route);
export const eventRoutes: z.ZodType<readonly EventRoutes[]> = z.array(
  z.object({ event: z.string(), routes }),
);

const clock: z.ZodType<PlacedClock> = z.object({
  delay: z.number().exactOptional(),
  id: z.string().exactOptional(),
  routes,
  items: z.literal(true).exactOptional(),
});
const each: z.ZodType<Each> = z.object({
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
      due: moment.exactOptional(),
    }),
  ),
  closes: z.boolean(),
  tells: z.literal(true).exactOptional(),
});
const decision: z.ZodType<Decision> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('routes'), routes }),
  z.object({ kind: z.literal('clocks'), clocks: z.array(clock), each: each.exactOptional() }),
]);

/** What a WAIT row says beside the events it awaits; `entered` is the clock that tells when its place was entered. */
export type Rules = Omit<Wait, 'awaits'> & { readonly entered?: string };
export const rules: z.ZodType<Rules> = z.object({
  place: z.string(),
  level: z.number(),
  always: routes.exactOptional(),
  gather: z.object({ members: eventRoutes }).exactOptional(),
  each: each.exactOptional(),
  decide: decision.exactOptional(),
  entered: z.string().exactOptional(),
});

export const memory: z.ZodType<Memory> = z.object({
  context: z.record(z.string(), anyJson).exactOptional(),
  clocks: textByName.exactOptional(),
  history: textByName.exactOptional(),
  pending: texts.nullable().exactOptional(),
  items: z
    .record(
      z.string(),
      z.object({
        state: z.string(),
        since: z.string(),
        value: anyJson,
        clocks: textByName.exactOptional(),
        due: z.string().exactOptional(),
      }),
    )
    .nullable()
    .exactOptional(),
});
