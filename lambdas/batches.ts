import type { DynamoDBBatchResponse, DynamoDBRecord, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { PUT_OFF } from '../lib/definition/metrics.ts';
import type { End } from '../lib/projection/phases.ts';
import { firstSentAt } from './adapters/copies.ts';
import type { Surroundings } from './surroundings.ts';

/** Seconds; spread, or what was throttled together would come back together. */
const SHORTEST_DELAY = 5;
const DELAY_SPREAD = 30;

/**
 * A batch from a queue: instances side by side, the messages of one instance in their order. What is not settled goes
 * back by itself; what was throttled is put off as a copy, so that only real failures count.
 */
export async function settleMessages(
  records: readonly SQSRecord[],
  instanceOf: (record: SQSRecord) => Promise<string>,
  settle: (record: SQSRecord) => Promise<End>,
  around: Surroundings,
): Promise<SQSBatchResponse> {
  // One that cannot be read must not take the others of its batch with it.
  const readable = (record: SQSRecord) => instanceOf(record).catch(() => record.messageId);
  const failed = await sideBySide(records, readable, async (record) => {
    const end = await ending(() => settle(record));
    return end.end === 'throttled'
      ? putOff(record, end.why, around)
      : isSettled(end, record.messageId, around);
  });
  return { batchItemFailures: failed.map(({ messageId: itemIdentifier }) => ({ itemIdentifier })) };
}

/** A batch from the table's stream. Nothing can be put off there: the stream waits, for a bounded time. */
export async function settleChanges(
  records: readonly DynamoDBRecord[],
  settle: (record: DynamoDBRecord) => Promise<End>,
  around: Surroundings,
): Promise<DynamoDBBatchResponse> {
  const instanceOf = (record: DynamoDBRecord) =>
    Promise.resolve(record.dynamodb?.Keys?.['instance']?.S ?? '');
  const failed = await sideBySide(records, instanceOf, async (record) =>
    isSettled(await ending(() => settle(record)), sequenceNumber(record), around),
  );
  return { batchItemFailures: failed.map((record) => ({ itemIdentifier: sequenceNumber(record) })) };
}

export function sequenceNumber(record: DynamoDBRecord): string {
  return record.dynamodb?.SequenceNumber ?? '';
}

async function sideBySide<R>(
  records: readonly R[],
  instanceOf: (record: R) => Promise<string>,
  handle: (record: R) => Promise<boolean>,
): Promise<readonly R[]> {
  const instances = await Promise.all(records.map((record) => instanceOf(record)));
  const groups = Map.groupBy(records.entries(), ([index]) => instances[index]);
  const failed = await Promise.all(
    [...groups.values()].map(async (group) => {
      const left: R[] = [];
      for (const [, record] of group) if (!(await handle(record))) left.push(record);
      return left;
    }),
  );
  return failed.flat();
}

async function ending(settle: () => Promise<End>): Promise<End> {
  try {
    return await settle();
  } catch (error) {
    return { end: 'returned', why: Error.isError(error) ? error.message : String(error) };
  }
}

function isSettled(end: End, record: string, { log }: Surroundings): boolean {
  if (end.end === 'done') return true;
  log.warn('Not settled, comes again', { record, why: end.why });
  return false;
}

async function putOff(record: SQSRecord, why: string, around: Surroundings): Promise<boolean> {
  const { clock, copies, log, random } = around;
  const delay = SHORTEST_DELAY + Math.floor(random() * DELAY_SPREAD);
  try {
    const since = firstSentAt(record);
    await copies.later(queueSuffix(record, around), record.body, delay, since);
    const waited = Math.max(0, Math.round((clock() - since) / 1000));
    log.info(PUT_OFF.message, { record: record.messageId, why, delay, [PUT_OFF.waited]: waited });
    return true;
  } catch (error) {
    log.warn('Throttled, and could not be put off', { record: record.messageId, why, error: String(error) });
    return false;
  }
}

/** `<choreography>-start`, `<choreography>-events` or `closings`. @throws for a queue of somebody else. */
export function queueSuffix(
  { eventSourceARN }: Pick<SQSRecord, 'eventSourceARN'>,
  { environment }: Surroundings,
): string {
  const name = eventSourceARN.slice(eventSourceARN.lastIndexOf(':') + 1);
  if (!name.startsWith(environment.prefix))
    throw new Error(`The queue "${name}" does not belong to this monitor: it lacks "${environment.prefix}".`);
  return name.slice(environment.prefix.length);
}
