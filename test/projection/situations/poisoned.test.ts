/** A poisoned message: it goes to its dead letters after five receipts, and blocks nobody else of its batch. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { followQueue } from '../../../lib/local/event-sources/queue.ts';
import { followStream } from '../../../lib/local/event-sources/stream.ts';
import { listOf, objectOf, textOf } from '../../../lib/local/json.ts';
import type { LocalFunction } from '../../../lib/local/lambda/function.ts';
import type { StreamRecord } from '../../../lib/local/dynamodb/streams.ts';
import type { Json } from '../../../lib/local/service.ts';
import { createSqs, type Sqs } from '../../../lib/local/sqs/sqs.ts';
import { startTestTable, type TestTable } from '../../lambdas/test-table.ts';
import { Edge } from './edge.ts';
import { Monitor } from './monitor.ts';
import { event, LINE, orders, SECOND } from './orders.ts';

const PLACE = { region: 'eu-west-1', account: '000000000000', endpoint: 'http://127.0.0.1:1' };
const CALLER = { roleArn: undefined };
/** As the stack has it. */
const ATTEMPTS = 5;
const HIDDEN = 60;

let stored: TestTable;
let edge: Edge;
let sqs: Sqs;
let stop: () => void;
beforeAll(async () => {
  stored = await startTestTable();
});
afterAll(() => stored.stop());
beforeEach(async () => {
  edge = await Edge.start(orders('Unpaid', LINE), stored);
  sqs = createSqs({ place: PLACE, clock: edge.clock });
  stop = () => undefined;
});
afterEach(async () => {
  stop();
  sqs.stop();
  await edge.stop();
});

/** Lambda's side of it: every batch, as the bodies or sequence numbers in it. */
function functionOf(batches: string[][], answer: (event: Json) => Promise<unknown>): LocalFunction {
  return {
    settings: {
      ...{ name: 'resumer', arn: '', roleArn: '', directory: '', handler: '' },
      ...{ timeout: 3, memory: 128, concurrency: 1, environment: {} },
    },
    concurrency: 1,
    stop: () => Promise.resolve(),
    retire: () => Promise.resolve(),
    invoke: async (given) => {
      const records = listOf(objectOf(given)['Records']).map(objectOf);
      batches.push(
        records.map(({ body, dynamodb }) => textOf(body ?? objectOf(dynamodb)['SequenceNumber']) ?? ''),
      );
      return { kind: 'returned', payload: JSON.parse(JSON.stringify(await answer(given))) as Json };
    },
  };
}

/** The messages of a queue with dead letters go to the function, until all of them are settled or given up. */
async function consume(name: string, bodies: readonly string[]) {
  const dead = sqs.createQueue(`${name}-dead`, new Map());
  const redrive = { deadLetterTargetArn: dead.arn, maxReceiveCount: ATTEMPTS };
  const { arn, url } = sqs.createQueue(
    name,
    new Map([
      ['VisibilityTimeout', String(HIDDEN)],
      ['RedrivePolicy', JSON.stringify(redrive)],
    ]),
  );
  for (const body of bodies) sqs.send(arn, body);
  const batches: string[][] = [];
  stop = followQueue(
    {
      ...{ queueArn: arn, queueUrl: url, batchSize: 10, window: 0, reportsFailures: true },
      ...{ concurrency: undefined, filter: () => true },
    },
    {
      ...{ sqs, place: PLACE, clock: edge.clock, log: () => undefined },
      target: functionOf(batches, (given) => edge.handle(given)),
    },
  );
  for (let attempt = 0; attempt <= ATTEMPTS; attempt += 1) await edge.pass(HIDDEN * SECOND);
  const received = await sqs.call('ReceiveMessage', { QueueUrl: dead.url, MaxNumberOfMessages: 10 }, CALLER);
  const letters = listOf(objectOf(received)['Messages']).map((message) => textOf(objectOf(message)['Body']));
  return { batches, letters };
}

const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
const good = (id: string) => JSON.stringify(event(id));
const POISON: readonly (readonly [string, string])[] = [
  ['not JSON', 'Hello?'],
  ['cut off in the middle', good('p9').slice(0, -5)],
  ['null', 'null'],
  ['JSON that is no event', '{"order":"o-1"}'],
  ['an event of an unknown name', JSON.stringify(event('Praised'))],
  ['a look at nothing', '{"look":{}}'],
  ['a delivery without an instance', '{"deliver":{"identity":"p1"}}'],
  [
    '250 KB of nesting, and no id',
    `{"source":"shop","detail-type":"Paid","detail":{"order":"o-1","deep":${nested(125_000)}}}`,
  ],
];

describe('a poisoned message', () => {
  test.each(POISON)(
    '(%s) is tried five times, while the others of its batch are settled at once',
    async (_, poison) => {
      expect(await edge.messages('start', good('o0'))).toEqual([]);
      const { batches, letters } = await consume('watch-order-events', [poison, good('p1'), poison]);
      expect(letters).toEqual([poison, poison]);
      expect(batches[0]).toEqual([poison, good('p1'), poison]);
      const receipts = batches.flat();
      expect(receipts.filter((body) => body === poison)).toHaveLength(2 * ATTEMPTS);
      expect(receipts.filter((body) => body === good('p1'))).toHaveLength(1);
      expect(await edge.moves()).toEqual(['p1 → Unshipped']);
    },
  );

  test('(250 KB of nesting, with an id) is no poison: it is cut, and settled', async () => {
    await edge.messages('start', good('o0'));
    const deep = good('p1').replace('"order":"o-1"', `"order":"o-1","deep":${nested(125_000)}`);
    expect(await edge.messages('events', deep)).toEqual([]);
    expect(await edge.moves()).toEqual(['p1 → Unshipped']);
  });

  test('(of a choreography that is not deployed) goes the same way', async () => {
    const { letters } = await consume('watch-loan-events', [good('p1')]);
    expect(letters).toEqual([good('p1')]);
    expect(await edge.rows()).toEqual([]);
  });

  test.each([
    ['not JSON', 'Hello?'],
    [
      'a status change of another machine',
      '{"detail":{"stateMachineArn":"arn:other","name":"1","status":"FAILED"}}',
    ],
  ])('(on the closings queue, %s) leaves the others alone', async (_, poison) => {
    await edge.messages('start', good('o0'));
    await edge.messages('events', good('o1'));
    const [ending = ''] = edge.endings;
    const { letters } = await consume('watch-closings', [poison, ending]);
    expect(letters).toEqual([poison]);
    expect(await edge.item('INSTANCE')).toMatchObject({ status: 'closed', error: 'UnexpectedEvent' });
  });
});

describe('a poisoned record of the stream', () => {
  const record = (sequence: string, image: unknown): StreamRecord => ({
    ...{ eventID: sequence, eventName: 'INSERT', eventVersion: '1.1', eventSource: 'aws:dynamodb' },
    ...{ awsRegion: 'eu-west-1', eventSourceARN: 'arn:stream' },
    dynamodb: {
      ...{ ApproximateCreationDateTime: edge.clock.now() / 1000, SequenceNumber: sequence, SizeBytes: 1 },
      ...{ Keys: { instance: { S: sequence }, key: { S: 'WAIT#' } }, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      NewImage: image as StreamRecord['dynamodb']['Keys'],
    },
  });

  test.each([
    ['without a token', { instance: { S: 'order#o-1' }, choreography: { S: 'order' }, key: { S: 'WAIT#' } }],
    ['without anything', {}],
    [
      'of a choreography that is not deployed',
      { instance: { S: 'loan#1' }, choreography: { S: 'loan' }, token: { S: 't' }, key: { S: 'WAIT#' } },
    ],
  ])('(%s) goes to the failure queue at last; the wait beside it is served at once', async (_, image) => {
    await edge.messages('events', good('p1'));
    await edge.messages('start', good('o0'));
    const batches: string[][] = [];
    const givenUp: Json[] = [];
    let tell: (record: StreamRecord) => void = () => undefined;
    stop = followStream(
      {
        ...{ streamArn: 'arn:stream', batchSize: 50, window: 0, parallelization: 1, bisects: true },
        ...{ reportsFailures: true, retries: 10, longestAge: 3600, filter: () => true },
        giveUp: (message) => Promise.resolve(void givenUp.push(message)),
      },
      {
        clock: edge.clock,
        log: () => undefined,
        target: functionOf(batches, async (given) => ({
          batchItemFailures: (await edge.stream(...recordsIn(given))).map((itemIdentifier) => ({
            itemIdentifier,
          })),
        })),
      },
      (listener) => {
        tell = listener;
        return () => undefined;
      },
    );
    tell(record('bad', image));
    tell(record('good', edge.waits[0]?.dynamodb?.NewImage));
    await edge.pass(0);
    expect(batches.flat()).toContain('good');
    expect(await edge.moves()).toEqual(['p1 → Unshipped']);
    expect(givenUp).toEqual([]);
    await edge.pass(15 * 30 * SECOND);
    expect(givenUp).toMatchObject([
      {
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 11 },
        DDBStreamBatchInfo: { startSequenceNumber: 'bad', endSequenceNumber: 'bad', batchSize: 1 },
      },
    ]);
    expect(await edge.moves()).toEqual(['p1 → Unshipped']);
  });
});

test('a poisoned record of the stream that was skipped is healed by the looks at what is held', async () => {
  const monitor = await Monitor.of(orders('Unpaid', LINE));
  monitor.isDeaf = true;
  await monitor.publish(event('s2'), event('o0'));
  // The wait is there, and nobody was told of it; what comes next finds it all the same.
  await monitor.publish(event('p1'));
  expect(await monitor.moves()).toEqual(['p1 → Unshipped']);
  expect(monitor.row('s2')?.status).toBe('held');
  await monitor.pass(60 * SECOND);
  expect(await monitor.moves()).toEqual(['p1 → Unshipped', 's2 → Done']);
  expect(monitor.told).toEqual(['closed succeeded Done']);
  await monitor.stop();
});

function recordsIn(given: Json): readonly DynamoDBRecord[] {
  return (given as unknown as { readonly Records: readonly DynamoDBRecord[] }).Records;
}
