import { textOf, type JsonObject } from '../json.ts';
import { postTo } from './delivery.ts';
import { invalid } from './errors.ts';
import { required } from './request.ts';
import { isNear } from './send.ts';
import type { Around } from './sns.ts';
import type { Subscription, Topic } from './topics.ts';

/** An HTTP endpoint has to say that it wants to be told: nobody can subscribe somebody else. */
export function isAsked({ confirmation }: Subscription): boolean {
  return confirmation !== null;
}

export function ask(
  type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
  topic: Topic,
  subscription: Subscription,
  { envelopes, posts, log }: Around,
): void {
  const { endpoint, confirmation } = subscription;
  if (!isNear(endpoint)) {
    const text = `The topic ${topic.name} does not tell ${endpoint}: the local cloud calls no addresses but those of this machine and of private networks.`;
    log({ source: 'cloud', level: 'warning', text });
    return;
  }
  const question = envelopes.question(type, { topic, subscription, token: confirmation?.token ?? '' });
  const messageId = textOf(question['MessageId']) ?? '';
  posts.begin(postTo(subscription, { topic, type, messageId, body: JSON.stringify(question) }));
}

/** Where it had confirmed, the endpoint is told, and can take it back. */
export function leave(topic: Topic, subscription: Subscription, around: Around): void {
  const { confirmation } = subscription;
  if (confirmation?.given !== true) return;
  around.left.set(confirmation.token, subscription);
  ask('UnsubscribeConfirmation', topic, subscription, around);
}

/** @throws AwsError */
export function confirm(input: JsonObject, { topics, left }: Around): Subscription {
  const topic = topics.demand(required(input, 'TopicArn'));
  const token = required(input, 'Token');
  const isMeant = ({ confirmation }: Subscription): boolean => confirmation?.token === token;
  const found = [...topic.subscriptions.values()].find(isMeant) ?? left.get(token);
  const confirmation = found?.confirmation ?? null;
  if (found === undefined || confirmation === null || !found.arn.startsWith(`${topic.arn}:`))
    throw invalid('Token');
  if (topic.subscriptions.has(found.arn) && confirmation.given) return found;
  const confirmed = { ...found, confirmation: { ...confirmation, given: true } };
  left.delete(token);
  topic.subscriptions.set(found.arn, confirmed);
  topics.changed(topic);
  return confirmed;
}
