import type { Clock } from '../clock.ts';
import { listOf, messageOf, objectOf, parseJson, textOf, type JsonObject } from '../json.ts';
import type { LocalFunction } from '../lambda/function.ts';
import type { Log } from '../log.ts';
import type { Caller, Json, Place, Service } from '../service.ts';
import { THE_CLOUD } from '../world.ts';
import type { RecordFilter } from './filter.ts';
import { failuresIn } from './partial-failures.ts';

export type QueueMapping = {
  readonly queueArn: string;
  readonly queueUrl: string;
  readonly batchSize: number;
  /** Seconds to wait for a batch to fill. */
  readonly window: number;
  readonly reportsFailures: boolean;
  /** How many batches go to the function at once, at most. */
  readonly concurrency: number | undefined;
  readonly filter: RecordFilter;
};

type Around = {
  readonly sqs: Service;
  readonly target: LocalFunction;
  readonly place: Place;
  readonly clock: Clock;
  readonly log: Log;
};

const LONGEST_POLL = 20;
const LARGEST_RECEIVE = 10;
const PAUSE_AFTER_ERROR = 1000;

/** Takes messages from the queue to the function until the result is called. */
export function followQueue(mapping: QueueMapping, around: Around): () => void {
  const pollers = Math.min(around.target.concurrency, mapping.concurrency ?? around.target.concurrency);
  const end = new AbortController();
  for (let poller = 0; poller < pollers; poller += 1) void poll(mapping, around, end.signal);
  return () => end.abort();
}

async function poll(mapping: QueueMapping, around: Around, gone: AbortSignal): Promise<void> {
  const isStopped = (): boolean => gone.aborted;
  while (!isStopped()) {
    try {
      const batch = await collect(mapping, around, gone);
      if (batch.length > 0) await deliver(mapping, around, batch, isStopped);
    } catch (error) {
      if (isStopped()) return;
      const text = `Polling ${mapping.queueArn}: ${messageOf(error)}`;
      around.log({ source: 'cloud', level: 'error', text });
      await pause(around.clock, PAUSE_AFTER_ERROR);
    }
  }
}

/** A batch: what the first receive gives, and with a window what comes until it is full or the window is over. */
async function collect(
  mapping: QueueMapping,
  around: Around,
  gone: AbortSignal,
): Promise<readonly JsonObject[]> {
  const first = { room: mapping.batchSize, seconds: LONGEST_POLL };
  const batch = [...(await receive(mapping, around, first, gone))];
  const until = around.clock.now() + mapping.window * 1000;
  while (batch.length > 0 && batch.length < mapping.batchSize && !gone.aborted) {
    const left = Math.floor((until - around.clock.now()) / 1000);
    if (left <= 0) break;
    const room = mapping.batchSize - batch.length;
    const more = { room, seconds: Math.min(left, LONGEST_POLL) };
    batch.push(...(await receive(mapping, around, more, gone)));
  }
  return batch;
}

async function receive(
  { queueUrl }: QueueMapping,
  { sqs, target }: Around,
  { room, seconds }: { readonly room: number; readonly seconds: number },
  gone: AbortSignal,
): Promise<readonly JsonObject[]> {
  const output = await sqs.call(
    'ReceiveMessage',
    {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(room, LARGEST_RECEIVE),
      WaitTimeSeconds: seconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    },
    { ...callerOf(target), gone },
  );
  return listOf(objectOf(output)['Messages']).map(objectOf);
}

async function deliver(
  mapping: QueueMapping,
  around: Around,
  messages: readonly JsonObject[],
  isStopped: () => boolean,
): Promise<void> {
  const records = messages.map((message) => recordOf(message, mapping, around.place));
  const wanted = records.filter((record) => mapping.filter(filterable(record)));
  const failed = wanted.length === 0 ? new Set<string>() : await invoke(mapping, around, wanted);
  // The messages that no filter let through are done, whatever became of the others.
  const isFailed = (record: JsonObject): boolean =>
    failed === 'all' ? wanted.includes(record) : failed.has(idOf(record));
  await remove(
    mapping,
    around,
    records.filter((record) => !isFailed(record)),
  );
  // What the cloud's own end cuts off need not wait until it is visible again.
  if (isStopped()) await giveBack(mapping, around, records.filter(isFailed));
}

async function invoke(
  mapping: QueueMapping,
  { target }: Around,
  records: readonly JsonObject[],
): Promise<ReadonlySet<string> | 'all'> {
  const outcome = await target.invoke({ Records: records });
  if (outcome.kind === 'failed') return 'all';
  return mapping.reportsFailures ? failuresIn(outcome.payload, new Set(records.map(idOf))) : new Set();
}

async function remove(
  { queueUrl }: QueueMapping,
  { sqs, target }: Around,
  records: readonly JsonObject[],
): Promise<void> {
  for (const entries of entriesFor(records))
    await sqs.call('DeleteMessageBatch', { QueueUrl: queueUrl, Entries: entries }, callerOf(target));
}

async function giveBack(
  { queueUrl }: QueueMapping,
  { sqs }: Around,
  records: readonly JsonObject[],
): Promise<void> {
  for (const entries of entriesFor(records)) {
    const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
    await sqs.call('ChangeMessageVisibilityBatch', { QueueUrl: queueUrl, Entries }, THE_CLOUD);
  }
}

function entriesFor(records: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  const entries = records.map((record, index) => ({
    Id: String(index),
    ReceiptHandle: record['receiptHandle'] ?? '',
  }));
  const batches = Math.ceil(entries.length / LARGEST_RECEIVE);
  return Array.from({ length: batches }, (_, batch) =>
    entries.slice(batch * LARGEST_RECEIVE, (batch + 1) * LARGEST_RECEIVE),
  );
}

/** Lambda reads with the function's role. */
function callerOf({ settings }: LocalFunction): Caller {
  return { roleArn: settings.roleArn, functionArn: settings.arn };
}

function recordOf(message: JsonObject, { queueArn }: QueueMapping, { region }: Place): JsonObject {
  const attributes = Object.entries(objectOf(message['MessageAttributes']));
  return {
    messageId: message['MessageId'] ?? '',
    receiptHandle: message['ReceiptHandle'] ?? '',
    body: message['Body'] ?? '',
    attributes: message['Attributes'] ?? {},
    messageAttributes: Object.fromEntries(
      attributes.map(([name, value]) => [name, attributeOf(objectOf(value))]),
    ),
    md5OfBody: message['MD5OfBody'] ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

function attributeOf(attribute: JsonObject): Json {
  const { StringValue: text, BinaryValue: bytes, DataType: type } = attribute;
  return {
    ...(text === undefined ? {} : { stringValue: text }),
    ...(bytes === undefined ? {} : { binaryValue: bytes }),
    stringListValues: [],
    binaryListValues: [],
    dataType: type ?? 'String',
  };
}

/** A filter looks into the body where that is JSON. */
function filterable(record: JsonObject): JsonObject {
  const body = parseJson(textOf(record['body']) ?? '');
  return body.kind === 'json' ? { ...record, body: body.value } : record;
}

function idOf(record: JsonObject): string {
  return textOf(record['messageId']) ?? '';
}

function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => void clock.after(milliseconds, resolve));
}
