/** Items of the table, as the DynamoDB document client gives and takes them, to rows and back. */
import * as z from 'zod/mini';
import { UNEXPECTED_POLICIES } from '../definition/model.ts';
import { KEY, TABLE } from '../definition/wire.ts';
import { shardOf } from '../definition/hash.ts';
import { anyJson, eventRoutes, memory, rules } from './parse-routes.ts';
import { DEVIATIONS, DROPS, targetOf } from './rows.ts';
import type { DeviatingEvent, Due, EventRow, InstanceRow, Label, Labels, Mark, Row } from './rows.ts';
import type { WaitingRow } from './rows.ts';

export type Item = { readonly [attribute: string]: unknown };

const json = z.pipe(
  z.string(),
  z.transform((text): unknown => JSON.parse(text)),
);
const generation = z.object({ run: z.number(), redrive: z.number() });
const keys = z.object({ instance: z.string(), key: z.string() });
const base = z.object({ instance: z.string(), ttl: z.number() });
/** A string set is a Set in the document client, and a list where the row came by JSON. */
const textSet = z.union([
  z.pipe(
    z.set(z.string()),
    z.transform((set) => [...set]),
  ),
  z.array(z.string()),
]);
const texts = z._default(textSet, []);

const instanceBase = z.extend(base, {
  ...generation.shape,
  openedBy: z.string(),
  openedAt: z.string(),
  execution: z.string(),
  overdue: texts,
  warned: z.exactOptional(textSet),
  labelOrder: z.exactOptional(z.number()),
});
const instanceItem = z.discriminatedUnion('status', [
  z.extend(instanceBase, { status: z.literal('open'), timerAt: z.exactOptional(z.string()) }),
  z.extend(instanceBase, {
    status: z.literal('closed'),
    outcome: z.enum(['succeeded', 'failed']),
    closedAt: z.string(),
    lastState: z.exactOptional(z.string()),
    error: z.exactOptional(z.string()),
    reason: z.exactOptional(z.string()),
  }),
]);

const label: z.ZodMiniType<Label> = z.union([z.string(), z.number(), z.boolean()]);
const answered = {
  to: z.string(),
  memory: z.exactOptional(memory),
  actions: z.exactOptional(z.array(anyJson)),
  labels: z.exactOptional(z.record(z.string(), label)),
};
const markBase = { by: z.string(), since: z.string(), run: z.number() };
const waitMark = { ...markBase, waitHash: z.string(), wait: z.string(), state: z.string() };
const mark: z.ZodMiniType<Mark> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('deliver'),
    ...waitMark,
    ...answered,
    labelOrder: z.exactOptional(z.number()),
    leaves: z.exactOptional(z.literal(true)),
  }),
  z.object({ kind: z.literal('fail'), ...waitMark, halt: z.boolean(), awaited: z.array(z.string()) }),
  z.object({ kind: z.literal('start'), ...markBase, ...answered, after: generation }),
]);

const eventBase = z.extend(base, {
  name: z.string(),
  time: z.string(),
  receivedAt: z.string(),
  putBack: z.number(),
});
const payload = { payload: z.string(), hold: z.number(), settle: z.exactOptional(z.number()) };
const settled = { settledAt: z.string(), reason: z.string() };
const eventItem = z.discriminatedUnion('status', [
  z.extend(eventBase, { ...payload, status: z.literal('held') }),
  z.extend(eventBase, { ...payload, status: z.literal('sent'), mark: z.pipe(json, mark) }),
  z.extend(eventBase, {
    status: z.literal('consumed'),
    settledAt: z.string(),
    run: z.number(),
    waitHash: z.exactOptional(z.string()),
  }),
  z.extend(eventBase, {
    ...payload,
    ...settled,
    status: z.enum(DEVIATIONS),
    waitHash: z.exactOptional(z.string()),
    run: z.exactOptional(z.number()),
  }),
  z.extend(eventBase, { ...payload, ...settled, status: z.enum(DROPS) }),
]);

const waitItem = z.extend(base, {
  key: z.string(),
  ...generation.shape,
  token: z.string(),
  order: z.string(),
  state: z.string(),
  enteredAt: z.string(),
  member: z.exactOptional(z.string()),
  deadline: z.exactOptional(z.string()),
  anticipates: z.pipe(json, z.array(z.string())),
  policies: z.pipe(json, z.record(z.string(), z.enum(UNEXPECTED_POLICIES))),
  version: z.string(),
  result: z.exactOptional(z.pipe(json, anyJson)),
});
const standing = z.object({
  awaits: z.pipe(json, eventRoutes),
  rules: z.exactOptional(z.pipe(json, rules)),
  memory: z.exactOptional(z.pipe(json, z.array(memory))),
  due: z.exactOptional(z.string()),
  dues: z.exactOptional(
    z.pipe(
      json,
      z.array(z.object({ state: z.string(), enteredAt: z.string(), at: z.exactOptional(z.string()) })),
    ),
  ),
});

/** Undefined for rows of other kinds. Throws where a row of a known kind is broken: nothing may be decided over it. */
export function parseRow(item: unknown): Row | undefined {
  const { instance, key } = keys.parse(item);
  if (key === KEY.instance) {
    return { kind: 'instance', ...whose(instance), ...instanceItem.parse(item), labels: labelsIn(item) };
  }
  if (key.startsWith(KEY.event)) {
    const identity = key.slice(KEY.event.length);
    return { kind: 'event', ...whose(instance), identity, ...eventItem.parse(item) };
  }
  if (key.startsWith(KEY.wait)) return waitIn(item);
  return undefined;
}

function waitIn(item: unknown): WaitingRow {
  const row = waitItem.parse(item);
  const { awaits, rules: said, memory: memories, due, dues } = standing.parse(item);
  const { entered, ...rest } = said ?? { place: row.state, level: 0 };
  const all = dues ?? (due === undefined ? [] : [{ state: row.state, enteredAt: row.enteredAt, at: due }]);
  return {
    kind: 'wait',
    ...whose(row.instance),
    ...row,
    wait: { ...rest, awaits },
    dues: all.flatMap(({ at, ...which }): Due[] => (at === undefined ? [] : [{ ...which, at }])),
    ...(memories !== undefined && { memories }),
    ...(entered !== undefined && { entered }),
  };
}

export const LABEL = 'label:';

function labelsIn(item: unknown): Labels {
  const attributes = z.record(z.string(), z.unknown()).parse(item);
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]): [string, Label][] =>
      name.startsWith(LABEL) ? [[name.slice(LABEL.length), label.parse(value)]] : [],
    ),
  );
}

/** The choreography's id is kebab-case, so the first `#` ends it. */
function whose(instance: string): { choreography: string; correlationId: string } {
  const end = instance.indexOf('#');
  return end < 0
    ? { choreography: instance, correlationId: '' }
    : { choreography: instance.slice(0, end), correlationId: instance.slice(end + 1) };
}

export function keyOf(row: Row): string {
  switch (row.kind) {
    case 'instance':
      return KEY.instance;
    case 'event':
      return KEY.event + row.identity;
    case 'wait':
      return row.key;
  }
}

/** What the keys say already is not stored a second time. */
const DERIVED = new Set([
  'kind',
  'choreography',
  'correlationId',
  'identity',
  'overdue',
  'warned',
  'labels',
  'mark',
]);

/** The item of an EVENT or INSTANCE row, its index attributes included. WAITs are written by executions only. */
export function itemOf(row: EventRow | InstanceRow): Item {
  const stored = Object.entries(row).filter(([name]) => !DERIVED.has(name));
  return { ...Object.fromEntries(stored), key: keyOf(row), ...indexed(row) };
}

function indexed(row: EventRow | InstanceRow): Item {
  const shard = shardOf(row.correlationId);
  const listings = TABLE.indexes.listings;
  const listed = (status: string, at: string): Item => ({
    [listings.partitionKey]: `${row.choreography}#${status}#${shard}`,
    [listings.sortKey]: at,
  });
  if (row.kind === 'event') {
    if (row.status === 'sent') return { mark: JSON.stringify(row.mark), markTo: targetOf(row.mark) };
    // Only what is held has a second write of it: an operator asks what waits, and since when.
    if (row.status === 'held') return listed('held', row.receivedAt);
    return isDeviation(row) ? listed('deviation', row.settledAt) : {};
  }
  return {
    ...listed(row.status, row.status === 'open' ? row.openedAt : row.closedAt),
    ...(row.overdue.length > 0 ? { overdue: new Set(row.overdue) } : {}),
    ...(row.warned === undefined ? {} : { warned: new Set(row.warned) }),
    ...Object.fromEntries(Object.entries(row.labels).map(([name, value]) => [LABEL + name, value])),
    ...(row.status === 'open' && row.timerAt !== undefined
      ? { [TABLE.indexes.timers.partitionKey]: shard }
      : {}),
  };
}

export function isDeviation(row: EventRow): row is DeviatingEvent {
  return DEVIATIONS.some((status) => status === row.status);
}
