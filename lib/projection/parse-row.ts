/** Items of the table, as the DynamoDB document client gives and takes them, to rows and back. */
import * as v from 'valibot';
import { UNEXPECTED_POLICIES } from '../definition/model.ts';
import type { Memory } from '../definition/route.ts';
import { KEY, TABLE } from '../definition/wire.ts';
import { shardOf } from '../definition/hash.ts';
import { restored } from './exact.ts';
import { anyJson, eventRoutes, memory, rules } from './parse-routes.ts';
import { byName, inJson, read } from './reading.ts';
import type { Schema } from './reading.ts';
import { DEVIATIONS, DROPS, targetOf } from './rows.ts';
import type { DeviatingEvent, Due, EventRow, InstanceRow, Label, Labels, Mark, Row } from './rows.ts';
import type { WaitingRow } from './rows.ts';

export type Item = { readonly [attribute: string]: unknown };

const generation = v.object({ run: v.number(), redrive: v.number() });
const keys = v.object({ instance: v.string(), key: v.string() });
const base = v.object({ instance: v.string(), ttl: v.number() });
/** A string set is a Set in the document client, and a list where the row came by JSON. */
const textSet = v.union([
  v.pipe(
    v.set(v.string()),
    v.transform((set) => [...set]),
  ),
  v.array(v.string()),
]);
const texts = v.optional(textSet, () => []);

const instanceBase = v.object({
  ...base.entries,
  ...generation.entries,
  openedBy: v.string(),
  openedAt: v.string(),
  execution: v.string(),
  overdue: texts,
  warned: v.exactOptional(textSet),
  labelOrder: v.exactOptional(v.number()),
});
const instanceItem = v.variant('status', [
  v.object({ ...instanceBase.entries, status: v.literal('open'), timerAt: v.exactOptional(v.string()) }),
  v.object({
    ...instanceBase.entries,
    status: v.literal('closed'),
    outcome: v.picklist(['succeeded', 'failed']),
    closedAt: v.string(),
    lastState: v.exactOptional(v.string()),
    error: v.exactOptional(v.string()),
    reason: v.exactOptional(v.string()),
  }),
]);

const label: Schema<Label> = v.union([v.string(), v.number(), v.boolean()]);
const answered = {
  to: v.string(),
  memory: v.exactOptional(memory),
  actions: v.exactOptional(v.array(anyJson)),
  labels: v.exactOptional(byName(label)),
};
const markBase = { by: v.string(), since: v.string(), run: v.number() };
const waitMark = { ...markBase, waitHash: v.string(), wait: v.string(), state: v.string() };
const mark: Schema<Mark> = v.variant('kind', [
  v.object({
    kind: v.literal('deliver'),
    ...waitMark,
    ...answered,
    labelOrder: v.exactOptional(v.number()),
    leaves: v.exactOptional(v.literal(true)),
  }),
  v.object({ kind: v.literal('fail'), ...waitMark, halt: v.boolean(), awaited: v.array(v.string()) }),
  v.object({ kind: v.literal('start'), ...markBase, ...answered, after: generation }),
]);

const eventBase = v.object({
  ...base.entries,
  name: v.string(),
  time: v.string(),
  receivedAt: v.string(),
  putBack: v.number(),
});
const payload = { payload: v.string(), hold: v.number(), settle: v.exactOptional(v.number()) };
const settled = { settledAt: v.string(), reason: v.string() };
const eventItem = v.variant('status', [
  v.object({ ...eventBase.entries, ...payload, status: v.literal('held') }),
  v.object({ ...eventBase.entries, ...payload, status: v.literal('sent'), mark: inJson(mark) }),
  v.object({
    ...eventBase.entries,
    status: v.literal('consumed'),
    settledAt: v.string(),
    run: v.number(),
    waitHash: v.exactOptional(v.string()),
  }),
  v.object({
    ...eventBase.entries,
    ...payload,
    ...settled,
    status: v.picklist(DEVIATIONS),
    waitHash: v.exactOptional(v.string()),
    run: v.exactOptional(v.number()),
  }),
  v.object({ ...eventBase.entries, ...payload, ...settled, status: v.picklist(DROPS) }),
]);

const waitItem = v.object({
  ...base.entries,
  key: v.string(),
  ...generation.entries,
  token: v.string(),
  order: v.string(),
  state: v.string(),
  enteredAt: v.string(),
  member: v.exactOptional(v.string()),
  deadline: v.exactOptional(v.string()),
  anticipates: inJson(v.array(v.string())),
  policies: inJson(byName(v.picklist(UNEXPECTED_POLICIES))),
  version: v.string(),
});
const standing = v.object({
  awaits: inJson(eventRoutes),
  rules: v.exactOptional(inJson(rules)),
  memory: v.exactOptional(inJson(v.array(memory))),
  result: v.exactOptional(v.string()),
  due: v.exactOptional(v.string()),
  dues: v.exactOptional(
    inJson(v.array(v.object({ state: v.string(), enteredAt: v.string(), at: v.exactOptional(v.string()) }))),
  ),
});

/** Alone, a text would be written as it is, and a list taken for several values. */
const taskResult = inJson(v.object({ result: anyJson }));

/** Undefined for rows of other kinds. Throws where a row of a known kind is broken: nothing may be decided over it. */
export function parseRow(item: unknown): Row | undefined {
  const { instance, key } = read(keys, item);
  if (key === KEY.instance) {
    return { kind: 'instance', ...whose(instance), ...read(instanceItem, item), labels: labelsIn(item) };
  }
  if (key.startsWith(KEY.event)) {
    const identity = key.slice(KEY.event.length);
    return { kind: 'event', ...whose(instance), identity, ...read(eventItem, item) };
  }
  if (key.startsWith(KEY.wait)) return waitIn(item);
  return undefined;
}

function waitIn(item: unknown): WaitingRow {
  const row = read(waitItem, item);
  const { awaits, rules: said, memory: memories, result, due, dues } = read(standing, item);
  const { entered, ...rest } = said ?? { place: row.state, level: 0 };
  const all = dues ?? (due === undefined ? [] : [{ state: row.state, enteredAt: row.enteredAt, at: due }]);
  return {
    kind: 'wait',
    ...whose(row.instance),
    ...row,
    wait: { ...rest, awaits },
    dues: all.flatMap(({ at, ...which }): Due[] => (at === undefined ? [] : [{ ...which, at }])),
    ...(memories !== undefined && { memories: withContexts(memories).map(restored) }),
    ...(result === '' && { resultIn: 'history' }),
    ...(result !== undefined && result !== '' && read(taskResult, result)),
    ...(entered !== undefined && { entered }),
  };
}

/** A region's context is that of the level around it until it changes. */
function withContexts([first, ...inner]: readonly Memory[]): readonly Memory[] {
  if (first === undefined) return [];
  return inner.reduce<readonly [Memory, ...Memory[]]>(
    (outer, own) => {
      const { context } = outer.at(-1) ?? first;
      return [...outer, context === undefined || own.context !== undefined ? own : { context, ...own }];
    },
    [first],
  );
}

export const LABEL = 'label:';

function labelsIn(item: unknown): Labels {
  const attributes = read(byName(v.unknown()), item);
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]): [string, Label][] =>
      name.startsWith(LABEL) ? [[name.slice(LABEL.length), read(label, value)]] : [],
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
