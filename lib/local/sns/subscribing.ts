import { objectOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { DELIVERED } from './delivery.ts';
import { invalid, noSuchSubscription } from './errors.ts';
import { attributesIn, required } from './request.ts';
import type { Around, Operations } from './sns.ts';
import type { Subscription, Topic, Topics } from './topics.ts';

const PROTOCOLS = ['application', 'email', 'email-json', 'firehose', 'http', 'https', 'lambda', 'sms', 'sqs'];
/** A message that is not filtered here would reach whom it must not. */
const REFUSED = ['FilterPolicy', 'FilterPolicyScope'];

export function subscriptionOperations(around: Around): Operations {
  const { topics } = around;
  const all = () => topics.all().flatMap((topic) => [...topic.subscriptions.values()].map(shown(topic)));
  return {
    Subscribe: (input) => ({ SubscriptionArn: subscribe(input, around).arn }),
    Unsubscribe: (input) => {
      const arn = required(input, 'SubscriptionArn');
      const topic = topics.all().find(({ subscriptions }) => subscriptions.delete(arn));
      if (topic === undefined) throw noSuchSubscription();
      topics.changed(topic);
      return {};
    },
    GetSubscriptionAttributes: (input) => {
      const { topic, subscription } = demand(input, topics);
      return { Attributes: attributesOf(topic, subscription) };
    },
    SetSubscriptionAttributes: (input) => {
      const { topic, subscription } = demand(input, topics);
      const name = required(input, 'AttributeName');
      if (REFUSED.includes(name))
        throw invalid(`AttributeName Reason: ${name} is not there in the local cloud`);
      if (name !== 'RawMessageDelivery') throw invalid('AttributeName');
      const raw = textOf(input['AttributeValue']) === 'true';
      topic.subscriptions.set(subscription.arn, { ...subscription, raw });
      topics.changed(topic);
      return {};
    },
    ListSubscriptions: () => ({ Subscriptions: all() }),
    ListSubscriptionsByTopic: (input) => {
      const topic = topics.demand(required(input, 'TopicArn'));
      return { Subscriptions: [...topic.subscriptions.values()].map(shown(topic)) };
    },
  };
}

function demand(
  input: JsonObject,
  topics: Topics,
): { readonly topic: Topic; readonly subscription: Subscription } {
  const arn = required(input, 'SubscriptionArn');
  for (const topic of topics.all()) {
    const subscription = topic.subscriptions.get(arn);
    if (subscription !== undefined) return { topic, subscription };
  }
  throw noSuchSubscription();
}

function attributesOf(topic: Topic, { arn, protocol, endpoint, raw }: Subscription): JsonObject {
  return {
    SubscriptionArn: arn,
    TopicArn: topic.arn,
    Owner: topic.arn.split(':')[4] ?? '',
    Protocol: protocol,
    Endpoint: endpoint,
    RawMessageDelivery: String(raw),
    PendingConfirmation: 'false',
    ConfirmationWasAuthenticated: 'true',
  };
}

/** The same endpoint is subscribed once. */
function subscribe(input: JsonObject, { topics, newId, log }: Around): Subscription {
  const topic = topics.demand(required(input, 'TopicArn'));
  const protocol = required(input, 'Protocol');
  const endpoint = textOf(input['Endpoint']) ?? '';
  if (!PROTOCOLS.includes(protocol)) throw invalid('Does not support this protocol string');
  if (endpoint === '') throw invalid('Endpoint');
  const attributes = attributesIn(objectOf(input['Attributes']));
  const refused = REFUSED.find((name) => attributes.has(name));
  if (refused !== undefined) throw invalid(`Attributes Reason: ${refused} is not there in the local cloud`);
  const known = [...topic.subscriptions.values()].find(
    (subscription) => subscription.protocol === protocol && subscription.endpoint === endpoint,
  );
  if (known !== undefined) return known;
  if (!DELIVERED.includes(protocol)) {
    const text = `The topic ${topic.name} tells ${endpoint} by ${protocol}; here, its notifications are in this log only.`;
    log({ source: 'cloud', level: 'info', text });
  }
  const raw = attributes.get('RawMessageDelivery') === 'true';
  const subscription = { arn: `${topic.arn}:${newId()}`, protocol, endpoint, raw };
  topic.subscriptions.set(subscription.arn, subscription);
  topics.changed(topic);
  return subscription;
}

function shown(topic: Topic): (subscription: Subscription) => Json {
  const owner = topic.arn.split(':')[4] ?? '';
  return ({ arn, protocol, endpoint }) => ({
    SubscriptionArn: arn,
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topic.arn,
  });
}
