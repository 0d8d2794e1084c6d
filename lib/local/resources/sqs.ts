import { objectOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import type { ResourceHandler } from '../template/deploy.ts';
import { THE_CLOUD, type World } from '../world.ts';
import { physicalName } from './names.ts';

/** CreateQueue wants them as text; what encrypts has no effect here, and who may is asked elsewhere. */
const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DelaySeconds',
  'FifoQueue',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'VisibilityTimeout',
];

export function queueHandler(world: World): ResourceHandler {
  return async (request) => {
    const { properties } = request;
    const name = textOf(properties['QueueName']) ?? physicalName(request, 80);
    const input = { QueueName: name, Attributes: attributesOf(properties) };
    const output = objectOf(await world.services.sqs.call('CreateQueue', input, THE_CLOUD));
    const url = textOf(output['QueueUrl']) ?? '';
    const { region, account } = world.place;
    return {
      ref: url,
      attributes: { Arn: `arn:aws:sqs:${region}:${account}:${name}`, QueueName: name, QueueUrl: url },
    };
  };
}

function attributesOf(properties: JsonObject): JsonObject {
  const entries = Object.entries(properties).filter(([name]) => ATTRIBUTES.includes(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, asText(value)]));
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
