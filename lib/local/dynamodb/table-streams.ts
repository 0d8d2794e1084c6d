/** Which stream a table has. */
import { booleanOf, listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Json, Place } from '../service.ts';
import type { StreamedTable, StreamView } from './streams.ts';

export type TableStream = StreamedTable & {
  /** As DescribeTable shows it. */
  readonly specification: JsonObject;
};

/** What of a table its streams are about. */
type Streaming = {
  stream: TableStream | undefined;
  streams: number;
  readonly identity: { readonly createdAt: number };
  readonly definition: { readonly create: JsonObject };
};

const VIEWS: { readonly [view: string]: StreamView } = {
  KEYS_ONLY: 'KEYS_ONLY',
  NEW_IMAGE: 'NEW_IMAGE',
  OLD_IMAGE: 'OLD_IMAGE',
  NEW_AND_OLD_IMAGES: 'NEW_AND_OLD_IMAGES',
};

/** Where the specification asks for one. */
export function beginStream(
  { place }: { readonly place: Place },
  extras: Streaming,
  table: string,
  specification: JsonObject,
): void {
  const view = viewOf(specification);
  if (view === undefined) return;
  const label = new Date(extras.identity.createdAt + extras.streams).toISOString().replace('Z', '');
  const streamArn = `arn:aws:dynamodb:${place.region}:${place.account}:table/${table}/stream/${label}`;
  extras.stream = { keys: keysOf(extras.definition.create), view, streamArn, specification };
  extras.streams += 1;
}

/** A description with what dynalite does not know of the table. */
export function withStream({ stream }: Pick<Streaming, 'stream'>, description: JsonObject): JsonObject {
  if (stream === undefined) return description;
  const { specification, streamArn } = stream;
  return { ...description, StreamSpecification: specification, LatestStreamArn: streamArn };
}

/** Whether there is nothing to switch, on or off. */
export function isSwitched({ stream }: Pick<Streaming, 'stream'>, specification: Json | undefined): boolean {
  return (booleanOf(objectOf(specification)['StreamEnabled']) === true) === (stream !== undefined);
}

export function isView(given: Json | undefined): boolean {
  return Object.hasOwn(VIEWS, textOf(given) ?? '');
}

function viewOf(specification: JsonObject): StreamView | undefined {
  if (booleanOf(specification['StreamEnabled']) === false) return undefined;
  return VIEWS[textOf(specification['StreamViewType']) ?? ''];
}

export function keysOf(input: JsonObject): readonly string[] {
  return listOf(input['KeySchema']).flatMap((key) => textOf(objectOf(key)['AttributeName']) ?? []);
}
