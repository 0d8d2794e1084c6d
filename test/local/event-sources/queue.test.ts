import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventFilter } from '../../../lib/local/event-sources/filter.ts';
import { followQueue, type QueueMapping } from '../../../lib/local/event-sources/queue.ts';
import { listOf, objectOf, textOf, type JsonObject } from '../../../lib/local/json.ts';
import type { InvocationOutcome } from '../../../lib/local/lambda/instance.ts';
import { createSqs, type Sqs } from '../../../lib/local/sqs/sqs.ts';
import { systemClock } from '../../../lib/local/system-clock.ts';
import { functionOf } from '../functions.ts';

const PLACE = { region: 'eu-central-1', account: '000000000000', endpoint: 'http://localhost:1' };
const FINE: InvocationOutcome = { kind: 'returned', payload: {} };

let sqs: Sqs;
let queue: { url: string; arn: string };
let dead: { url: string; arn: string };
let batches: JsonObject[][];
let end: () => void;

beforeEach(() => {
  sqs = createSqs({ place: PLACE, clock: systemClock() });
  dead = sqs.createQueue('dead', new Map());
  queue = sqs.createQueue(
    'orders',
    new Map([
      ['VisibilityTimeout', '1'],
      ['RedrivePolicy', JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 })],
    ]),
  );
  batches = [];
  end = () => undefined;
});
afterEach(() => {
  end();
  sqs.stop();
});

function follow(settings: Partial<QueueMapping>, answer: (batch: JsonObject[]) => InvocationOutcome): void {
  const target = functionOf(async (event) => {
    const records = listOf(objectOf(event)['Records']).map(objectOf);
    batches.push(records);
    return answer(records);
  });
  end = followQueue(
    {
      queueArn: queue.arn,
      queueUrl: queue.url,
      batchSize: 10,
      window: 0,
      reportsFailures: true,
      concurrency: undefined,
      filter: () => true,
      ...settings,
    },
    { sqs, target, place: PLACE, clock: systemClock(), log: () => undefined },
  );
}

const bodies = (): unknown[] => batches.map((batch) => batch.map((record) => record['body']));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const left = async (): Promise<unknown> =>
  objectOf(
    objectOf(
      await sqs.call(
        'GetQueueAttributes',
        {
          QueueUrl: queue.url,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        },
        { roleArn: undefined },
      ),
    )['Attributes'],
  );

describe('a queue is followed', () => {
  test('in batches, as records of a Lambda event, and emptied', async () => {
    for (const body of ['a', 'b', 'c']) sqs.send(queue.arn, body);
    follow({ batchSize: 2 }, () => FINE);
    await pause(50);
    expect(bodies()).toEqual([['a', 'b'], ['c']]);
    expect(batches[0]?.[0]).toMatchObject({
      body: 'a',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:orders',
      awsRegion: 'eu-central-1',
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: {},
    });
    expect(await left()).toEqual({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });

  test('and messages that come later are taken at once', async () => {
    follow({}, () => FINE);
    await pause(20);
    sqs.send(queue.arn, 'later');
    await pause(50);
    expect(bodies()).toEqual([['later']]);
  });

  test('a window fills a batch', async () => {
    follow({ window: 1 }, () => FINE);
    sqs.send(queue.arn, 'a');
    await pause(200);
    sqs.send(queue.arn, 'b');
    await pause(1500);
    expect(batches.flat().length).toBe(2);
  });

  test('a filter looks into JSON bodies, and drops what it does not let through', async () => {
    sqs.send(queue.arn, '{"kind":"order"}');
    sqs.send(queue.arn, '{"kind":"car"}');
    follow({ filter: eventFilter(['{"body":{"kind":["car"]}}']) }, () => FINE);
    await pause(50);
    expect(bodies()).toEqual([['{"kind":"car"}']]);
    expect(await left()).toEqual({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });
});

describe('a message that fails', () => {
  test('comes again, alone, and ends in the dead-letter queue', async () => {
    sqs.send(queue.arn, 'good');
    sqs.send(queue.arn, 'bad');
    follow({}, (batch) => ({
      kind: 'returned',
      payload: {
        batchItemFailures: batch
          .filter((record) => record['body'] === 'bad')
          .map((record) => ({ itemIdentifier: textOf(record['messageId']) ?? '' })),
      },
    }));
    await pause(2400);
    expect(bodies()).toEqual([['good', 'bad'], ['bad']]);
    const buried = await sqs.receive(dead.arn, {
      most: 10,
      wait: 0,
      visibilityTimeout: undefined,
    });
    expect(buried.map(({ message }) => message.body)).toEqual(['bad']);
  });

  test('with a report that names an unknown message, the whole batch comes again', async () => {
    sqs.send(queue.arn, 'a');
    follow({}, () => ({
      kind: 'returned',
      payload: { batchItemFailures: [{ itemIdentifier: 'nobody' }] },
    }));
    await pause(1300);
    expect(bodies()).toEqual([['a'], ['a']]);
  });
});

test('what comes after the end stays in the queue, unread', async () => {
  follow({}, () => FINE);
  await pause(20);
  end();
  sqs.send(queue.arn, 'after');
  await pause(20);
  expect(batches).toEqual([]);
  const [left] = await sqs.receive(queue.arn, { most: 1, visibilityTimeout: undefined, wait: 0 });
  expect(left?.message).toMatchObject({ body: 'after', receiveCount: 1 });
});

test('a batch that is cut off by the end goes back to the queue at once', async () => {
  const slow = sqs.createQueue('slow', new Map([['VisibilityTimeout', '600']]));
  const cut: InvocationOutcome = { kind: 'failed', error: { errorType: 'Stopped', errorMessage: '' } };
  const invoked = new Promise<void>((resolve) => {
    follow({ queueArn: slow.arn, queueUrl: slow.url }, () => {
      end();
      resolve();
      return cut;
    });
  });
  sqs.send(slow.arn, 'later');
  await invoked;
  const [again] = await sqs.receive(slow.arn, { most: 1, visibilityTimeout: undefined, wait: 3 });
  expect(again?.message).toMatchObject({ body: 'later', receiveCount: 2 });
});
