import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createVerify, X509Certificate } from 'node:crypto';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { textOf, type JsonObject } from '../../../lib/local/json.ts';
import { startSns, startSubscriber } from './harness.ts';

let cloud: Awaited<ReturnType<typeof startSns>>;
let subscriber: Awaited<ReturnType<typeof startSubscriber>>;
let topic: string;

// Its key takes a moment to make.
beforeAll(async () => {
  cloud = await startSns();
});
afterAll(() => cloud.stop());

beforeEach(async () => {
  subscriber = await startSubscriber();
  const { TopicArn = '' } = await cloud.sns.send(new CreateTopicCommand({ Name: 'ops' }));
  topic = TopicArn;
});
afterEach(async () => {
  await cloud.sns.send(new DeleteTopicCommand({ TopicArn: topic }));
  cloud.lines.length = 0;
  await subscriber.stop();
});

const subscribe = (Attributes: { [name: string]: string } = {}) =>
  cloud.sns.send(
    new SubscribeCommand({ TopicArn: topic, Protocol: 'http', Endpoint: subscriber.url, Attributes }),
  );

/** Subscribed and confirmed, by the link. */
async function subscribed(Attributes: { [name: string]: string } = {}): Promise<string> {
  await subscribe(Attributes);
  const { json } = await subscriber.next();
  const answer = await fetch(textIn(json, 'SubscribeURL'));
  return /<SubscriptionArn>(.*)<\/SubscriptionArn>/.exec(await answer.text())?.[1] ?? '';
}

const publish = (Message: string) => cloud.sns.send(new PublishCommand({ TopicArn: topic, Message }));

async function listed() {
  const { Subscriptions = [] } = await cloud.sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: topic }),
  );
  return Subscriptions.map(({ SubscriptionArn }) => SubscriptionArn);
}

const textIn = (object: JsonObject, name: string): string => textOf(object[name]) ?? '';

/** As subscribers do it who do not trust everybody. */
async function isSigned(json: JsonObject, names: readonly string[]): Promise<boolean> {
  const pem = await (await fetch(textIn(json, 'SigningCertURL'))).text();
  const certificate = new X509Certificate(pem);
  const verify = createVerify(json['SignatureVersion'] === '2' ? 'RSA-SHA256' : 'RSA-SHA1');
  for (const name of names) verify.update(`${name}\n${textIn(json, name)}\n`);
  return (
    certificate.verify(certificate.publicKey) &&
    verify.verify(certificate.publicKey, textIn(json, 'Signature'), 'base64')
  );
}

describe('an HTTP endpoint', () => {
  test('is asked first, and told nothing before it has said yes', async () => {
    expect((await subscribe()).SubscriptionArn).toBe('pending confirmation');
    const { headers, json } = await subscriber.next();
    expect(headers).toMatchObject({
      'x-amz-sns-message-type': 'SubscriptionConfirmation',
      'x-amz-sns-message-id': json['MessageId'],
      'x-amz-sns-topic-arn': topic,
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
    });
    expect(json).toMatchObject({
      Type: 'SubscriptionConfirmation',
      TopicArn: topic,
      Message: `You have chosen to subscribe to the topic ${topic}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    });
    const signed = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
    expect(await isSigned(json, signed)).toBe(true);
    expect(await listed()).toEqual(['PendingConfirmation']);
    await publish('too early');
    const { Attributes } = await cloud.sns.send(new GetTopicAttributesCommand({ TopicArn: topic }));
    expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '0', SubscriptionsPending: '1' });

    const Token = textIn(json, 'Token');
    const confirm = new ConfirmSubscriptionCommand({ TopicArn: topic, Token });
    const { SubscriptionArn } = await cloud.sns.send(confirm);
    expect((await cloud.sns.send(confirm)).SubscriptionArn).toBe(SubscriptionArn);
    expect(await listed()).toEqual([SubscriptionArn]);
    await publish('in time');
    expect((await subscriber.next()).json['Message']).toBe('in time');
  });

  test('is told with what AWS sends, and signed', async () => {
    const arn = await subscribed();
    expect(arn).toMatch(/^arn:aws:sns:eu-central-1:000000000000:ops:[0-9a-f-]{36}$/);
    const { MessageId } = await cloud.sns.send(
      new PublishCommand({
        TopicArn: topic,
        Subject: 'Overdue',
        Message: 'Order 7 waits',
        MessageAttributes: { order: { DataType: 'Number', StringValue: '7' } },
      }),
    );
    const { headers, json } = await subscriber.next();
    expect(headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': MessageId,
      'x-amz-sns-topic-arn': topic,
      'x-amz-sns-subscription-arn': arn,
    });
    expect(headers).not.toHaveProperty('x-amz-sns-rawdelivery');
    expect(json).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn: topic,
      Subject: 'Overdue',
      Message: 'Order 7 waits',
      SignatureVersion: '1',
      MessageAttributes: { order: { Type: 'Number', Value: '7' } },
    });
    const signed = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
    expect(await isSigned(json, signed)).toBe(true);
    expect(await isSigned({ ...json, Message: 'Order 8 waits' }, signed)).toBe(false);
  });

  test('gets signatures of the second version where its topic says so', async () => {
    await subscribed();
    await cloud.sns.send(
      new SetTopicAttributesCommand({
        TopicArn: topic,
        AttributeName: 'SignatureVersion',
        AttributeValue: '2',
      }),
    );
    await publish('x');
    const { json } = await subscriber.next();
    expect(json['SignatureVersion']).toBe('2');
    expect(await isSigned(json, ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'])).toBe(true);
  });

  test('gets the message as it is where that is asked for', async () => {
    const arn = await subscribed({ RawMessageDelivery: 'true' });
    await publish('{"a":1}');
    const { headers, text } = await subscriber.next();
    expect(text).toBe('{"a":1}');
    expect(headers).toMatchObject({
      'x-amz-sns-rawdelivery': 'true',
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-subscription-arn': arn,
    });
  });

  test('leaves by the link that it is sent, is told so, and may come back', async () => {
    const arn = await subscribed();
    await publish('one');
    const { json: first } = await subscriber.next();
    await fetch(textIn(first, 'UnsubscribeURL'));
    const { headers, json } = await subscriber.next();
    expect(headers['x-amz-sns-message-type']).toBe('UnsubscribeConfirmation');
    expect(json['Message']).toBe(
      `You have chosen to deactivate subscription ${arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`,
    );
    await publish('two');
    expect(await listed()).toEqual([]);
    await fetch(textIn(json, 'SubscribeURL'));
    expect(await listed()).toEqual([arn]);
    await publish('three');
    expect((await subscriber.next()).json['Message']).toBe('three');
  });

  test('that refuses is not asked twice: what it should have got is in the dead letters', async () => {
    const { QueueUrl } = await cloud.sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
    const dead = 'arn:aws:sqs:eu-central-1:000000000000:dead';
    await subscribed({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead }) });
    subscriber.answers(403);
    await publish('unwanted');
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 });
    const { Messages: [message] = [] } = await cloud.sqs.send(receive);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ Type: 'Notification', Message: 'unwanted' });
    expect(cloud.lines.at(-1)).toBe(
      `A notification of the topic ops does not reach ${subscriber.url}: it answers 403. It is in ${dead}.`,
    );
    expect(subscriber.told).toHaveLength(1);
  });

  test('shows its attributes, and how often it is tried', async () => {
    const arn = await subscribed();
    await cloud.sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: arn,
        AttributeName: 'DeliveryPolicy',
        AttributeValue: '{"healthyRetryPolicy":{"numRetries":5}}',
      }),
    );
    const { Attributes = {} } = await cloud.sns.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }),
    );
    expect(Attributes).toMatchObject({
      SubscriptionArn: arn,
      TopicArn: topic,
      Protocol: 'http',
      Endpoint: subscriber.url,
      PendingConfirmation: 'false',
      RawMessageDelivery: 'false',
    });
    expect(JSON.parse(Attributes['EffectiveDeliveryPolicy'] ?? '')).toEqual({
      healthyRetryPolicy: {
        minDelayTarget: 20,
        maxDelayTarget: 20,
        numRetries: 5,
        numNoDelayRetries: 0,
        numMinDelayRetries: 0,
        numMaxDelayRetries: 0,
        backoffFunction: 'linear',
      },
      requestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
    });
  });
});

test('what is no link of a notification is answered as ever', async () => {
  const status = async (path: string) => (await fetch(cloud.endpoint + path)).status;
  expect(await status('/?Action=DeleteTopic&TopicArn=x')).toBe(404);
  expect(await status('/SimpleNotificationService-other.pem')).toBe(404);
  expect(await status(`/?Action=ConfirmSubscription&TopicArn=${topic}&Token=guessed`)).toBe(400);
});

test.each<[{ [name: string]: string }, string]>([
  [{ Protocol: 'http', Endpoint: 'https://localhost/x' }, 'Endpoint must match the specified protocol'],
  [{ Protocol: 'https', Endpoint: 'localhost' }, 'Endpoint must match the specified protocol'],
  [{ Protocol: 'sqs', Endpoint: 'http://localhost:4566/000000000000/q' }, 'SQS endpoint ARN'],
  [{ Protocol: 'lambda', Endpoint: 'told' }, 'Lambda endpoint ARN'],
])('a subscription of %j is refused', async (input, what) => {
  await expect(
    cloud.sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: '', ...input })),
  ).rejects.toMatchObject({ name: 'InvalidParameterException', message: `Invalid parameter: ${what}` });
});

test('a subscription is refused with other attributes than it has, and ended only by its ARN', async () => {
  const arn = await subscribed();
  expect((await subscribe()).SubscriptionArn).toBe(arn);
  await expect(subscribe({ RawMessageDelivery: 'true' })).rejects.toMatchObject({
    message: 'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
  });
  await expect(
    cloud.sns.send(new UnsubscribeCommand({ SubscriptionArn: 'PendingConfirmation' })),
  ).rejects.toMatchObject({
    message: 'Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1',
  });
});

test('an address of elsewhere is not called, and the log says so', async () => {
  const input = { TopicArn: topic, Protocol: 'https', Endpoint: 'https://hooks.example.com/production' };
  expect((await cloud.sns.send(new SubscribeCommand(input))).SubscriptionArn).toBe('pending confirmation');
  expect(cloud.lines).toEqual([
    'The topic ops does not tell https://hooks.example.com/production: the local cloud calls no addresses but those of this machine and of private networks.',
  ]);
});
