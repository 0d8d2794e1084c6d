import type { DynaliteStore } from 'dynalite/db/index.js';
import type { Clock } from '../clock.ts';
import { booleanOf, listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json, type Place } from '../service.ts';
import type { Definitions } from '../storage/definitions.ts';
import type { Storage } from '../storage/storage.ts';
import { watchItems, type Together } from './items.ts';
import { keptTable, type KeptTable, type TableIdentity } from './kept.ts';
import { loadItems, rowOf } from './load.ts';
import { recordOf, type StreamListener, type StreamView } from './streams.ts';

/** What dynalite does not keep of a table. */
export type TableExtras = {
  readonly streamArn: string | undefined;
  readonly listeners: Set<StreamListener>;
  readonly description: JsonObject;
  readonly kept: KeptTable;
  definition: TableDefinition;
};
export type Tables = Map<string, TableExtras>;

/** By what requests the table became what it is. */
export type TableDefinition = {
  readonly create: JsonObject;
  readonly updates: readonly JsonObject[];
  /** Its TimeToLiveSpecification. */
  readonly timeToLive: JsonObject;
  readonly tags: readonly Json[];
};

export type Around = {
  readonly store: DynaliteStore;
  readonly tables: Tables;
  readonly place: Place;
  readonly clock: Clock;
  readonly storage: Storage;
  readonly definitions: Definitions<TableDefinition>;
  readonly together: Together;
};
export type Perform = (operation: string, input: Json) => Promise<Json>;

const VIEWS: { readonly [view: string]: StreamView } = {
  KEYS_ONLY: 'KEYS_ONLY',
  NEW_IMAGE: 'NEW_IMAGE',
  OLD_IMAGE: 'OLD_IMAGE',
  NEW_AND_OLD_IMAGES: 'NEW_AND_OLD_IMAGES',
};

export async function createTable(around: Around, perform: Perform, input: JsonObject): Promise<Json> {
  const { store, clock, storage, tables } = around;
  const specification = objectOf(input['StreamSpecification']);
  const view = viewOf(specification);
  const name = textOf(input['TableName']) ?? '';
  if (tables.has(name)) throw new AwsError('ResourceInUseException', `Table already exists: ${name}`);
  const output = objectOf(await perform('CreateTable', input));
  const description = objectOf(output['TableDescription']);
  const kept = keptTable(storage, name);
  const id = textOf(description['TableId']) ?? '';
  const fresh = { id, createdAt: clock.now(), key: typedKeysOf(input) };
  const identity = kept.identity(fresh);
  const isNew = identity === fresh;
  const stream = view === undefined ? undefined : { view, arn: streamArnOf(around, name, identity) };
  const extras: TableExtras = {
    streamArn: stream?.arn,
    listeners: new Set(),
    description: stream === undefined ? {} : { StreamSpecification: specification },
    kept,
    definition: { create: input, updates: [], timeToLive: {}, tags: [] },
  };
  tables.set(name, extras);
  follow(around, extras, { name, keys: keysOf(input), stream });
  around.definitions.changed(name, extras.definition);
  // dynalite makes the table active a turn later.
  await new Promise((resolve) => setTimeout(resolve, 1));
  await identify(store, name, identity);
  if (!isNew) await loadItems(store, name, kept.items.all());
  const known = { ...description, TableId: identity.id, CreationDateTime: identity.createdAt / 1000 };
  return { TableDescription: stream === undefined ? known : { ...known, LatestStreamArn: stream.arn } };
}

/** A change is stored together with what its listeners make of it: both outlive the process, or neither. */
function follow(
  around: Around,
  { kept, listeners }: TableExtras,
  table: {
    name: string;
    keys: readonly string[];
    stream: { readonly view: StreamView; readonly arn: string } | undefined;
  },
): void {
  const { stream, keys } = table;
  if (stream === undefined && !around.storage.durable) return;
  const streamed = stream === undefined ? undefined : { keys, view: stream.view, streamArn: stream.arn };
  const { store, together } = around;
  watchItems({ store, together }, table.name, (key, before, after) => {
    if (after === undefined) kept.items.remove(key);
    else kept.items.put(key, after);
    if (streamed === undefined) return;
    const record = recordOf(streamed, { before, after, sequence: kept.nextSequence }, around);
    if (record === undefined) return;
    for (const listener of listeners) listener(record);
  });
}

/** The stored items of a table that is deleted go with it. */
export async function deleteTable(around: Around, perform: Perform, input: JsonObject): Promise<Json> {
  const output = await perform('DeleteTable', input);
  const name = textOf(input['TableName']) ?? '';
  const { tables, storage, definitions } = around;
  // What was put a moment before has to be there to be removed.
  await storage.saved();
  tables.get(name)?.kept.clear();
  tables.delete(name);
  definitions.deleted(name);
  return output;
}

/** Remembers by what request the table was changed. */
export async function changeTable(
  around: Around,
  perform: Perform,
  change: { operation: 'UpdateTable' | 'TagResource' | 'UntagResource'; input: JsonObject },
): Promise<Json> {
  const { operation, input } = change;
  const output = await perform(operation, input);
  const arn = textOf(input['ResourceArn']) ?? '';
  const name = textOf(input['TableName']) ?? arn.split('/').at(-1) ?? '';
  const extras = around.tables.get(name);
  if (extras === undefined) return output;
  const { definition } = extras;
  if (operation === 'UpdateTable') define(around, name, extras, { updates: [...definition.updates, input] });
  else {
    const { Tags: tags } = objectOf(await perform('ListTagsOfResource', { ResourceArn: arn }));
    define(around, name, extras, { tags: listOf(tags) });
  }
  return output;
}

function define(
  { definitions }: Around,
  name: string,
  extras: TableExtras,
  changes: Partial<TableDefinition>,
): void {
  extras.definition = { ...extras.definition, ...changes };
  definitions.changed(name, extras.definition);
}

/** A table has the id and the age that it had at the last start. */
async function identify(store: DynaliteStore, name: string, { id, createdAt }: TableIdentity): Promise<void> {
  const row = await rowOf(store, name);
  row.TableId = id;
  row.CreationDateTime = createdAt / 1000;
  if (row.BillingModeSummary !== undefined)
    row.BillingModeSummary.LastUpdateToPayPerRequestDateTime = createdAt / 1000;
  await new Promise<void>((resolve) => store.tableDb.put(name, row, () => resolve()));
}

/** Accepted and shown. Nothing is deleted: on AWS it takes up to two days, and nothing may rely on it. */
export async function updateTimeToLive(around: Around, perform: Perform, input: JsonObject): Promise<Json> {
  const extras = await extrasOf(around, perform, input);
  const specification = objectOf(input['TimeToLiveSpecification']);
  define(around, textOf(input['TableName']) ?? '', extras, { timeToLive: specification });
  return { TimeToLiveSpecification: specification };
}

export async function describeTimeToLive(around: Around, perform: Perform, input: JsonObject): Promise<Json> {
  const { definition } = await extrasOf(around, perform, input);
  const { Enabled: enabled, AttributeName: attribute = '' } = definition.timeToLive;
  return {
    TimeToLiveDescription:
      booleanOf(enabled) === true
        ? { TimeToLiveStatus: 'ENABLED', AttributeName: attribute }
        : { TimeToLiveStatus: 'DISABLED' },
  };
}

async function extrasOf(around: Around, perform: Perform, input: JsonObject): Promise<TableExtras> {
  const name = textOf(input['TableName']) ?? '';
  // For its checks: the name's form, and that the table is there.
  await perform('DescribeTable', { TableName: name });
  const extras = around.tables.get(name);
  if (extras === undefined) throw new AwsError('ResourceNotFoundException', `Table: ${name} not found`);
  return extras;
}

function viewOf(specification: JsonObject): StreamView | undefined {
  if (booleanOf(specification['StreamEnabled']) === false) return undefined;
  return VIEWS[textOf(specification['StreamViewType']) ?? ''];
}

function keysOf(input: JsonObject): readonly string[] {
  return listOf(input['KeySchema']).flatMap((key) => textOf(objectOf(key)['AttributeName']) ?? []);
}

function typedKeysOf(input: JsonObject): readonly string[] {
  const types = listOf(input['AttributeDefinitions']).map(objectOf);
  return keysOf(input).map((name) => {
    const type = types.find(({ AttributeName }) => AttributeName === name)?.['AttributeType'];
    return `${name} ${textOf(type) ?? ''}`;
  });
}

function streamArnOf({ place }: Around, table: string, { createdAt }: TableIdentity): string {
  const label = new Date(createdAt).toISOString().replace('Z', '');
  return `arn:aws:dynamodb:${place.region}:${place.account}:table/${table}/stream/${label}`;
}
