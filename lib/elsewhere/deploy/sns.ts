import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { listOf, objectOf, textOf, textsOf, type JsonObject } from '../../local/json.ts';
import { physicalName } from '../../local/resources/names.ts';
import type { ResourceRequest } from '../../local/template/deploy.ts';
import type { Account } from '../account.ts';
import { unless, type Kind } from './kind.ts';

const ABSENT = ['NotFoundException', 'NotFound'];

export function topic({ sns, place }: Account): Kind {
  const expected = (request: ResourceRequest) => {
    const name = textOf(request.properties['TopicName']) ?? physicalName(request, 256);
    const arn = `arn:aws:sns:${place.region}:${place.account}:${name}`;
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  };
  return {
    expected,
    async put(request) {
      const { attributes } = expected(request);
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: attributes.TopicName }));
      const display = textOf(request.properties['DisplayName']);
      if (display !== undefined)
        await sns.send(
          new SetTopicAttributesCommand({
            TopicArn,
            AttributeName: 'DisplayName',
            AttributeValue: display,
          }),
        );
      for (const subscription of listOf(request.properties['Subscription']))
        await subscribe(sns, { ...objectOf(subscription), TopicArn: TopicArn ?? '' });
      return { ref: TopicArn ?? '', attributes: { ...attributes, TopicArn: TopicArn ?? '' } };
    },
    async remove(request) {
      await unless(ABSENT, sns.send(new DeleteTopicCommand({ TopicArn: expected(request).ref })));
    },
  };
}

/** The attribute `Policy` of each of its topics. */
export function topicPolicy({ sns }: Account): Kind {
  const expected = ({ id }: ResourceRequest) => ({ ref: id, attributes: { Id: id } });
  return {
    expected,
    async put(request) {
      const AttributeValue = JSON.stringify(request.properties['PolicyDocument'] ?? {});
      for (const TopicArn of textsOf(request.properties['Topics']))
        await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
      return expected(request);
    },
    remove: () => Promise.resolve(),
  };
}

export function subscription({ sns }: Account): Kind {
  return {
    expected: ({ id }) => ({ ref: id, attributes: { Arn: id } }),
    async put({ properties }) {
      const arn = await subscribe(sns, properties);
      return { ref: arn, attributes: { Arn: arn } };
    },
    // It goes with its topic.
    remove: () => Promise.resolve(),
  };
}

const ATTRIBUTES = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery'];

async function subscribe(sns: Account['sns'], properties: JsonObject): Promise<string> {
  const attributes = Object.entries(properties).filter(([name]) => ATTRIBUTES.includes(name));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn: textOf(properties['TopicArn']),
      Protocol: textOf(properties['Protocol']),
      Endpoint: textOf(properties['Endpoint']),
      ReturnSubscriptionArn: true,
      Attributes: Object.fromEntries(
        attributes.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
      ),
    }),
  );
  return SubscriptionArn ?? '';
}
