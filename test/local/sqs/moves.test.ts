import { beforeEach, expect, test } from '@jest/globals';
import { listOf, objectOf, type JsonObject } from '../../../lib/local/json.ts';
import { ARN, bench, refusal, URL_PREFIX, type Bench } from './harness.ts';

let on: Bench;
beforeEach(async () => {
  on = bench();
  for (const QueueName of ['dead', 'other']) await on.call('CreateQueue', { QueueName });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}dead`, maxReceiveCount: 1 });
  await on.call('CreateQueue', { QueueName: 'q', Attributes: { RedrivePolicy } });
  // Given up by the queue, and put there by somebody else.
  await on.on('SendMessage', { MessageBody: 'given up' });
  await on.bodies({ VisibilityTimeout: 1 });
  await on.clock.by(1000);
  await on.bodies();
  await on.call('SendMessage', { QueueUrl: `${URL_PREFIX}dead`, MessageBody: 'put there' });
});

test('dead letters go back to the queue that gave them up; of others nobody knows where they belong', async () => {
  const { TaskHandle } = await on.call('StartMessageMoveTask', { SourceArn: `${ARN}dead` });
  expect(typeof TaskHandle).toBe('string');
  expect(await on.bodies({ VisibilityTimeout: 60 })).toEqual(['given up']);
  expect(await on.bodies({}, 'dead')).toEqual(['put there']);
});

test('dead letters go to the queue that is named, as new messages', async () => {
  const before = await on.call('ReceiveMessage', { QueueUrl: `${URL_PREFIX}dead`, VisibilityTimeout: 1 });
  await on.clock.by(1000);
  await on.call('StartMessageMoveTask', { SourceArn: `${ARN}dead`, DestinationArn: `${ARN}other` });
  expect(await on.bodies({}, 'dead')).toEqual([]);
  const { Messages } = await on.call('ReceiveMessage', {
    QueueUrl: `${URL_PREFIX}other`,
    MaxNumberOfMessages: 10,
    AttributeNames: ['ApproximateReceiveCount'],
  });
  const moved = listOf(Messages).map(objectOf);
  expect(moved.map(({ Body, Attributes }) => [Body, Attributes])).toEqual([
    ['put there', { ApproximateReceiveCount: '1' }],
    ['given up', { ApproximateReceiveCount: '1' }],
  ]);
  expect(moved[0]?.['MessageId']).not.toBe(objectOf(listOf(before['Messages'])[0])['MessageId']);
});

test('what is in flight stays', async () => {
  await on.bodies({ VisibilityTimeout: 60, MaxNumberOfMessages: 1 }, 'dead');
  await on.call('StartMessageMoveTask', { SourceArn: `${ARN}dead`, DestinationArn: `${ARN}other` });
  expect(await on.bodies({}, 'other')).toEqual(['put there']);
});

test('refuses what is no dead-letter queue, and queues that are not there', async () => {
  const start = (input: { SourceArn?: string; DestinationArn?: string }) =>
    refusal(on.call('StartMessageMoveTask', input));
  expect(await start({ SourceArn: `${ARN}q` })).toEqual([
    'InvalidParameterValue',
    'Source queue must be configured as a Dead Letter Queue.',
  ]);
  expect(await start({ SourceArn: `${ARN}gone` })).toEqual([
    'ResourceNotFoundException',
    "The resource that you specified for the SourceArn parameter doesn't exist.",
  ]);
  expect(await start({ SourceArn: `${ARN}dead`, DestinationArn: `${ARN}gone` })).toEqual([
    'ResourceNotFoundException',
    "The resource that you specified for the DestinationArn parameter doesn't exist.",
  ]);
  expect(await start({})).toEqual(['MissingParameter', 'The request must contain the parameter SourceArn.']);
});

test('by the pace that is given, a task takes its time, is listed, and can be cancelled', async () => {
  for (let number = 0; number < 8; number += 1)
    await on.call('SendMessage', { QueueUrl: `${URL_PREFIX}dead`, MessageBody: `${number}` });
  const way = { SourceArn: `${ARN}dead`, DestinationArn: `${ARN}other` };
  const started = await on.call('StartMessageMoveTask', { ...way, MaxNumberOfMessagesPerSecond: 4 });
  const TaskHandle = started['TaskHandle'] ?? '';
  expect(await refusal(on.call('StartMessageMoveTask', way))).toEqual([
    'UnsupportedOperation',
    'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
  ]);
  await on.clock.by(1000);
  const list = (more: JsonObject = {}) =>
    on.call('ListMessageMoveTasks', { SourceArn: `${ARN}dead`, ...more });
  const task = { ...way, MaxNumberOfMessagesPerSecond: 4, ApproximateNumberOfMessagesToMove: 10 };
  expect(await list()).toMatchObject({
    Results: [{ ...task, TaskHandle, Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 8 }],
  });
  expect(await on.call('CancelMessageMoveTask', { TaskHandle })).toEqual({
    ApproximateNumberOfMessagesMoved: 8,
  });
  expect(await refusal(on.call('CancelMessageMoveTask', { TaskHandle }))).toEqual([
    'UnsupportedOperation',
    'Only active tasks can be cancelled.',
  ]);
  await on.clock.by(10_000);
  await on.call('StartMessageMoveTask', way);
  const { Results } = await list({ MaxResults: 10 });
  expect(listOf(Results).map(objectOf)).toMatchObject([
    { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2, ApproximateNumberOfMessagesToMove: 2 },
    { Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 8 },
  ]);
  expect(objectOf(listOf(Results)[0])).not.toHaveProperty('TaskHandle');
});

test.each([
  ['ListMessageMoveTasks', { SourceArn: `${ARN}dead`, MaxResults: 11 }, 'MaxResults', 10],
  [
    'StartMessageMoveTask',
    { SourceArn: `${ARN}dead`, MaxNumberOfMessagesPerSecond: 501 },
    'MaxNumberOfMessagesPerSecond',
    500,
  ],
] as const)('%s refuses %j', async (operation, input, name, most) => {
  expect(await refusal(on.call(operation, input))).toEqual([
    'InvalidParameterValue',
    `Value ${most + 1} for parameter ${name} is invalid. Reason: Must be >= 1 and <= ${most}, if provided.`,
  ]);
});
