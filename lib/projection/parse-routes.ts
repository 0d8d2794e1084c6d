/** What a wait does, and what an instance remembers, as rows and the functions' bundle carry them in JSON. */
import * as v from 'valibot';
import { byName } from './reading.ts';
import type { Schema } from './reading.ts';
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
export const anyJson = v.custom<Json>((value: unknown) => value !== undefined);
const texts = v.array(v.string());
const textByName = byName(v.string());

export const assignment: Schema<Assignment> = v.object({ name: v.string(), expression: v.string() });

const text: Schema<Text> = v.union([v.object({ literal: v.string() }), v.object({ expression: v.string() })]);
const action: Schema<Action> = v.variant('kind', [
  v.object({
    kind: v.literal('publish'),
    source: v.string(),
    detailType: v.string(),
    detail: v.string(),
  }),
  v.object({ kind: v.literal('notify'), subject: v.exactOptional(text), message: text }),
  v.object({
    kind: v.literal('task'),
    resource: v.string(),
    arguments: anyJson,
    retry: v.array(anyJson),
  }),
]);
const planned: Schema<PlannedAction> = v.object({ action, event: v.boolean() });

const moment: Schema<Moment> = v.variant('kind', [
  v.object({ kind: v.literal('delay'), delay: v.number() }),
  v.object({ kind: v.literal('silence'), delay: v.number() }),
  v.object({ kind: v.literal('at'), expression: v.string() }),
  v.object({ kind: v.literal('computed delay'), expression: v.string() }),
]);
const clockStart: Schema<ClockStart> = v.object({
  id: v.string(),
  moment: v.union([moment, v.object({ kind: v.literal('entry') })]),
});

const way: Schema<Way> = v.object({
  way: v.string(),
  to: v.exactOptional(v.string()),
  level: v.exactOptional(v.number()),
  ends: v.exactOptional(v.literal(true)),
  keep: v.exactOptional(texts),
  start: v.exactOptional(v.array(clockStart)),
  remember: v.exactOptional(textByName),
  actions: v.exactOptional(v.array(planned)),
});
const route: Schema<Route> = v.object({
  guard: v.exactOptional(v.string()),
  assign: v.exactOptional(v.array(assignment)),
  ways: v.array(way),
  history: v.exactOptional(v.string()),
  around: v.exactOptional(v.number()),
});
const routes = v.array(route);
export const eventRoutes: Schema<readonly EventRoutes[]> = v.array(v.object({ event: v.string(), routes }));

const clock: Schema<PlacedClock> = v.object({
  delay: v.exactOptional(v.number()),
  id: v.exactOptional(v.string()),
  routes,
  items: v.exactOptional(v.literal(true)),
});
const each: Schema<Each> = v.object({
  items: v.string(),
  key: v.string(),
  match: v.string(),
  opens: texts,
  initial: v.string(),
  states: v.array(
    v.object({
      name: v.string(),
      final: v.boolean(),
      awaits: eventRoutes,
      after: v.array(v.object({ moment, routes })),
      due: v.exactOptional(moment),
    }),
  ),
  closes: v.boolean(),
  tells: v.exactOptional(v.literal(true)),
});
const decision: Schema<Decision> = v.variant('kind', [
  v.object({ kind: v.literal('routes'), routes }),
  v.object({ kind: v.literal('clocks'), clocks: v.array(clock), each: v.exactOptional(each) }),
]);

/** What a WAIT row says beside the events it awaits; `entered` is the clock that tells when its place was entered. */
export type Rules = Omit<Wait, 'awaits'> & { readonly entered?: string };
export const rules: Schema<Rules> = v.object({
  place: v.string(),
  level: v.number(),
  always: v.exactOptional(routes),
  gather: v.exactOptional(v.object({ members: eventRoutes })),
  each: v.exactOptional(each),
  decide: v.exactOptional(decision),
  entered: v.exactOptional(v.string()),
});

export const memory: Schema<Memory> = v.object({
  context: v.exactOptional(byName(anyJson)),
  clocks: v.exactOptional(textByName),
  history: v.exactOptional(textByName),
  pending: v.exactOptional(v.nullable(texts)),
  items: v.exactOptional(
    v.nullable(
      byName(
        v.object({
          state: v.string(),
          since: v.string(),
          value: anyJson,
          exact: v.exactOptional(v.string()),
          clocks: v.exactOptional(textByName),
          due: v.exactOptional(v.string()),
        }),
      ),
    ),
  ),
});
