import type { DynaliteStore } from 'dynalite/db/index.js';
import type { Clock } from '../clock.ts';
import { booleanOf, listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json, type Place } from '../service.ts';
import type { Definitions } from '../storage/definitions.ts';
import type { Storage } from '../storage/storage.ts';
import { watchItems, type Together } from './items.ts';
import { keptTable, type KeptTable, type TableIdentity } from './kept.ts';
import { loadItems, rowOf } from './load.ts';
import { recordOf, type StreamListener } from './streams.ts';
import { beginStream, isSwitched, isView, keysOf, withStream, type TableStream } from './table-streams.ts';

/** What dynalite does not keep of a table. */
export type TableExtras = {
  stream: TableStream | undefined;
  /** How many streams it has had: each has an ARN of its own, which is the same at the next start. */
  streams: number;
  /** Whether its changes are told. */
  followed: boolean;
  readonly identity: TableIdentity;
  readonly listeners: Set<StreamListener>;
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

export async function createTable(around: Around, perform: Perform, input: JsonObject): Promise<Json> {
  const { store, clock, storage, tables } = around;
  const name = textOf(input['TableName']) ?? '';
  if (tables.has(name)) throw new AwsError('ResourceInUseException', `Table already exists: ${name}`);
  const output = objectOf(await perform('CreateTable', input));
  const description = objectOf(output['TableDescription']);
  const kept = keptTable(storage, name);
  const id = textOf(description['TableId']) ?? '';
  const fresh = { id, createdAt: clock.now(), key: typedKeysOf(input) };
  const identity = kept.identity(fresh);
  const isNew = identity === fresh;
  const extras: TableExtras = {
    stream: undefined,
    streams: 0,
    followed: false,
    identity,
    listeners: new Set(),
    kept,
    definition: { create: input, updates: [], timeToLive: {}, tags: [] },
  };
  beginStream(around, extras, name, objectOf(input['StreamSpecification']));
  tables.set(name, extras);
  follow(around, extras, name);
  around.definitions.changed(name, extras.definition);
  // dynalite makes the table active a turn later.
  await new Promise((resolve) => setTimeout(resolve, 1));
  await identify(store, name, identity);
  if (!isNew) await loadItems(store, name, kept.items.all());
  const known = { ...description, TableId: identity.id, CreationDateTime: identity.createdAt / 1000 };
  const { stream } = extras;
  return { TableDescription: stream === undefined ? known : { ...known, LatestStreamArn: stream.streamArn } };
}

/** A change is stored together with what its listeners make of it: both outlive the process, or neither. */
function follow(around: Around, extras: TableExtras, name: string): void {
  if (extras.followed || (extras.stream === undefined && !around.storage.durable)) return;
  extras.followed = true;
  const { kept, listeners } = extras;
  const { store, together } = around;
  watchItems({ store, together }, name, (key, before, after) => {
    if (after === undefined) kept.items.remove(key);
    else kept.items.put(key, after);
    if (extras.stream === undefined) return;
    const record = recordOf(extras.stream, { before, after, sequence: kept.nextSequence }, around);
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
  if (operation === 'UpdateTable' && input['StreamSpecification'] !== undefined)
    return changeStream(around, perform, input);
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

/** On, with an ARN that no stream has had, or off; and whatever else is to change of the table. */
async function changeStream(around: Around, perform: Perform, input: JsonObject): Promise<Json> {
  const { StreamSpecification: given, ...others } = input;
  const name = textOf(input['TableName']) ?? '';
  const extras = await extrasOf(around, perform, input);
  const specification = objectOf(given);
  const enabled = booleanOf(specification['StreamEnabled']) === true;
  if (enabled && !isView(specification['StreamViewType']))
    throw new AwsError(
      'ValidationException',
      'One or more parameter values were invalid: StreamViewType is required when enabling a stream',
    );
  if (isSwitched(extras, given)) {
    const has = enabled ? 'already has an enabled stream' : 'has no enabled stream';
    throw new AwsError('ValidationException', `Table ${has}: TableName: ${name}`);
  }
  if (Object.keys(others).length > 1) await perform('UpdateTable', others);
  if (enabled) beginStream(around, extras, name, specification);
  else {
    extras.stream = undefined;
    extras.listeners.clear();
  }
  follow(around, extras, name);
  define(around, name, extras, { updates: [...extras.definition.updates, input] });
  const { Table: table } = objectOf(await perform('DescribeTable', { TableName: name }));
  return { TableDescription: withStream(extras, objectOf(table)) };
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

function typedKeysOf(input: JsonObject): readonly string[] {
  const types = listOf(input['AttributeDefinitions']).map(objectOf);
  return keysOf(input).map((name) => {
    const type = types.find(({ AttributeName }) => AttributeName === name)?.['AttributeType'];
    return `${name} ${textOf(type) ?? ''}`;
  });
}
