import { booleanOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { DELIVERED } from './delivery.ts';
import { ask, confirm, isAsked, leave } from './confirming.ts';
import { describePolicy, effectivePolicy } from './delivery-policy.ts';
import { invalid, noSuchSubscription } from './errors.ts';
import { attributesIn, pageOf, required } from './request.ts';
import type { Around, Operations } from './sns.ts';
import { checkedAttributes } from './subscription-attributes.ts';
import { isPending, type Subscription, type Topic, type Topics } from './topics.ts';

const PROTOCOLS = ['application', 'email', 'email-json', 'firehose', 'http', 'https', 'lambda', 'sms', 'sqs'];
const IN_SUBSCRIBE = 'Attributes Reason: ';

export function subscriptionOperations(around: Around): Operations {
  const { topics } = around;
  const all = () => topics.all().flatMap((topic) => [...topic.subscriptions.values()].map(shown(topic)));
  return {
    Subscribe(input) {
      const subscription = subscribe(input, around);
      const isShown = !isPending(subscription) || booleanOf(input['ReturnSubscriptionArn']) === true;
      return { SubscriptionArn: isShown ? subscription.arn : 'pending confirmation' };
    },
    ConfirmSubscription: (input) => ({ SubscriptionArn: confirm(input, around).arn }),
    Unsubscribe(input) {
      const { topic, subscription } = demand(input, topics);
      topic.subscriptions.delete(subscription.arn);
      topics.changed(topic);
      leave(topic, subscription, around);
      return {};
    },
    GetSubscriptionAttributes(input) {
      const { topic, subscription } = demand(input, topics);
      return { Attributes: describe(topic, subscription) };
    },
    SetSubscriptionAttributes(input) {
      const { topic, subscription } = demand(input, topics);
      const given = { [required(input, 'AttributeName')]: textOf(input['AttributeValue']) ?? '' };
      const { protocol } = subscription;
      const attributes = checkedAttributes(protocol, { ...subscription.attributes, ...given }, '');
      topic.subscriptions.set(subscription.arn, { ...subscription, attributes });
      topics.changed(topic);
      return {};
    },
    ListSubscriptions: (input) => pageOf(all(), input, 'Subscriptions'),
    ListSubscriptionsByTopic(input) {
      const topic = topics.demand(required(input, 'TopicArn'));
      return pageOf([...topic.subscriptions.values()].map(shown(topic)), input, 'Subscriptions');
    },
  };
}

function demand(
  input: JsonObject,
  topics: Topics,
): { readonly topic: Topic; readonly subscription: Subscription } {
  const arn = required(input, 'SubscriptionArn');
  const elements = arn.split(':').length;
  if (elements < 6)
    throw invalid(`SubscriptionArn Reason: An ARN must have at least 6 elements, not ${elements}`);
  for (const topic of topics.all()) {
    const subscription = topic.subscriptions.get(arn);
    if (subscription !== undefined) return { topic, subscription };
  }
  throw noSuchSubscription();
}

function describe(topic: Topic, subscription: Subscription): JsonObject {
  const { arn, protocol, endpoint, attributes } = subscription;
  const { FilterPolicy: policy, FilterPolicyScope: scope = 'MessageAttributes' } = attributes;
  const retries = effectivePolicy(topic.attributes.get('DeliveryPolicy'), attributes['DeliveryPolicy']);
  return {
    SubscriptionArn: arn,
    TopicArn: topic.arn,
    Owner: ownerOf(topic),
    Protocol: protocol,
    Endpoint: endpoint,
    RawMessageDelivery: 'false',
    PendingConfirmation: String(isPending(subscription)),
    ConfirmationWasAuthenticated: String(!isAsked(subscription)),
    ...attributes,
    ...(policy === undefined ? {} : { FilterPolicyScope: scope }),
    ...(protocol.startsWith('http') ? { EffectiveDeliveryPolicy: describePolicy(retries) } : {}),
  };
}

/** The same endpoint is subscribed once. */
function subscribe(input: JsonObject, around: Around): Subscription {
  const { topics, newId, log } = around;
  const topic = topics.demand(required(input, 'TopicArn'));
  const protocol = required(input, 'Protocol');
  const endpoint = textOf(input['Endpoint']) ?? '';
  if (!PROTOCOLS.includes(protocol))
    throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`);
  checkEndpoint(protocol, endpoint);
  const given = Object.fromEntries(attributesIn(objectOf(input['Attributes'])));
  const attributes = checkedAttributes(protocol, given, IN_SUBSCRIBE);
  const known = [...topic.subscriptions.values()].find(
    (each) => each.protocol === protocol && each.endpoint === endpoint,
  );
  if (known !== undefined) return again(topic, known, attributes, around);
  if (!DELIVERED.includes(protocol)) {
    const text = `The topic ${topic.name} tells ${endpoint} by ${protocol}; here, its notifications are in this log only.`;
    log({ source: 'cloud', level: 'info', text });
  }
  const asked = { token: around.newToken(), asked: around.clock.now(), given: false };
  const confirmation = protocol.startsWith('http') ? asked : null;
  const subscription = { arn: `${topic.arn}:${newId()}`, protocol, endpoint, attributes, confirmation };
  topic.subscriptions.set(subscription.arn, subscription);
  topics.changed(topic);
  if (isAsked(subscription)) ask('SubscriptionConfirmation', topic, subscription, around);
  return subscription;
}

/** Whoever has not answered yet is asked again. */
function again(
  topic: Topic,
  known: Subscription,
  attributes: Subscription['attributes'],
  around: Around,
): Subscription {
  for (const [name, value] of Object.entries(attributes))
    if (known.attributes[name] !== value)
      throw invalid(`${IN_SUBSCRIBE}Subscription already exists with different attributes`);
  if (isPending(known)) ask('SubscriptionConfirmation', topic, known, around);
  return known;
}

function checkEndpoint(protocol: string, endpoint: string): void {
  if (endpoint === '') throw invalid('Endpoint');
  switch (protocol) {
    case 'http':
    case 'https':
      if (!endpoint.startsWith(`${protocol}://`)) throw invalid('Endpoint must match the specified protocol');
      if (URL.parse(endpoint) === null) throw invalid('Endpoint');
      return;
    case 'sqs':
      if (!/^arn:[^:]+:sqs:/.test(endpoint)) throw invalid('SQS endpoint ARN');
      if (endpoint.endsWith('.fifo'))
        throw invalid(
          'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
        );
      return;
    case 'lambda':
      if (!/^arn:[^:]+:lambda:/.test(endpoint)) throw invalid('Lambda endpoint ARN');
      return;
    case 'firehose':
      if (!/^arn:[^:]+:firehose:/.test(endpoint)) throw invalid('Firehose endpoint ARN');
      return;
    case 'application':
      if (!/^arn:[^:]+:sns:[^:]*:[^:]*:endpoint\//.test(endpoint))
        throw invalid('Application endpoint arn invalid');
      return;
    case 'email':
    case 'email-json':
      if (!/^[^@ ]+@[^@ ]+$/.test(endpoint)) throw invalid('Email address');
      return;
    case 'sms':
      if (!/^\+?\d[\d -]*$/.test(endpoint)) throw invalid(`Invalid SMS endpoint: ${endpoint}`);
      return;
    default:
  }
}

function shown(topic: Topic): (subscription: Subscription) => JsonObject {
  return (subscription) => ({
    SubscriptionArn: isPending(subscription) ? 'PendingConfirmation' : subscription.arn,
    Owner: ownerOf(topic),
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: topic.arn,
  });
}

function ownerOf({ arn }: Topic): string {
  return arn.split(':')[4] ?? '';
}
