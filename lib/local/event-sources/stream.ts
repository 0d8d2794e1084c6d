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
  /** Records are kept for when it goes on. @default false */
  readonly paused?: boolean;
  /** Where a batch goes that was given up. */
  readonly giveUp: ((message: Json) => Promise<void>) | undefined;
};

/** What has come and is not handled, over all that follows the stream for one mapping, one after the other. */
export class Backlog {
  /** By sequence number, in the order of the changes; undefined as long as nothing has followed. */
  records: Map<string, StreamRecord> | undefined;
  /** Settles when what followed before has ended what was under way. */
  over: Promise<unknown> | undefined;
  /** Of a mapping that is there no more. */
  forget: () => void = () => undefined;
}

export type StreamAround = {
  readonly target: LocalFunction;
  readonly clock: Clock;
  readonly log: Log;
  /** Where records outlive the process until they are handled. @default nothing does */
  readonly storage?: Storage;
  /** @default nothing has followed before */
  readonly backlog?: Backlog;
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
  const stored = storedRecords(mapping, around);
  const backlog = around.backlog ?? new Backlog();
  // Their keys are the sequence numbers: the order in which the changes were made.
  const waiting = (backlog.records ??= new Map(stored?.all()));
  const done = (records: readonly StreamRecord[]): void => {
    for (const { dynamodb } of records) {
      waiting.delete(dynamodb.SequenceNumber);
      stored?.remove(dynamodb.SequenceNumber);
    }
  };
  const lanes = Array.from({ length: SHARDS * mapping.parallelization }, (_, index) =>
    createLane(mapping, { ...around, done }, `shardId-${String(index % SHARDS).padStart(20, '0')}`),
  );
  const hand = (record: StreamRecord): void => lanes[laneOf(record, lanes.length)]?.add(record);
  let begun = false;
  const begin = (): void => {
    begun = mapping.paused !== true;
    for (const record of waiting.values()) {
      if (!mapping.filter(record)) done([record]);
      else if (begun) hand(record);
    }
  };
  // What the one before is still at would be handled twice, and what follows it too early.
  if (backlog.over === undefined) begin();
  else void backlog.over.then(begin);
  const ignore = listen((record) => {
    if (!mapping.filter(record)) return;
    waiting.set(record.dynamodb.SequenceNumber, record);
    stored?.put(record.dynamodb.SequenceNumber, record);
    if (begun) hand(record);
  });
  backlog.forget = () => done([...waiting.values()]);
  return () => {
    ignore();
    backlog.over = Promise.all([backlog.over, ...lanes.map((lane) => lane.stop())]);
  };
}

function storedRecords({ streamArn }: StreamMapping, { target, storage }: StreamAround) {
  if (storage?.durable !== true) return undefined;
  const table = streamArn.split('/')[1] ?? '';
  return entriesOf<StreamRecord>(storage, `stream record ${table} ${target.settings.name}`);
}

/** By the partition key and the sort key together: DynamoDB promises an order for each item, not more. */
function laneOf(record: StreamRecord, lanes: number): number {
  const digest = createHash('md5').update(JSON.stringify(record.dynamodb.Keys)).digest();
  return digest.readUInt32BE(0) % lanes;
}
