import { objectOf, textOf, type JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { Json } from '../service.ts';
import type { Sqs } from '../sqs/sqs.ts';
import type { Notification } from './notification.ts';
import type { Subscription, Topic } from './topics.ts';

export type Endpoints = {
  readonly sqs: Sqs;
  /** Accepts an asynchronous invocation. @throws if the function is not there */
  readonly invokeLater: (functionArn: string, event: Json) => void;
  /** Why a topic may not tell a queue or function, if it may not. @default it may */
  readonly refusal?: (topicArn: string, endpoint: string) => string | undefined;
};

/** What every subscriber is told of one message. */
export type Told = {
  readonly topic: Topic;
  readonly notification: Notification;
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly at: number;
};

export const DELIVERED = ['sqs', 'lambda'];

/** Tells all subscribers. What fails is logged: here it would fail for ever. */
export function tellAll(told: Told, endpoints: Endpoints, log: Log): void {
  for (const subscription of told.topic.subscriptions.values()) {
    const problem = tell(told, subscription, endpoints);
    if (problem === undefined) continue;
    const text = `A notification of the topic ${told.topic.name} does not reach ${subscription.endpoint}: ${problem}`;
    log({ source: 'cloud', level: 'warning', text });
  }
}

function tell(told: Told, subscription: Subscription, endpoints: Endpoints): string | undefined {
  const { endpoint, protocol, raw } = subscription;
  const { message, attributes } = told.notification;
  const refusal = endpoints.refusal?.(told.topic.arn, endpoint);
  if (refusal !== undefined) return refusal;
  if (protocol === 'sqs') {
    const outcome = raw
      ? endpoints.sqs.send(endpoint, message(protocol), { attributes: plain(attributes) })
      : endpoints.sqs.send(endpoint, JSON.stringify(envelope(told, subscription)));
    return outcome.kind === 'refused' ? outcome.message : undefined;
  }
  if (protocol !== 'lambda') return undefined;
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: subscription.arn,
    Sns: { ...envelope(told, subscription), MessageAttributes: readable(attributes) },
  };
  try {
    endpoints.invokeLater(endpoint, { Records: [record] });
    return undefined;
  } catch (error) {
    return Error.isError(error) ? error.message : String(error);
  }
}

/** The signature is none: nobody here could check it. */
function envelope({ topic, notification, messageId, at }: Told, { arn, protocol }: Subscription): JsonObject {
  const { subject, message, attributes } = notification;
  return {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topic.arn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: message(protocol),
    Timestamp: new Date(at).toISOString(),
    SignatureVersion: '1',
    Signature: 'LOCAL',
    SigningCertURL: 'https://sns.localhost/none.pem',
    UnsubscribeURL: `https://sns.localhost/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: readable(attributes) }),
  };
}

/** `{ Type, Value }`, as subscribers get attributes. */
function readable(attributes: JsonObject): JsonObject {
  const entries = Object.entries(attributes).map(([name, value]) => {
    const { DataType: type = 'String', StringValue: text, BinaryValue: binary } = objectOf(value);
    return [name, { Type: type, Value: text ?? binary ?? '' }] as const;
  });
  return Object.fromEntries(entries);
}

function plain(attributes: JsonObject): Record<string, string> {
  const entries = Object.entries(attributes).flatMap(([name, value]) => {
    const text = textOf(objectOf(value)['StringValue']);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(entries);
}
