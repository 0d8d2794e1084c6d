import { listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { ResourceHandler } from '../template/deploy.ts';
import { THE_CLOUD, type World } from '../world.ts';
import { physicalName } from './names.ts';

export function topicHandler(world: World): ResourceHandler {
  return async (request) => {
    const { properties } = request;
    const { sns } = world.services;
    const name = textOf(properties['TopicName']) ?? physicalName(request, 256);
    const fifo = properties['FifoTopic'] === true && !name.endsWith('.fifo') ? '.fifo' : '';
    const display = properties['DisplayName'];
    const attributes = display === undefined ? {} : { DisplayName: display };
    const input = { Name: `${name}${fifo}`, Attributes: attributes };
    const arn = textOf(objectOf(await sns.call('CreateTopic', input, THE_CLOUD))['TopicArn']) ?? '';
    for (const subscription of listOf(properties['Subscription']))
      await sns.call('Subscribe', { ...objectOf(subscription), TopicArn: arn }, THE_CLOUD);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  };
}

/** What decides about who is told what, and how. */
const ATTRIBUTES = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery'];

export function subscriptionHandler(world: World): ResourceHandler {
  return async ({ properties }) => {
    const { TopicArn, Protocol, Endpoint } = properties;
    const input = {
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
