import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { StreamRecord } from '../dynamodb/streams.ts';
import type { LocalFunction } from '../lambda/function.ts';
import type { Log } from '../log.ts';
import type { Json } from '../service.ts';
import type { Storage } from '../storage/storage.ts';
import { entriesOf } from '../storage/typed.ts';
import type { RecordFilter } from './filter.ts';
import { createLane } from './lane.ts';

export type StreamMapping = {
  readonly streamArn: string;
  readonly batchSize: number;
  /** Seconds to wait for a batch to fill. */
  readonly window: number;
  /** How many batches of one shard go to the function at once; the records of one key stay in order. */
  readonly parallelization: number;
  readonly bisects: boolean;
  readonly reportsFailures: boolean;
  /** `undefined`: until it works. */
  readonly retries: number | undefined;
  /** Seconds; `undefined`: as long as the stream keeps it. */
  readonly longestAge: number | undefined;
  readonly filter: RecordFilter;
  /** Where a batch goes that was given up. */
  readonly giveUp: ((message: Json) => Promise<void>) | undefined;
};

export type StreamAround = {
  readonly target: LocalFunction;
  readonly clock: Clock;
  readonly log: Log;
  /** Where records outlive the process until they are handled. @default nothing does */
  readonly storage?: Storage;
};

/** As an on-demand table has several from the start: what relies on one order over all keys fails here too. */
const SHARDS = 2;

/**
 * Hands a table's changes to a function, those of one item in the order they were made. A record is stored in the turn in
 * which the item is, and until the function has handled it or it is given up; a start goes on with what is stored.
 */
export function followStream(
  mapping: StreamMapping,
  around: StreamAround,
  listen: (listener: (record: StreamRecord) => void) => () => void,
): () => void {
  const waiting = waitingRecords(mapping, around);
  const done = (records: readonly StreamRecord[]): void => {
    for (const { dynamodb } of records) waiting?.remove(dynamodb.SequenceNumber);
  };
  const lanes = Array.from({ length: SHARDS * mapping.parallelization }, (_, index) =>
    createLane(mapping, { ...around, done }, `shardId-${String(index % SHARDS).padStart(20, '0')}`),
  );
  const hand = (record: StreamRecord): void => lanes[laneOf(record, lanes.length)]?.add(record);
  // Their keys are the sequence numbers: the order in which the changes were made.
  for (const [, record] of waiting?.all() ?? []) hand(record);
  const ignore = listen((record) => {
    if (!mapping.filter(record)) return;
    waiting?.put(record.dynamodb.SequenceNumber, record);
    hand(record);
  });
  return () => {
    ignore();
    for (const lane of lanes) lane.stop();
  };
}

function waitingRecords({ streamArn }: StreamMapping, { target, storage }: StreamAround) {
  if (storage?.durable !== true) return undefined;
  const table = streamArn.split('/')[1] ?? '';
  return entriesOf<StreamRecord>(storage, `stream record ${table} ${target.settings.name}`);
}

/** By the partition key and the sort key together: DynamoDB promises an order for each item, not more. */
function laneOf(record: StreamRecord, lanes: number): number {
  const digest = createHash('md5').update(JSON.stringify(record.dynamodb.Keys)).digest();
  return digest.readUInt32BE(0) % lanes;
}
