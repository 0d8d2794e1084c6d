import type { DynaliteStore } from 'dynalite/db/index.js';
import type { Clock } from '../clock.ts';
import { booleanOf, listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json, type Place } from '../service.ts';
import { watchItems, type StreamListener, type StreamView } from './streams.ts';

/** What dynalite does not keep of a table. */
export type TableExtras = {
  readonly streamArn: string | undefined;
  readonly listeners: Set<StreamListener>;
  readonly description: JsonObject;
  ttlAttribute: string | undefined;
};
export type Tables = Map<string, TableExtras>;

export type Around = {
  readonly store: DynaliteStore;
  readonly tables: Tables;
  readonly place: Place;
  readonly clock: Clock;
};
type Perform = (operation: string, input: Json) => Promise<Json>;

const VIEWS: { readonly [view: string]: StreamView } = {
  KEYS_ONLY: 'KEYS_ONLY',
  NEW_IMAGE: 'NEW_IMAGE',
  OLD_IMAGE: 'OLD_IMAGE',
  NEW_AND_OLD_IMAGES: 'NEW_AND_OLD_IMAGES',
};

export async function createTable(around: Around, perform: Perform, input: JsonObject): Promise<Json> {
  const specification = objectOf(input['StreamSpecification']);
  const view = viewOf(specification);
  const output = objectOf(await perform('CreateTable', input));
  // dynalite makes the table active a turn later.
  await new Promise((resolve) => setTimeout(resolve, 1));
  const name = textOf(input['TableName']) ?? '';
  const streamArn = view === undefined ? undefined : streamArnOf(around, name);
  const extras: TableExtras = {
    streamArn,
    listeners: new Set(),
    description: streamArn === undefined ? {} : { StreamSpecification: specification },
    ttlAttribute: undefined,
  };
  around.tables.set(name, extras);
  if (view !== undefined && streamArn !== undefined) {
    const table = { name, keys: keysOf(input), view, streamArn };
    watchItems(around.store, table, around, (record) => {
      for (const listener of extras.listeners) listener(record);
    });
    return { TableDescription: { ...objectOf(output['TableDescription']), LatestStreamArn: streamArn } };
  }
  return output;
}

/** Accepted and shown. Nothing is deleted: on AWS it takes up to two days, and nothing may rely on it. */
export async function updateTimeToLive(around: Around, perform: Perform, input: JsonObject): Promise<Json> {
  const extras = await extrasOf(around, perform, input);
  const specification = objectOf(input['TimeToLiveSpecification']);
  const enabled = booleanOf(specification['Enabled']) === true;
  extras.ttlAttribute = enabled ? textOf(specification['AttributeName']) : undefined;
  return { TimeToLiveSpecification: specification };
}

export async function describeTimeToLive(around: Around, perform: Perform, input: JsonObject): Promise<Json> {
  const { ttlAttribute } = await extrasOf(around, perform, input);
  return {
    TimeToLiveDescription:
      ttlAttribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
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

function streamArnOf({ place, clock }: Around, table: string): string {
  const label = new Date(clock.now()).toISOString().replace('Z', '');
  return `arn:aws:dynamodb:${place.region}:${place.account}:table/${table}/stream/${label}`;
}
