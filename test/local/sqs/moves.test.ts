import { beforeEach, expect, test } from '@jest/globals';
import { listOf, objectOf } from '../../../lib/local/json.ts';
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
