import { describe, expect, test } from '@jest/globals';
import { bench, benchWith, handleOf, refusal, URL_PREFIX } from './harness.ts';

describe('visibility', () => {
  test('a received message is hidden for the time-out, then comes again with a higher count', async () => {
    const on = await benchWith({ VisibilityTimeout: '10' });
    await on.on('SendMessage', { MessageBody: 'a' });
    expect(await on.bodies()).toEqual(['a']);
    await on.clock.by(9_999);
    expect(await on.bodies()).toEqual([]);
    await on.clock.by(1);
    const { Messages } = await on.on('ReceiveMessage', { MessageSystemAttributeNames: ['All'] });
    expect(Messages).toMatchObject([
      {
        Body: 'a',
        Attributes: {
          ApproximateReceiveCount: '2',
          SentTimestamp: '1767225600000',
          ApproximateFirstReceiveTimestamp: '1767225600000',
        },
      },
    ]);
  });

  test('a receive can have its own time-out', async () => {
    const on = await benchWith();
    await on.on('SendMessage', { MessageBody: 'a' });
    expect(await on.bodies({ VisibilityTimeout: 2 })).toEqual(['a']);
    await on.clock.by(2000);
    expect(await on.bodies()).toEqual(['a']);
  });

  test('a deleted message does not come again', async () => {
    const on = await benchWith();
    await on.on('SendMessage', { MessageBody: 'a' });
    await on.on('DeleteMessage', { ReceiptHandle: await handleOf(on) });
    await on.clock.by(60_000);
    expect(await on.bodies()).toEqual([]);
  });

  test('the handle of an earlier receipt deletes nothing, without an error', async () => {
    const on = await benchWith();
    await on.on('SendMessage', { MessageBody: 'a' });
    const old = await handleOf(on, { VisibilityTimeout: 0 });
    await on.clock.by(1);
    const current = await handleOf(on, { VisibilityTimeout: 5 });
    await on.on('DeleteMessage', { ReceiptHandle: old });
    await on.clock.by(5000);
    expect(await on.bodies({ VisibilityTimeout: 0 })).toEqual(['a']);
    expect(current).not.toBe(old);
  });

  test('can be prolonged and ended', async () => {
    const on = await benchWith();
    await on.on('SendMessage', { MessageBody: 'a' });
    const handle = await handleOf(on);
    await on.on('ChangeMessageVisibility', { ReceiptHandle: handle, VisibilityTimeout: 100 });
    await on.clock.by(99_000);
    expect(await on.bodies()).toEqual([]);
    await on.on('ChangeMessageVisibility', { ReceiptHandle: handle, VisibilityTimeout: 0 });
    expect(await on.bodies({ VisibilityTimeout: 1 })).toEqual(['a']);
  });

  test('begins for nobody who is gone before the message comes', async () => {
    const on = await benchWith();
    const gone = new AbortController();
    const receive = () =>
      on.sqs.call(
        'ReceiveMessage',
        { QueueUrl: `${URL_PREFIX}q`, WaitTimeSeconds: 20 },
        { roleArn: undefined, gone: gone.signal },
      );
    const waiting = receive();
    gone.abort();
    expect(await waiting).toEqual({});
    await on.on('SendMessage', { MessageBody: 'a' });
    expect(await receive()).toEqual({});
    expect(on.clock.pending).toBe(0);
    expect(await on.on('ReceiveMessage', { AttributeNames: ['ApproximateReceiveCount'] })).toMatchObject({
      Messages: [{ Body: 'a', Attributes: { ApproximateReceiveCount: '1' } }],
    });
  });

  test('ends twelve hours after the receipt, however often it is prolonged', async () => {
    const on = await benchWith();
    await on.on('SendMessage', { MessageBody: 'a' });
    const ReceiptHandle = await handleOf(on);
    const prolong = async (VisibilityTimeout: number) =>
      on.on('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout });
    await prolong(43_200);
    await on.clock.by(43_140_000);
    expect(await refusal(prolong(61))).toEqual([
      'InvalidParameterValue',
      'Value 61 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
    ]);
    expect(await prolong(60)).toEqual({});
    await on.clock.by(60_000);
    const again = await handleOf(on);
    const next = { ReceiptHandle: again, VisibilityTimeout: 43_200 };
    expect(await on.on('ChangeMessageVisibility', next)).toEqual({});
  });

  test('cannot be changed when the message is not in flight', async () => {
    const on = await benchWith();
    await on.on('SendMessage', { MessageBody: 'a' });
    const handle = await handleOf(on, { VisibilityTimeout: 1 });
    await on.clock.by(1000);
    const input = { ReceiptHandle: handle, VisibilityTimeout: 5 };
    expect((await refusal(on.on('ChangeMessageVisibility', input)))[0]).toBe('MessageNotInflight');
    await on.on('PurgeQueue');
    expect((await refusal(on.on('ChangeMessageVisibility', input)))[0]).toBe('InvalidParameterValue');
  });
});

describe('delay', () => {
  test('of a message hides it at first', async () => {
    const on = await benchWith();
    await on.on('SendMessage', { MessageBody: 'late', DelaySeconds: 900 });
    await on.on('SendMessage', { MessageBody: 'now' });
    expect(await on.bodies({ VisibilityTimeout: 1000 })).toEqual(['now']);
    await on.clock.by(900_000);
    expect(await on.bodies()).toEqual(['late']);
  });

  test('of the queue holds for messages that have none', async () => {
    const on = await benchWith({ DelaySeconds: '5' });
    await on.on('SendMessage', { MessageBody: 'a' });
    await on.on('SendMessage', { MessageBody: 'b', DelaySeconds: 0 });
    expect(await on.bodies({ VisibilityTimeout: 100 })).toEqual(['b']);
    await on.clock.by(5000);
    expect(await on.bodies()).toEqual(['a']);
  });

  test('above 15 minutes is refused', async () => {
    const on = await benchWith();
    expect(await refusal(on.on('SendMessage', { MessageBody: 'a', DelaySeconds: 901 }))).toEqual([
      'InvalidParameterValue',
      'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    ]);
  });
});

describe('long polling', () => {
  test('is answered as soon as a message comes', async () => {
    const on = await benchWith();
    const waiting = on.bodies({ WaitTimeSeconds: 20 });
    await on.clock.by(5000);
    await on.on('SendMessage', { MessageBody: 'a' });
    expect(await waiting).toEqual(['a']);
    expect(on.clock.pending).toBe(1);
  });

  test('gives a batch that was sent together as one', async () => {
    const on = await benchWith();
    const waiting = on.bodies({ WaitTimeSeconds: 20 });
    const Entries = ['a', 'b', 'c'].map((MessageBody) => ({ Id: MessageBody, MessageBody }));
    await on.on('SendMessageBatch', { Entries });
    expect(await waiting).toEqual(['a', 'b', 'c']);
  });

  test('ends with nothing when its time is over', async () => {
    const on = await benchWith({ ReceiveMessageWaitTimeSeconds: '3' });
    const waiting = on.on('ReceiveMessage');
    await on.clock.by(3000);
    expect(await waiting).toEqual({});
  });

  test('is served in the order of arrival', async () => {
    const on = await benchWith();
    const first = on.bodies({ WaitTimeSeconds: 20, MaxNumberOfMessages: 1 });
    const second = on.bodies({ WaitTimeSeconds: 20, MaxNumberOfMessages: 1 });
    await on.on('SendMessage', { MessageBody: 'a' });
    expect(await first).toEqual(['a']);
    await on.on('SendMessage', { MessageBody: 'b' });
    expect(await second).toEqual(['b']);
  });

  test('sees messages whose time-out is over', async () => {
    const on = await benchWith({ VisibilityTimeout: '4' });
    await on.on('SendMessage', { MessageBody: 'a' });
    await on.bodies();
    const waiting = on.bodies({ WaitTimeSeconds: 20 });
    await on.clock.by(4000);
    expect(await waiting).toEqual(['a']);
  });

  test('is ended by stopping the cloud', async () => {
    const on = await benchWith();
    const waiting = on.bodies({ WaitTimeSeconds: 20 });
    on.sqs.stop();
    expect(await waiting).toEqual([]);
    expect(on.clock.pending).toBe(0);
  });
});

describe('redrive', () => {
  test('moves a message after so many receipts, and says where it was', async () => {
    const on = bench();
    await on.call('CreateQueue', { QueueName: 'dead' });
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:dead',
      maxReceiveCount: 2,
    });
    await on.call('CreateQueue', { QueueName: 'q', Attributes: { RedrivePolicy, VisibilityTimeout: '1' } });
    await on.on('SendMessage', { MessageBody: 'a' });
    expect(await on.bodies()).toEqual(['a']);
    await on.clock.by(1000);
    expect(await on.bodies()).toEqual(['a']);
    await on.clock.by(1000);
    expect(await on.bodies()).toEqual([]);
    const output = await on.call('ReceiveMessage', {
      QueueUrl: `${URL_PREFIX}dead`,
      AttributeNames: ['DeadLetterQueueSourceArn'],
    });
    expect(output['Messages']).toMatchObject([
      {
        Body: 'a',
        MessageId: 'id-1',
        Attributes: { DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:q' },
      },
    ]);
  });
});

test('a queue that gives up to itself goes on', async () => {
  const on = await benchWith({ VisibilityTimeout: '1' });
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:q',
    maxReceiveCount: 1,
  });
  await on.on('SetQueueAttributes', { Attributes: { RedrivePolicy } });
  await on.on('SendMessage', { MessageBody: 'a' });
  for (let receipt = 1; receipt <= 3; receipt += 1) {
    expect(await on.bodies()).toEqual(['a']);
    await on.clock.by(1000);
  }
});

describe('retention', () => {
  test('old messages are gone', async () => {
    const on = await benchWith({ MessageRetentionPeriod: '60' });
    await on.on('SendMessage', { MessageBody: 'a' });
    await on.clock.by(60_001);
    expect(await on.bodies()).toEqual([]);
  });

  test('is as long as machines take, however fast time passes', async () => {
    const on = await benchWith({ MessageRetentionPeriod: '60' });
    Object.assign(on.clock, { pace: 3600 });
    await on.on('SendMessage', { MessageBody: 'a' });
    await on.clock.by(60_000 * 3600);
    expect(await on.bodies({ VisibilityTimeout: 0 })).toEqual(['a']);
    await on.clock.by(1);
    expect(await on.bodies()).toEqual([]);
  });
});

describe('what is sent', () => {
  test('is answered with its digests', async () => {
    const on = await benchWith();
    const MessageAttributes = {
      count: { DataType: 'Number', StringValue: '3' },
      raw: { DataType: 'Binary', BinaryValue: 'AQI=' },
    };
    expect(await on.on('SendMessage', { MessageBody: 'hello', MessageAttributes })).toEqual({
      MessageId: 'id-1',
      MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592',
      MD5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const { Messages } = await on.on('ReceiveMessage', { MessageAttributeNames: ['c*', 'raw'] });
    expect(Messages).toMatchObject([{ MessageAttributes: { raw: MessageAttributes.raw } }]);
  });

  test('may have a mebibyte, attributes counted', async () => {
    const on = await benchWith();
    await on.on('SendMessage', { MessageBody: 'x'.repeat(1_048_576) });
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } };
    const message = 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.';
    const tooLong = { MessageBody: 'x'.repeat(1_048_576 - 7), MessageAttributes };
    expect(await refusal(on.on('SendMessage', tooLong))).toEqual(['InvalidParameterValue', message]);
    const umlauts = { MessageBody: 'ä'.repeat(524_289) };
    expect(await refusal(on.on('SendMessage', umlauts))).toEqual(['InvalidParameterValue', message]);
  });

  test('has to have characters that XML allows', async () => {
    const on = await benchWith();
    expect((await refusal(on.on('SendMessage', { MessageBody: 'a\u0000' })))[0]).toBe(
      'InvalidMessageContents',
    );
    expect((await refusal(on.on('SendMessage', { MessageBody: '' })))[0]).toBe('MissingParameter');
    await on.on('SendMessage', { MessageBody: '🚗\n\tä' });
    expect(await on.bodies()).toEqual(['🚗\n\tä']);
  });
});

describe('a message of a group', () => {
  test('tells of it whoever asks', async () => {
    const on = await benchWith();
    await on.on('SendMessage', { MessageBody: 'a', MessageGroupId: 'tenant-1' });
    expect(await on.on('ReceiveMessage', { MessageSystemAttributeNames: ['MessageGroupId'] })).toMatchObject({
      Messages: [{ Attributes: { MessageGroupId: 'tenant-1' } }],
    });
    expect(await refusal(on.on('SendMessage', { MessageBody: 'a', MessageGroupId: 'a b' }))).toEqual([
      'InvalidParameterValue',
      'Value a b for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    ]);
  });

  test('has no id against doubles: that is of FIFO queues', async () => {
    const on = await benchWith();
    expect(await refusal(on.on('SendMessage', { MessageBody: 'a', MessageDeduplicationId: 'd' }))).toEqual([
      'InvalidParameterValue',
      'Value d for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.',
    ]);
  });
});

test('who asks for an attribute that there is not is refused, and has received nothing', async () => {
  const on = await benchWith();
  await on.on('SendMessage', { MessageBody: 'a' });
  for (const name of ['AttributeNames', 'MessageSystemAttributeNames'])
    expect(await refusal(on.on('ReceiveMessage', { [name]: ['Senderid'] }))).toEqual([
      'InvalidAttributeName',
      'Unknown Attribute Senderid.',
    ]);
  expect(await on.bodies({ AttributeNames: ['All', 'QueueArn'] })).toEqual(['a']);
});

describe('batches', () => {
  test('perform what they can', async () => {
    const on = await benchWith();
    const Entries = [
      { Id: 'good', MessageBody: 'a' },
      { Id: 'bad', MessageBody: 'b', DelaySeconds: 1000 },
    ];
    expect(await on.on('SendMessageBatch', { Entries })).toMatchObject({
      Successful: [{ Id: 'good', MessageId: 'id-1' }],
      Failed: [{ Id: 'bad', Code: 'InvalidParameterValue', SenderFault: true }],
    });
    const handle = await handleOf(on);
    const deleting = [
      { Id: '1', ReceiptHandle: handle },
      { Id: '2', ReceiptHandle: 'nonsense' },
    ];
    expect(await on.on('DeleteMessageBatch', { Entries: deleting })).toMatchObject({
      Successful: [{ Id: '1' }],
      Failed: [{ Id: '2', Code: 'ReceiptHandleIsInvalid' }],
    });
  });

  test('refuse an entry for what is in it by itself, and all for one without a body', async () => {
    const on = await benchWith();
    const attribute = { DataType: 'String', StringValue: '' };
    const Entries = [
      { Id: 'good', MessageBody: 'a' },
      { Id: 'bad', MessageBody: '\u0007' },
      { Id: 'worse', MessageBody: 'b', MessageAttributes: { none: attribute } },
    ];
    expect(await on.on('SendMessageBatch', { Entries })).toMatchObject({
      Successful: [{ Id: 'good' }],
      Failed: [
        { Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true },
        { Id: 'worse', Code: 'InvalidParameterValue', SenderFault: true },
      ],
    });
    const without = [{ Id: 'good', MessageBody: 'a' }, { Id: 'none' }];
    expect(await refusal(on.on('SendMessageBatch', { Entries: without }))).toEqual([
      'MissingParameter',
      'The request must contain the parameter SendMessageBatchRequestEntry.2.MessageBody.',
    ]);
    expect(await on.bodies()).toEqual(['a']);
  });

  test('have one to ten entries with ids of their own', async () => {
    const on = await benchWith();
    const send = (ids: readonly string[]): Promise<unknown> =>
      on.on('SendMessageBatch', { Entries: ids.map((Id) => ({ Id, MessageBody: 'x' })) });
    expect((await refusal(send([])))[0]).toBe('EmptyBatchRequest');
    expect((await refusal(send(Array.from('abcdefghijk'))))[0]).toBe('TooManyEntriesInBatchRequest');
    expect((await refusal(send(['a', 'a'])))[0]).toBe('BatchEntryIdsNotDistinct');
    expect((await refusal(send(['a b'])))[0]).toBe('InvalidBatchEntryId');
  });

  test('may not be too long together', async () => {
    const on = await benchWith();
    const MessageBody = 'x'.repeat(600_000);
    const Entries = [
      { Id: '1', MessageBody },
      { Id: '2', MessageBody },
    ];
    expect(await refusal(on.on('SendMessageBatch', { Entries }))).toEqual([
      'BatchRequestTooLong',
      'Batch requests cannot be longer than 1048576 bytes. You have sent 1200000 bytes.',
    ]);
  });

  test('may be longer together than one message of the queue', async () => {
    const on = await benchWith({ MaximumMessageSize: '1024' });
    const Entries = [
      { Id: '1', MessageBody: 'x'.repeat(1024) },
      { Id: '2', MessageBody: 'y' },
      { Id: '3', MessageBody: 'z'.repeat(1025) },
    ];
    expect(await on.on('SendMessageBatch', { Entries })).toMatchObject({
      Successful: [{ Id: '1' }, { Id: '2' }],
      Failed: [
        {
          Id: '3',
          Code: 'InvalidParameterValue',
          Message: 'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.',
        },
      ],
    });
  });
});

describe('without the API', () => {
  test('neighbours send, receive, delete and are woken', async () => {
    const on = await benchWith();
    const arn = 'arn:aws:sqs:eu-west-1:111122223333:q';
    let woken = 0;
    const end = on.sqs.subscribe(arn, () => {
      woken += 1;
    });
    expect(on.sqs.send(arn, 'a')).toEqual({ kind: 'sent', messageId: 'id-1' });
    on.sqs.send(arn, 'b', { delaySeconds: 5 });
    expect(woken).toBe(1);
    await on.clock.by(5000);
    expect(woken).toBe(2);
    end();
    const received = await on.sqs.receive(arn, { most: 10, visibilityTimeout: 30, wait: 0 });
    expect(received.map(({ message }) => message.body)).toEqual(['a', 'b']);
    for (const { handle } of received) on.sqs.delete(arn, handle);
    await on.clock.by(30_000);
    expect(await on.bodies()).toEqual([]);
    expect(woken).toBe(2);
  });

  test('a queue that is not there refuses', () => {
    expect(bench().sqs.send('arn:aws:sqs:eu-west-1:111122223333:none', 'a')).toEqual({
      kind: 'refused',
      code: 'NO_SUCH_QUEUE',
      message: 'The specified queue does not exist.',
    });
  });
});

describe('attributes', () => {
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  const name = (given: string) =>
    `The message attribute name '${given}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.`;
  const type =
    "The type of message (user) attribute 'a' is invalid. You must use only the following supported type prefixes: Binary, Number, String.";
  test.each([
    [{ a: { StringValue: 'x' } }, type],
    [{ a: { DataType: 'Text', StringValue: 'x' } }, type],
    [{ a: text('') }, "Message (user) attribute 'a' must contain a non-empty value of type 'String'."],
    [
      { a: { DataType: 'Binary.png', StringValue: 'x' } },
      "Message (user) attribute 'a' must contain a non-empty value of type 'Binary'.",
    ],
    [
      { a: { DataType: 'Number', StringValue: 'x' } },
      "Can't cast the value of message (user) attribute 'a' to a number.",
    ],
    ...['a b', '.a', 'a.', 'a..b', 'AWS.a', 'amazon.a', 'x'.repeat(257)].map(
      (given) => [{ [given]: text('x') }, name(given)] as const,
    ),
    [
      Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text('x')])),
      'Number of message attributes [11] exceeds the allowed maximum [10].',
    ],
  ])('%j are refused', async (MessageAttributes, message) => {
    const on = await benchWith();
    expect(await refusal(on.on('SendMessage', { MessageBody: 'a', MessageAttributes }))).toEqual([
      'InvalidParameterValue',
      message,
    ]);
  });

  test('with names of letters, digits, dots and lines are taken', async () => {
    const on = await benchWith();
    const MessageAttributes = {
      'a.b-c_1': text('x'),
      n: { DataType: 'Number.float', StringValue: '-1.5e3' },
    };
    await on.on('SendMessage', { MessageBody: 'a', MessageAttributes });
    const { Messages } = await on.on('ReceiveMessage', { MessageAttributeNames: ['All'] });
    expect(Messages).toMatchObject([{ MessageAttributes }]);
  });
});
