import { listOf, objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import type { Json, Place, Service } from '../service.ts';
import { THE_CLOUD } from '../world.ts';
import type { Iam } from './iam.ts';
import { followPolicies } from './stated-policies.ts';

/** Policies that queues and topics were given as an attribute before the cloud was started again. */
export async function restatePolicies(
  iam: Iam,
  place: Place,
  { sqs, sns }: { readonly sqs: Service; readonly sns: Service },
): Promise<void> {
  const ask = async (service: Service, operation: string, input: JsonObject): Promise<JsonObject> =>
    objectOf(await service.call(operation, input, THE_CLOUD));

  for (const QueueUrl of textsOf((await ask(sqs, 'ListQueues', {}))['QueueUrls'])) {
    const input = { QueueUrl, AttributeNames: ['Policy'] };
    const Attributes = objectOf((await ask(sqs, 'GetQueueAttributes', input))['Attributes']);
    const stated = { input: { QueueUrl, Attributes }, output: {} };
    followPolicies(iam, place, { service: 'sqs', operation: 'SetQueueAttributes', ...stated });
  }
  const topics: string[] = [];
  for (let NextToken: Json | undefined = ''; NextToken !== undefined;) {
    const page: JsonObject = await ask(sns, 'ListTopics', { NextToken });
    topics.push(...listOf(page['Topics']).map((topic) => textOf(objectOf(topic)['TopicArn']) ?? ''));
    NextToken = page['NextToken'];
  }
  for (const TopicArn of topics) {
    const Attributes = objectOf((await ask(sns, 'GetTopicAttributes', { TopicArn }))['Attributes']);
    const { Policy } = Attributes;
    if (Policy === undefined) continue;
    const input = { TopicArn, AttributeName: 'Policy', AttributeValue: Policy };
    followPolicies(iam, place, { service: 'sns', operation: 'SetTopicAttributes', input, output: {} });
  }
}
