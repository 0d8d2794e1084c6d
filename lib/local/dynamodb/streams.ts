import { randomUUID } from 'node:crypto';
import type { DynaliteStore } from 'dynalite/db/index.js';
import type { Clock } from '../clock.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Place } from '../service.ts';

export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';
export type StreamListener = (record: StreamRecord) => void;

/** One change, as a function receives it in `event.Records`. */
export type StreamRecord = {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly eventSourceARN: string;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: JsonObject;
    readonly NewImage?: JsonObject;
    readonly OldImage?: JsonObject;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamView;
  };
};

export type StreamedTable = {
  readonly name: string;
  readonly keys: readonly string[];
  readonly view: StreamView;
  readonly streamArn: string;
};

/**
 * Tells `listen` of every change of the table's items. The item db is wrapped where dynalite writes while it holds its
 * lock on the key; so the old image is what the write replaced, and the records of one key come in the order of its
 * writes. Reading after the write, without the lock, would be wrong in nearly every race.
 */
export function watchItems(
  store: DynaliteStore,
  table: StreamedTable,
  around: { place: Place; clock: Clock },
  listen: StreamListener,
): void {
  const items = store.getItemDb(table.name);
  const { get, put, del } = items;
  let sequence = 0;
  const tell = (before: JsonObject | undefined, after: JsonObject | undefined): void => {
    // As on AWS, a write that changes nothing makes no record.
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    sequence += 1;
    listen(recordOf(table, { before, after, sequence }, around));
  };
  items.put = (key, item, done) => {
    get.call(items, key, (_missing, before) => {
      put.call(items, key, item, (error) => {
        if (isFailure(error)) {
          done(error);
          return;
        }
        tell(imageOf(before), imageOf(item));
        done(null);
      });
    });
  };
  items.del = (key, done) => {
    get.call(items, key, (_missing, before) => {
      del.call(items, key, (error) => {
        if (isFailure(error)) {
          done(error);
          return;
        }
        tell(imageOf(before), undefined);
        done(null);
      });
    });
  };
}

type Change = {
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
  readonly sequence: number;
};

function recordOf(
  table: StreamedTable,
  { before, after, sequence }: Change,
  { place, clock }: { place: Place; clock: Clock },
): StreamRecord {
  const image = after ?? before ?? {};
  const keys = Object.fromEntries(table.keys.map((key) => [key, image[key] ?? null]));
  const shows = (side: string): boolean => table.view.includes(side);
  return {
    eventID: randomUUID().replaceAll('-', ''),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: place.region,
    eventSourceARN: table.streamArn,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(clock.now() / 1000),
      Keys: keys,
      ...(after !== undefined && shows('NEW') ? { NewImage: after } : {}),
      ...(before !== undefined && shows('OLD') ? { OldImage: before } : {}),
      SequenceNumber: String(sequence).padStart(21, '0'),
      SizeBytes: Buffer.byteLength(JSON.stringify(image)),
      StreamViewType: table.view,
    },
  };
}

function isFailure(error: unknown): boolean {
  return error !== undefined && error !== null;
}

/** A copy: dynalite hands the same object to the caller of its API. */
function imageOf(item: unknown): JsonObject | undefined {
  if (!isObject(item)) return undefined;
  return structuredClone({ ...item });
}
