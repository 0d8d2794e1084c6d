import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { JsonObject } from '../json.ts';
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
  readonly keys: readonly string[];
  readonly view: StreamView;
  readonly streamArn: string;
};

/** One write to an item. */
export type Change = {
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
  /** Of the next record. */
  readonly sequence: () => number;
};

/** The record of a change; none where it changes nothing, as on AWS. */
export function recordOf(
  table: StreamedTable,
  { before, after, sequence }: Change,
  { place, clock }: { place: Place; clock: Clock },
): StreamRecord | undefined {
  // Whichever attribute was written down first is no difference.
  if (isDeepStrictEqual(before, after)) return undefined;
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
      SequenceNumber: String(sequence()).padStart(21, '0'),
      SizeBytes: Buffer.byteLength(JSON.stringify(image)),
      StreamViewType: table.view,
    },
  };
}
