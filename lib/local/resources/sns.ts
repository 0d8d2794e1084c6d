import { listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { ResourceHandler } from '../template/deploy.ts';
import { THE_CLOUD, type World } from '../world.ts';
import { physicalName } from './names.ts';

const OF_TOPIC = ['DeliveryPolicy', 'DisplayName', 'SignatureVersion'];

export function topicHandler(world: World): ResourceHandler {
  return async (request) => {
    const { properties } = request;
    const { sns } = world.services;
    const name = textOf(properties['TopicName']) ?? physicalName(request, 256);
    const fifo = properties['FifoTopic'] === true && !name.endsWith('.fifo') ? '.fifo' : '';
    const attributes = Object.entries(properties).filter(([property]) => OF_TOPIC.includes(property));
    const input = { Name: `${name}${fifo}`, Attributes: Object.fromEntries(attributes) };
    const arn = textOf(objectOf(await sns.call('CreateTopic', input, THE_CLOUD))['TopicArn']) ?? '';
    for (const subscription of listOf(properties['Subscription']))
      await sns.call('Subscribe', { ...objectOf(subscription), TopicArn: arn }, THE_CLOUD);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  };
}

/** What decides about who is told what, and how. */
const ATTRIBUTES = [
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
];

export function subscriptionHandler(world: World): ResourceHandler {
  return async ({ properties }) => {
    const { TopicArn, Protocol, Endpoint } = properties;
    const input = {
      ReturnSubscriptionArn: true,
      TopicArn: TopicArn ?? '',
      Protocol: Protocol ?? '',
      Endpoint: Endpoint ?? '',
      Attributes: attributesOf(properties),
    };
    const output = objectOf(await world.services.sns.call('Subscribe', input, THE_CLOUD));
    const arn = textOf(output['SubscriptionArn']) ?? '';
    return { ref: arn, attributes: { Arn: arn } };
  };
}

function attributesOf(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => ATTRIBUTES.includes(name)));
}
