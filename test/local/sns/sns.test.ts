import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { objectOf } from '../../../lib/local/json.ts';
import type { LogLine } from '../../../lib/local/log.ts';
import type { Json, Service } from '../../../lib/local/service.ts';
import { createSns } from '../../../lib/local/sns/sns.ts';
import { createSqs, type Sqs } from '../../../lib/local/sqs/sqs.ts';
import { THE_CLOUD } from '../../../lib/local/world.ts';
import { VirtualClock } from '../virtual-clock.ts';

const PLACE = { region: 'eu-central-1', account: '000000000000', endpoint: 'http://localhost:4566' };
const TOPIC = 'arn:aws:sns:eu-central-1:000000000000:ops';
const QUEUE = 'arn:aws:sqs:eu-central-1:000000000000:told';
const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:told';

let clock: VirtualClock;
let sns: Service;
let sqs: Sqs;
let lines: LogLine[];
let invoked: { arn: string; event: Json }[];

beforeEach(async () => {
  clock = new VirtualClock();
  lines = [];
  invoked = [];
  sqs = createSqs({ place: PLACE, clock });
  sqs.createQueue('told', new Map());
  let ids = 0;
  sns = createSns({
    place: PLACE,
    clock,
    sqs,
    newId: () => `id-${(ids += 1)}`,
    log: (line) => lines.push(line),
    invokeLater: (arn, event) => {
      if (arn !== FUNCTION) throw new Error(`There is no function ${arn}.`);
      invoked.push({ arn, event });
    },
  });
  await call('CreateTopic', { Name: 'ops' });
});
afterEach(() => sqs.stop());

function call(operation: string, input: Json): Promise<Json> {
  return sns.call(operation, input, THE_CLOUD);
}

function subscribe(protocol: string, endpoint: string, attributes: Json = {}): Promise<Json> {
  return call('Subscribe', {
    TopicArn: TOPIC,
    Protocol: protocol,
    Endpoint: endpoint,
    Attributes: attributes,
  });
}

async function received(): Promise<string[]> {
  const messages = await sqs.receive(QUEUE, { most: 10, visibilityTimeout: 30, wait: 0 });
  return messages.map(({ message }) => message.body);
}

describe('a topic', () => {
  test('is made once, listed, described, changed and deleted', async () => {
    expect(await call('CreateTopic', { Name: 'ops' })).toEqual({ TopicArn: TOPIC });
    await call('CreateTopic', { Name: 'sales', Attributes: { DisplayName: 'Sales' } });
    expect(await call('ListTopics', {})).toEqual({
      Topics: [{ TopicArn: TOPIC }, { TopicArn: TOPIC.replace('ops', 'sales') }],
    });
    await call('SetTopicAttributes', {
      TopicArn: TOPIC,
      AttributeName: 'DisplayName',
      AttributeValue: 'Ops',
    });
    await subscribe('sqs', QUEUE);
    expect(await call('GetTopicAttributes', { TopicArn: TOPIC })).toEqual({
      Attributes: {
        DisplayName: 'Ops',
        TopicArn: TOPIC,
        Owner: '000000000000',
        EffectiveDeliveryPolicy: expect.stringContaining('"numRetries":3'),
        SubscriptionsConfirmed: '1',
        SubscriptionsPending: '0',
        SubscriptionsDeleted: '0',
      },
    });
    await call('DeleteTopic', { TopicArn: TOPIC });
    await expect(call('GetTopicAttributes', { TopicArn: TOPIC })).rejects.toMatchObject({
      code: 'NotFound',
      status: 404,
      message: 'Topic does not exist',
    });
  });

  test.each([
    [{ Name: 'a b' }, 'Invalid parameter: Topic Name'],
    [{ Name: 'a.fifo' }, 'Invalid parameter: FIFO topics are not there in the local cloud'],
    [{}, 'Invalid parameter: Name Reason: no value for required parameter'],
  ])('of %j is refused', async (input, message) => {
    await expect(call('CreateTopic', input)).rejects.toMatchObject({ code: 'InvalidParameter', message });
  });
});

describe('a message', () => {
  test('is shown in the log and told to queues and functions', async () => {
    await subscribe('sqs', QUEUE);
    await subscribe('lambda', FUNCTION);
    const input = {
      TopicArn: TOPIC,
      Subject: 'Overdue',
      Message: 'Order 7 waits',
      MessageAttributes: { order: { DataType: 'String', StringValue: '7' } },
    };
    expect(await call('Publish', input)).toEqual({ MessageId: 'id-3' });
    expect(lines).toEqual([
      { source: 'cloud', level: 'info', text: 'Notification of the topic ops: Overdue: Order 7 waits' },
    ]);
    const envelope = {
      Type: 'Notification',
      MessageId: 'id-3',
      TopicArn: TOPIC,
      Subject: 'Overdue',
      Message: 'Order 7 waits',
      Timestamp: '2026-01-01T00:00:00.000Z',
      MessageAttributes: { order: { Type: 'String', Value: '7' } },
    };
    const [body = '', ...others] = await received();
    expect(others).toEqual([]);
    expect(JSON.parse(body)).toMatchObject(envelope);
    expect(invoked).toMatchObject([
      {
        arn: FUNCTION,
        event: {
          Records: [{ EventSource: 'aws:sns', EventSubscriptionArn: `${TOPIC}:id-2`, Sns: envelope }],
        },
      },
    ]);
  });

  test('goes to a queue as it is where that is asked for', async () => {
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true' });
    await call('Publish', { TargetArn: TOPIC, Message: '{"a":1}' });
    expect(await received()).toEqual(['{"a":1}']);
  });

  test('may be another for each protocol', async () => {
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true' });
    const Message = JSON.stringify({ default: 'for all', sqs: 'for queues' });
    await call('Publish', { TopicArn: TOPIC, Message, MessageStructure: 'json' });
    expect(await received()).toEqual(['for queues']);
    expect(lines.map(({ text }) => text)).toEqual(['Notification of the topic ops: for all']);
  });

  test('that does not reach its subscriber is complained about', async () => {
    await subscribe('sqs', `${QUEUE}-gone`);
    await subscribe('lambda', `${FUNCTION}-gone`);
    await call('Publish', { TopicArn: TOPIC, Message: 'x' });
    expect(lines.slice(1)).toEqual([
      {
        source: 'cloud',
        level: 'warning',
        text: `A notification of the topic ops does not reach ${QUEUE}-gone: The specified queue does not exist.`,
      },
      {
        source: 'cloud',
        level: 'warning',
        text: `A notification of the topic ops does not reach ${FUNCTION}-gone: There is no function ${FUNCTION}-gone.`,
      },
    ]);
  });

  test.each<[Json, string]>([
    [{ Message: 'x' }, 'TopicArn or TargetArn Reason: no value for required parameter'],
    [{ TopicArn: 'ops', Message: 'x' }, 'TopicArn'],
    [{ PhoneNumber: '+49', Message: 'x' }, 'PhoneNumber: the local cloud sends no text messages'],
    [{ TopicArn: TOPIC, Message: '' }, 'Empty message'],
    [{ TopicArn: TOPIC, Message: 'é'.repeat(131_073) }, 'Message too long'],
    [{ TopicArn: TOPIC, Message: 'x', Subject: 'two\nlines' }, 'Subject'],
    [{ TopicArn: TOPIC, Message: 'x', Subject: 's'.repeat(101) }, 'Subject'],
    [{ TopicArn: TOPIC, Message: 'x', Subject: '' }, 'Subject'],
    [
      { TopicArn: TOPIC, Message: 'x', MessageStructure: 'json' },
      'Message Structure - JSON message body failed to parse',
    ],
    [
      { TopicArn: TOPIC, Message: '{}', MessageStructure: 'json' },
      'Message Structure - No default entry in JSON message body',
    ],
  ])('of %j is refused', async (input, what) => {
    await expect(call('Publish', input)).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: `Invalid parameter: ${what}`,
    });
    expect(lines).toEqual([]);
  });

  test.each<[Json, string]>([
    [{ StringValue: 'x' }, "The message attribute 'n' must contain non-empty message attribute type."],
    [
      { DataType: 'Text', StringValue: 'x' },
      "The message attribute 'n' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
    ],
    [
      { DataType: 'String', StringValue: '' },
      "The message attribute 'n' must contain non-empty message attribute value for message attribute type 'String'.",
    ],
    [{ DataType: 'Number', StringValue: 'seven' }, "Could not cast message attribute 'n' value to number."],
    [
      { DataType: 'String.Array', StringValue: 'a, b' },
      "The message attribute 'n' with type 'String.Array' must be a JSON array.",
    ],
  ])('with the attribute %j is refused', async (n, message) => {
    const input = { TopicArn: TOPIC, Message: 'x', MessageAttributes: { n } };
    await expect(call('Publish', input)).rejects.toMatchObject({ code: 'ParameterValueInvalid', message });
  });

  test('that is too long with its attributes is refused', async () => {
    const n = { DataType: 'String', StringValue: 'v' };
    const input = { TopicArn: TOPIC, Message: 'x'.repeat(262_144 - 7), MessageAttributes: { n } };
    await expect(call('Publish', input)).rejects.toMatchObject({
      message: 'Invalid parameter: Message too long',
    });
    await call('Publish', { ...input, Message: input.Message.slice(1) });
  });

  test('of as many bytes as SNS takes is told', async () => {
    const largest = { TopicArn: TOPIC, Message: 'é'.repeat(131_072), Subject: 's'.repeat(100) };
    expect(await call('Publish', largest)).toEqual({ MessageId: 'id-1' });
  });
});

test('the group of a message goes with it to queues, and has to be one', async () => {
  await subscribe('sqs', QUEUE);
  await call('Publish', { TopicArn: TOPIC, Message: 'x', MessageGroupId: 'tenant-1' });
  const [told] = await sqs.receive(QUEUE, { most: 1, visibilityTimeout: 30, wait: 0 });
  expect(told?.message.group).toBe('tenant-1');
  const wrong = call('Publish', { TopicArn: TOPIC, Message: 'x', MessageGroupId: 'a b' });
  await expect(wrong).rejects.toMatchObject({
    code: 'InvalidParameter',
    message:
      'Invalid parameter: MessageGroupId Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
  });
});

test.each<[Json, string]>([
  [{ DisplayName: 'x'.repeat(101) }, 'DisplayName'],
  [{ SignatureVersion: '3' }, 'SignatureVersion: Invalid value. Must be 1 or 2.'],
  [{ TracingConfig: 'On' }, 'Invalid tracing config value: On'],
  [{ Colour: 'red' }, 'Unknown attribute Colour'],
])('a topic with %j is refused', async (Attributes, what) => {
  await expect(call('CreateTopic', { Name: 'other', Attributes })).rejects.toMatchObject({
    code: 'InvalidParameter',
    message: `Invalid parameter: Attributes Reason: ${what}`,
  });
});

describe('a batch', () => {
  const batch = (...entries: Json[]) =>
    call('PublishBatch', { TopicArn: TOPIC, PublishBatchRequestEntries: entries });

  test('tells of each entry what became of it', async () => {
    expect(
      await batch({ Id: 'a', Message: 'one' }, { Id: 'b', Message: '' }, { Id: 'c', Message: 'three' }),
    ).toEqual({
      Successful: [
        { Id: 'a', MessageId: 'id-1' },
        { Id: 'c', MessageId: 'id-2' },
      ],
      Failed: [
        { Id: 'b', Code: 'InvalidParameter', Message: 'Invalid parameter: Empty message', SenderFault: true },
      ],
    });
    expect(lines).toHaveLength(2);
  });

  test('is refused as a whole where it is empty, too long, or names an entry twice', async () => {
    await expect(batch()).rejects.toMatchObject({ code: 'EmptyBatchRequest' });
    const eleven = Array.from({ length: 11 }, (_, Id) => ({ Id: String(Id), Message: 'x' }));
    await expect(batch(...eleven)).rejects.toMatchObject({ code: 'TooManyEntriesInBatchRequest' });
    await expect(batch({ Id: 'a', Message: 'x' }, { Id: 'a', Message: 'y' })).rejects.toMatchObject({
      code: 'BatchEntryIdsNotDistinct',
    });
    for (const Id of ['', 'a b', 'a'.repeat(81)])
      await expect(batch({ Id, Message: 'x' })).rejects.toMatchObject({ code: 'InvalidBatchEntryId' });
    const half = 'x'.repeat(131_072);
    const n = { DataType: 'String', StringValue: 'v' };
    const entries = [
      { Id: 'a', Message: half },
      { Id: 'b', Message: half, MessageAttributes: { n } },
    ];
    await expect(batch(...entries)).rejects.toMatchObject({
      code: 'BatchRequestTooLong',
      message: 'The length of all the batch messages put together is more than the limit.',
    });
    expect(lines).toEqual([]);
  });
});

describe('a subscription', () => {
  test('is made once for an endpoint, listed and ended', async () => {
    const arn = `${TOPIC}:id-1`;
    expect(await subscribe('sqs', QUEUE)).toEqual({ SubscriptionArn: arn });
    expect(await subscribe('sqs', QUEUE)).toEqual({ SubscriptionArn: arn });
    const listed = {
      Subscriptions: [
        {
          SubscriptionArn: arn,
          Owner: '000000000000',
          Protocol: 'sqs',
          Endpoint: QUEUE,
          TopicArn: TOPIC,
        },
      ],
    };
    expect(await call('ListSubscriptions', {})).toEqual(listed);
    expect(await call('ListSubscriptionsByTopic', { TopicArn: TOPIC })).toEqual(listed);
    await call('Unsubscribe', { SubscriptionArn: arn });
    await call('Publish', { TopicArn: TOPIC, Message: 'x' });
    expect(await received()).toEqual([]);
    await expect(call('Unsubscribe', { SubscriptionArn: arn })).rejects.toMatchObject({ code: 'NotFound' });
  });

  test('by e-mail is kept, and the log says that only the log tells', async () => {
    await subscribe('email', 'ops@example.com');
    await call('Publish', { TopicArn: TOPIC, Message: 'x' });
    expect(lines.map(({ level, text }) => [level, text])).toEqual([
      ['info', 'The topic ops tells ops@example.com by email; here, its notifications are in this log only.'],
      ['info', 'Notification of the topic ops: x'],
    ]);
  });

  test('of an unknown protocol is refused', async () => {
    await expect(subscribe('pigeon', 'roof')).rejects.toMatchObject({
      message: 'Invalid parameter: Amazon SNS does not support this protocol string: pigeon',
    });
  });

  test.each([
    ['email', 'nobody', 'Email address'],
    ['email-json', 'a b@example.com', 'Email address'],
    ['sms', 'home', 'Invalid SMS endpoint: home'],
    ['firehose', QUEUE, 'Firehose endpoint ARN'],
    ['application', QUEUE, 'Application endpoint arn invalid'],
    ['lambda', QUEUE, 'Lambda endpoint ARN'],
    ['https', 'http://example.com', 'Endpoint must match the specified protocol'],
  ])('by %s of %s is refused', async (protocol, endpoint, what) => {
    await expect(subscribe(protocol, endpoint)).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: `Invalid parameter: ${what}`,
    });
  });

  test('that cannot be reached has dead letters where it names a queue for them', async () => {
    sqs.createQueue('dead', new Map());
    const dead = QUEUE.replace('told', 'dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead });
    await subscribe('lambda', `${FUNCTION}-gone`, { RedrivePolicy });
    await subscribe('sqs', `${QUEUE}-gone`, { RedrivePolicy, RawMessageDelivery: 'true' });
    await call('Publish', {
      TopicArn: TOPIC,
      Message: 'x',
      MessageAttributes: { n: { DataType: 'Number', StringValue: '1' } },
    });
    const messages = await sqs.receive(dead, { most: 10, visibilityTimeout: 30, wait: 0 });
    expect(messages.map(({ message: { body, attributes } }) => [body, attributes])).toEqual([
      [expect.stringContaining('"Type":"Notification"'), {}],
      ['x', { n: { DataType: 'Number', StringValue: '1' } }],
    ]);
    expect(lines.slice(1).map(({ level, text }) => [level, text])).toEqual([
      [
        'warning',
        `A notification of the topic ops does not reach ${FUNCTION}-gone: There is no function ${FUNCTION}-gone. It is in ${dead}.`,
      ],
      [
        'warning',
        `A notification of the topic ops does not reach ${QUEUE}-gone: The specified queue does not exist. It is in ${dead}.`,
      ],
    ]);
  });

  test.each<[string, Json, string]>([
    ['sqs', { RawMessageDelivery: 'yes' }, 'RawMessageDelivery: Invalid value [yes]. Must be true or false.'],
    [
      'lambda',
      { RawMessageDelivery: 'true' },
      'Delivery protocol [lambda] does not support raw message delivery.',
    ],
    ['sqs', { RedrivePolicy: '{}' }, 'RedrivePolicy: Missing deadLetterTargetArn attribute'],
    [
      'sqs',
      { RedrivePolicy: `{"deadLetterTargetArn":"${TOPIC}"}` },
      'RedrivePolicy: deadLetterTargetArn must be a SQS queue',
    ],
    [
      'sqs',
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:dead"}' },
      'RedrivePolicy: deadLetterTargetArn is an invalid arn',
    ],
    [
      'sqs',
      { FilterPolicy: '{"a":{"b":["c"]}}' },
      'Filter policy scope MessageAttributes does not support nested filter policy',
    ],
    ['sqs', { DeliveryPolicy: '{}' }, 'DeliveryPolicy: the protocol sqs has none of its own'],
    ['sqs', { ReplayPolicy: '{}' }, 'ReplayPolicy is not there in the local cloud'],
  ])('by %s with %j is refused', async (protocol, attributes, what) => {
    await expect(
      subscribe(protocol, protocol === 'sqs' ? QUEUE : FUNCTION, attributes),
    ).rejects.toMatchObject({ message: `Invalid parameter: Attributes Reason: ${what}` });
  });

  test('that nobody confirms is gone after two days', async () => {
    await subscribe('http', 'http://localhost:1/x');
    await clock.by(2 * 86_400_000 - 1);
    expect(await call('ListSubscriptions', {})).toMatchObject({
      Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }],
    });
    await clock.by(1);
    expect(await call('ListSubscriptions', {})).toEqual({ Subscriptions: [] });
  });

  test('is one of a page of a hundred', async () => {
    for (let number = 0; number < 101; number += 1) await subscribe('sqs', `${QUEUE}-${number}`);
    const first = objectOf(await call('ListSubscriptions', {}));
    expect(first['Subscriptions']).toHaveLength(100);
    const NextToken = first['NextToken'] ?? '';
    expect(await call('ListSubscriptions', { NextToken })).toMatchObject({
      Subscriptions: [{ Endpoint: `${QUEUE}-100` }],
    });
    await expect(call('ListSubscriptions', { NextToken: 'x' })).rejects.toMatchObject({
      message: 'Invalid parameter: NextToken',
    });
  });
});

test('an operation that is not there is refused by its name', async () => {
  await expect(call('CreatePlatformApplication', {})).rejects.toMatchObject({
    code: 'InvalidAction',
    message: "SNS's CreatePlatformApplication is not there in the local cloud.",
  });
});
