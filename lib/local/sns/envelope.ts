import { objectOf, type JsonObject } from '../json.ts';
import type { Place } from '../service.ts';
import type { Told } from './delivery.ts';
import type { Signing } from './signing.ts';
import type { Subscription, Topic } from './topics.ts';

/** What messages are put into, and what is asked of endpoints, as SNS writes it. */
export type Envelopes = {
  notification(told: Told, subscription: Subscription): JsonObject;
  /** Asks an endpoint whether it wants to be told, or tells that it is told no more. */
  question(
    type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
    about: { readonly topic: Topic; readonly subscription: Subscription; readonly token: string },
  ): JsonObject;
};

export function createEnvelopes(
  { endpoint }: Place,
  signing: Signing,
  around: { readonly now: () => number; readonly newId: () => string },
): Envelopes {
  const signed = ({ attributes }: Topic, fields: JsonObject): JsonObject => ({
    ...fields,
    ...signing.sign(fields, attributes.get('SignatureVersion')),
  });
  const link = (action: string, query: { readonly [name: string]: string }): string =>
    `${endpoint}/?${new URLSearchParams({ Action: action, ...query }).toString()}`;
  return {
    notification({ topic, notification, messageId, at }, { arn, protocol }) {
      const { subject, message, attributes } = notification;
      const fields = {
        Type: 'Notification',
        MessageId: messageId,
        TopicArn: topic.arn,
        ...(subject === undefined ? {} : { Subject: subject }),
        Message: message(protocol),
        Timestamp: new Date(at).toISOString(),
      };
      return {
        ...signed(topic, fields),
        UnsubscribeURL: link('Unsubscribe', { SubscriptionArn: arn }),
        ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: readable(attributes) }),
      };
    },
    question(type, { topic, subscription, token }) {
      const message =
        type === 'SubscriptionConfirmation'
          ? `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`
          : `You have chosen to deactivate subscription ${subscription.arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`;
      return signed(topic, {
        Type: type,
        MessageId: around.newId(),
        Token: token,
        TopicArn: topic.arn,
        Message: message,
        SubscribeURL: link('ConfirmSubscription', { TopicArn: topic.arn, Token: token }),
        Timestamp: new Date(around.now()).toISOString(),
      });
    },
  };
}

/** `{ Type, Value }`, as subscribers get attributes. */
export function readable(attributes: JsonObject): JsonObject {
  const entries = Object.entries(attributes).map(([name, value]) => {
    const { DataType: type = 'String', StringValue: text, BinaryValue: binary } = objectOf(value);
    return [name, { Type: type, Value: text ?? binary ?? '' }] as const;
  });
  return Object.fromEntries(entries);
}
