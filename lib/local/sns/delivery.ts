import { messageOf, type JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { Json } from '../service.ts';
import type { Sqs } from '../sqs/sqs.ts';
import { effectivePolicy, pausesOf } from './delivery-policy.ts';
import { readable, type Envelopes } from './envelope.ts';
import type { Notification } from './notification.ts';
import type { Post, Posts } from './posts.ts';
import { accepts, deadLettersOf, isRaw } from './subscription-attributes.ts';
import { isPending, type Subscription, type Topic } from './topics.ts';

export type Endpoints = {
  readonly sqs: Sqs;
  /** Accepts an asynchronous invocation. @throws if the function is not there */
  readonly invokeLater: (functionArn: string, event: Json) => void;
  /** Why a topic may not tell a queue or function, if it may not. @default it may */
  readonly refusal?: (topicArn: string, endpoint: string) => string | undefined;
};

/** What deliveries are made with. */
export type Delivering = Endpoints & {
  readonly envelopes: Envelopes;
  readonly posts: Posts;
  readonly log: Log;
};

/** What every subscriber is told of one message. */
export type Told = {
  readonly topic: Topic;
  readonly notification: Notification;
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly at: number;
};

export const DELIVERED = ['sqs', 'lambda', 'http', 'https'];

/** Tells all subscribers who want to know. */
export function tellAll(told: Told, around: Delivering): void {
  const { topic, notification } = told;
  for (const subscription of topic.subscriptions.values()) {
    const body = notification.message(subscription.protocol);
    const message = { attributes: notification.attributes, body };
    if (isPending(subscription) || !accepts(subscription, message)) continue;
    const problem = tell(told, subscription, around);
    if (problem === undefined) continue;
    const { text, attributes } = contentFor(told, subscription, around.envelopes);
    giveUp({ topic, subscription, text, attributes }, problem, around);
  }
}

/** Why it cannot be told, if it cannot: another attempt would fail, too. */
function tell(told: Told, subscription: Subscription, around: Delivering): string | undefined {
  const { endpoint, protocol } = subscription;
  const refusal = around.refusal?.(told.topic.arn, endpoint);
  if (refusal !== undefined) return refusal;
  switch (protocol) {
    case 'sqs': {
      const { text, attributes } = contentFor(told, subscription, around.envelopes);
      const { group } = told.notification;
      const outcome = around.sqs.send(endpoint, text, { messageAttributes: attributes, group });
      return outcome.kind === 'refused' ? outcome.message : undefined;
    }
    case 'lambda':
      return invoke(told, subscription, around);
    case 'http':
    case 'https':
      around.posts.begin(postOf(told, subscription, around.envelopes));
      return undefined;
    default:
      return undefined;
  }
}

function invoke(told: Told, subscription: Subscription, around: Delivering): string | undefined {
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: subscription.arn,
    Sns: {
      ...around.envelopes.notification(told, subscription),
      MessageAttributes: readable(told.notification.attributes),
    },
  };
  try {
    around.invokeLater(subscription.endpoint, { Records: [record] });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** The message as it is, with its attributes, or in its envelope, which has them. */
function contentFor(
  told: Told,
  subscription: Subscription,
  envelopes: Envelopes,
): { readonly text: string; readonly attributes: JsonObject } {
  const { message, attributes } = told.notification;
  return isRaw(subscription)
    ? { text: message(subscription.protocol), attributes }
    : { text: JSON.stringify(envelopes.notification(told, subscription)), attributes: {} };
}

function postOf(told: Told, subscription: Subscription, envelopes: Envelopes): Post {
  const { topic, messageId } = told;
  const { text } = contentFor(told, subscription, envelopes);
  const raw: { readonly [name: string]: string } = isRaw(subscription)
    ? { 'x-amz-sns-rawdelivery': 'true' }
    : {};
  const headers = { 'x-amz-sns-subscription-arn': subscription.arn, ...raw };
  return postTo(subscription, { topic, type: 'Notification', messageId, body: text, headers });
}

/** Anything that SNS sends to an endpoint. */
export function postTo(
  { arn, endpoint, attributes }: Subscription,
  sent: {
    readonly topic: Topic;
    readonly type: Post['type'];
    readonly messageId: string;
    readonly body: string;
    readonly headers?: { readonly [name: string]: string };
  },
): Post {
  const { topic, type, messageId, body } = sent;
  const policy = effectivePolicy(topic.attributes.get('DeliveryPolicy'), attributes['DeliveryPolicy']);
  return {
    type,
    topic: topic.arn,
    subscription: arn,
    url: endpoint,
    headers: {
      'x-amz-sns-message-type': type,
      'x-amz-sns-message-id': messageId,
      'x-amz-sns-topic-arn': topic.arn,
      ...sent.headers,
      'content-type': policy.contentType,
      'user-agent': 'Amazon Simple Notification Service Agent',
    },
    body,
    pauses: pausesOf(policy),
  };
}

/** What cannot be delivered goes to the subscription's dead letters, if it has a place for them. */
export function giveUp(
  undelivered: {
    readonly topic: Topic;
    readonly subscription: Subscription;
    readonly text: string;
    readonly attributes: JsonObject;
  },
  problem: string,
  { sqs, refusal, log }: Pick<Delivering, 'sqs' | 'refusal' | 'log'>,
): void {
  const { topic, subscription, text, attributes } = undelivered;
  const about = `A notification of the topic ${topic.name} does not reach ${subscription.endpoint}: ${problem}`;
  const deadLetters = deadLettersOf(subscription);
  if (deadLetters === undefined) {
    log({ source: 'cloud', level: 'warning', text: about });
    return;
  }
  const refused = refusal?.(topic.arn, deadLetters);
  const outcome =
    refused === undefined
      ? sqs.send(deadLetters, text, { messageAttributes: attributes })
      : ({ kind: 'refused', message: refused } as const);
  const end =
    outcome.kind === 'sent'
      ? `It is in ${deadLetters}.`
      : `It is dropped: ${deadLetters} refused it, too: ${outcome.message}`;
  log({
    source: 'cloud',
    level: outcome.kind === 'sent' ? 'warning' : 'error',
    text: `${about}${/[.!?]$/.test(about) ? '' : '.'} ${end}`,
  });
}
