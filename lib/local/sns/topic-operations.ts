import { objectOf, textOf, type JsonObject } from '../json.ts';
import { addTags, type Tags } from '../tags.ts';
import { checkTopicPolicy, describeTopicPolicy, effectivePolicy } from './delivery-policy.ts';
import { invalid } from './errors.ts';
import { attributesIn, pageOf, required } from './request.ts';
import type { Operations } from './sns.ts';
import { isPending, type Topic, type Topics } from './topics.ts';

/** Kept and given back; they have no effect here. */
const KEPT = ['ArchivePolicy', 'DataProtectionPolicy', 'KmsMasterKeyId', 'Policy'];
const IN_CREATE_TOPIC = 'Attributes Reason: ';
const LONGEST_NAME = 100;
const FEEDBACK =
  /^(?:Application|Firehose|HTTP|Lambda|SQS)(?:Success|Failure)Feedback(?:RoleArn|SampleRate)$/;

export function topicOperations(topics: Topics, tags: Tags): Operations {
  return {
    CreateTopic(input) {
      const attributes = attributesIn(objectOf(input['Attributes']));
      for (const [name, value] of attributes) checkAttribute(name, value, IN_CREATE_TOPIC);
      const { arn } = topics.create(required(input, 'Name'), attributes);
      addTags(tags, arn, input);
      return { TopicArn: arn };
    },
    DeleteTopic(input) {
      const arn = required(input, 'TopicArn');
      topics.delete(arn);
      tags.forget(arn);
      return {};
    },
    ListTopics: (input) =>
      pageOf(
        topics.all().map(({ arn }) => ({ TopicArn: arn })),
        input,
        'Topics',
      ),
    GetTopicAttributes: (input) => ({ Attributes: describe(topics.demand(required(input, 'TopicArn'))) }),
    SetTopicAttributes(input) {
      const topic = topics.demand(required(input, 'TopicArn'));
      const name = required(input, 'AttributeName');
      const value = textOf(input['AttributeValue']) ?? '';
      checkAttribute(name, value, '');
      topic.attributes.set(name, value);
      topics.changed(topic);
      return {};
    },
  };
}

/** `prefix` is how CreateTopic begins. @throws AwsError */
function checkAttribute(name: string, value: string, prefix: string): void {
  switch (name) {
    case 'DeliveryPolicy':
      if (value !== '') checkTopicPolicy(value);
      return;
    case 'DisplayName':
      if (value.length > LONGEST_NAME) throw invalid(`${prefix}DisplayName`);
      return;
    case 'SignatureVersion':
      if (value !== '1' && value !== '2')
        throw invalid(`${prefix}SignatureVersion: Invalid value. Must be 1 or 2.`);
      return;
    case 'TracingConfig':
      if (value !== 'PassThrough' && value !== 'Active')
        throw invalid(`${prefix}Invalid tracing config value: ${value}`);
      return;
    case 'FifoTopic':
    case 'ContentBasedDeduplication':
      if (value !== 'false') throw invalid('FIFO topics are not there in the local cloud');
      return;
    default:
      if (KEPT.includes(name) || FEEDBACK.test(name)) return;
      throw invalid(prefix === '' ? 'AttributeName' : `${prefix}Unknown attribute ${name}`);
  }
}

function describe({ arn, attributes, subscriptions }: Topic): JsonObject {
  const pending = [...subscriptions.values()].filter(isPending).length;
  const given = [...attributes].filter(([, value]) => value !== '');
  return {
    DisplayName: '',
    ...Object.fromEntries(given),
    TopicArn: arn,
    Owner: arn.split(':')[4] ?? '',
    EffectiveDeliveryPolicy: describeTopicPolicy(
      effectivePolicy(attributes.get('DeliveryPolicy'), undefined),
    ),
    SubscriptionsConfirmed: String(subscriptions.size - pending),
    SubscriptionsPending: String(pending),
    SubscriptionsDeleted: '0',
  };
}
