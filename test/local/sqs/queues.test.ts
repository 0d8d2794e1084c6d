import { describe, expect, test } from '@jest/globals';
import { ARN, bench, benchWith, refusal, URL_PREFIX } from './harness.ts';

describe('queues', () => {
  test('are created, found and listed', async () => {
    const { call } = bench();
    expect(await call('CreateQueue', { QueueName: 'b-1' })).toEqual({ QueueUrl: `${URL_PREFIX}b-1` });
    await call('CreateQueue', { QueueName: 'a_1' });
    await call('CreateQueue', { QueueName: 'b-2' });
    expect(await call('GetQueueUrl', { QueueName: 'a_1' })).toEqual({ QueueUrl: `${URL_PREFIX}a_1` });
    expect(await call('ListQueues', { QueueNamePrefix: 'b' })).toEqual({
      QueueUrls: [`${URL_PREFIX}b-1`, `${URL_PREFIX}b-2`],
    });
    const first = await call('ListQueues', { MaxResults: 2 });
    const { NextToken = '' } = first;
    expect(first).toEqual({ QueueUrls: [`${URL_PREFIX}a_1`, `${URL_PREFIX}b-1`], NextToken });
    expect(await call('ListQueues', { MaxResults: 2, NextToken })).toEqual({
      QueueUrls: [`${URL_PREFIX}b-2`],
    });
    expect(await refusal(call('ListQueues', { MaxResults: 2, NextToken: 'b-1' }))).toEqual([
      'InvalidParameterValue',
      'Value for parameter NextToken is invalid.',
    ]);
    for (const MaxResults of [0, 1001, 1.5])
      expect(await refusal(call('ListQueues', { MaxResults }))).toEqual([
        'InvalidParameterValue',
        'Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.',
      ]);
    await call('DeleteQueue', { QueueUrl: `${URL_PREFIX}b-2` });
    expect(await refusal(call('GetQueueUrl', { QueueName: 'b-2' }))).toEqual([
      'QueueDoesNotExist',
      'The specified queue does not exist.',
    ]);
  });

  test('are the same when created again as they are, and refused otherwise', async () => {
    const { call } = bench();
    const input = { QueueName: 'q', Attributes: { VisibilityTimeout: '5' } };
    await call('CreateQueue', input);
    expect(await call('CreateQueue', input)).toEqual({ QueueUrl: `${URL_PREFIX}q` });
    expect(await refusal(call('CreateQueue', { ...input, Attributes: { VisibilityTimeout: '6' } }))).toEqual([
      'QueueNameExists',
      'A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    ]);
  });

  test('leave their name alone for a minute, and nothing else behind', async () => {
    const on = await benchWith({ DelaySeconds: '1' });
    await on.on('TagQueue', { Tags: { a: 'b' } });
    await on.on('SendMessage', { MessageBody: 'gone' });
    await on.on('DeleteQueue');
    await on.clock.by(59_999);
    expect(await refusal(on.call('CreateQueue', { QueueName: 'q' }))).toEqual([
      'QueueDeletedRecently',
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    ]);
    expect(await on.call('CreateQueue', { QueueName: 'other' })).toEqual({ QueueUrl: `${URL_PREFIX}other` });
    await on.clock.by(1);
    expect(await on.call('CreateQueue', { QueueName: 'q' })).toEqual({ QueueUrl: `${URL_PREFIX}q` });
    expect(await on.on('ListQueueTags')).toEqual({});
    expect(await on.bodies()).toEqual([]);
  });

  test('tell their attributes', async () => {
    const on = await benchWith({ DelaySeconds: '7' });
    await on.on('SendMessage', { MessageBody: 'a' });
    await on.on('SendMessage', { MessageBody: 'b', DelaySeconds: 0 });
    await on.on('SendMessage', { MessageBody: 'c', DelaySeconds: 0 });
    await on.on('ReceiveMessage');
    expect(await on.on('GetQueueAttributes', { AttributeNames: ['All'] })).toEqual({
      Attributes: {
        QueueArn: `${ARN}q`,
        ApproximateNumberOfMessages: '1',
        ApproximateNumberOfMessagesNotVisible: '1',
        ApproximateNumberOfMessagesDelayed: '1',
        CreatedTimestamp: '1767225600',
        LastModifiedTimestamp: '1767225600',
        DelaySeconds: '7',
        MaximumMessageSize: '1048576',
        MessageRetentionPeriod: '345600',
        ReceiveMessageWaitTimeSeconds: '0',
        VisibilityTimeout: '30',
        SqsManagedSseEnabled: 'true',
      },
    });
    await on.on('SetQueueAttributes', { Attributes: { DelaySeconds: '0' } });
    expect(await on.on('GetQueueAttributes', { AttributeNames: ['DelaySeconds', 'QueueArn'] })).toEqual({
      Attributes: { DelaySeconds: '0', QueueArn: `${ARN}q` },
    });
    await on.on('PurgeQueue');
    expect(await on.on('GetQueueAttributes', { AttributeNames: ['ApproximateNumberOfMessages'] })).toEqual({
      Attributes: { ApproximateNumberOfMessages: '0' },
    });
  });

  test('are purged once a minute', async () => {
    const on = await benchWith();
    await on.on('PurgeQueue');
    await on.call('CreateQueue', { QueueName: 'other' });
    await on.call('PurgeQueue', { QueueUrl: `${URL_PREFIX}other` });
    await on.clock.by(59_999);
    expect(await refusal(on.on('PurgeQueue'))).toEqual([
      'PurgeQueueInProgress',
      'Only one PurgeQueue operation on q is allowed every 60 seconds.',
    ]);
    await on.clock.by(1);
    expect(await on.on('PurgeQueue')).toEqual({});
  });

  const refused: readonly (readonly [string, string, string])[] = [
    ['VisibilityTimeout', '43201', 'InvalidAttributeValue'],
    ['DelaySeconds', '901', 'InvalidAttributeValue'],
    ['MaximumMessageSize', '1023', 'InvalidAttributeValue'],
    ['MessageRetentionPeriod', 'x', 'InvalidAttributeValue'],
    ['Nonsense', '1', 'InvalidAttributeName'],
    ['FifoQueue', 'true', 'UnsupportedOperation'],
    ['RedrivePolicy', '{', 'InvalidParameterValue'],
    ['RedrivePolicy', `{"deadLetterTargetArn":"${ARN}none","maxReceiveCount":3}`, 'InvalidParameterValue'],
    ['RedrivePolicy', `{"deadLetterTargetArn":"${ARN}none","maxReceiveCount":0}`, 'InvalidParameterValue'],
  ];
  for (const [name, value, code] of refused)
    test(`with ${name} ${value} are refused`, async () => {
      const input = { QueueName: 'q', Attributes: { [name]: value } };
      expect((await refusal(bench().call('CreateQueue', input)))[0]).toBe(code);
    });

  test.each([
    ['{', 'Redrive policy is not a valid JSON map.'],
    ['{"maxReceiveCount":3}', 'Redrive policy does not contain mandatory attribute: deadLetterTargetArn.'],
    [
      `{"deadLetterTargetArn":"${ARN}q"}`,
      'Redrive policy does not contain mandatory attribute: maxReceiveCount.',
    ],
    [
      `{"deadLetterTargetArn":"${ARN}q","maxReceiveCount":"1001"}`,
      'Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.',
    ],
    [
      '{"deadLetterTargetArn":"arn:aws:sns:eu-west-1:111122223333:t","maxReceiveCount":3}',
      'Only SQS queues are valid resources for deadLetterTargetArn.',
    ],
    [
      `{"deadLetterTargetArn":"${ARN}q.fifo","maxReceiveCount":3}`,
      'Dead-letter queue must be same type of queue as the source.',
    ],
    [`{"deadLetterTargetArn":"${ARN}none","maxReceiveCount":3}`, 'Dead letter target does not exist.'],
  ])('with the redrive policy %s are told why not', async (RedrivePolicy, why) => {
    const on = await benchWith();
    expect(await refusal(on.on('SetQueueAttributes', { Attributes: { RedrivePolicy } }))).toEqual([
      'InvalidParameterValue',
      `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${why}`,
    ]);
  });

  test.each([
    ['{', ", as it's in an unsupported format."],
    ['{"redrivePermission":"some"}', ", as it's in an unsupported format."],
    [
      '{"redrivePermission":"byQueue","sourceQueueArns":[]}',
      '. When you specify the byQueue permission type, you must also specify between 1 and 10 source queue ARNs.',
    ],
    [
      '{"redrivePermission":"denyAll","sourceQueueArns":["a"]}',
      '. You can specify source queue ARNs only when the permission type is byQueue.',
    ],
  ])('with the redrive allow policy %s are told why not', async (RedriveAllowPolicy, why) => {
    const on = await benchWith({
      RedriveAllowPolicy: '{"redrivePermission":"byQueue","sourceQueueArns":["a"]}',
    });
    expect(await refusal(on.on('SetQueueAttributes', { Attributes: { RedriveAllowPolicy } }))).toEqual([
      'InvalidParameterValue',
      `Value ${RedriveAllowPolicy} for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the redrive allow policy${why}`,
    ]);
  });

  test.each([
    ['{"redrivePermission":"denyAll"}', false],
    [`{"redrivePermission":"byQueue","sourceQueueArns":["${ARN}other"]}`, false],
    [`{"redrivePermission":"byQueue","sourceQueueArns":["${ARN}other","${ARN}q"]}`, true],
    ['{"redrivePermission":"allowAll"}', true],
    ['', true],
  ])('give up to a queue only as its %s says', async (RedriveAllowPolicy, allowed) => {
    const on = await benchWith();
    await on.call('CreateQueue', { QueueName: 'dead', Attributes: { RedriveAllowPolicy } });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}dead`, maxReceiveCount: 3 });
    const Attributes = { RedrivePolicy };
    const set = on.on('SetQueueAttributes', { Attributes });
    if (allowed) expect(await set).toEqual({});
    else
      expect(await refusal(set)).toEqual([
        'InvalidParameterValue',
        `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: The redrive allow policy of the dead-letter queue does not allow this source queue.`,
      ]);
    // By its name, before it is there.
    const create = { QueueName: 'new', Attributes };
    if (RedriveAllowPolicy.includes('byQueue') || !allowed)
      expect((await refusal(on.call('CreateQueue', create)))[0]).toBe('InvalidParameterValue');
    else expect(await on.call('CreateQueue', create)).toEqual({ QueueUrl: `${URL_PREFIX}new` });
  });

  test('have names of letters, digits, - and _', async () => {
    const { call } = bench();
    for (const QueueName of ['a b', '', 'x'.repeat(81), 'a.b'])
      expect((await refusal(call('CreateQueue', { QueueName })))[0]).toBe('InvalidParameterValue');
    expect(await refusal(call('CreateQueue', { QueueName: 'a.fifo' }))).toEqual([
      'UnsupportedOperation',
      'a.fifo: FIFO queues are not there in the local cloud yet.',
    ]);
  });

  test('do not know every operation', async () => {
    expect(await refusal(bench().call('ReceiveMessages', {}))).toEqual([
      'UnknownOperationException',
      "SQS's ReceiveMessages is not there in the local cloud",
    ]);
    expect((await refusal(bench().call('constructor', {})))[0]).toBe('UnknownOperationException');
  });
});
