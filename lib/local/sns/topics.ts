import type { Place } from '../service.ts';
import { invalid, noSuchTopic } from './errors.ts';

export type Topic = {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Map<string, string>;
  /** By its ARN. */
  readonly subscriptions: Map<string, Subscription>;
};

export type Subscription = {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** The message alone, without the envelope around it. */
  readonly raw: boolean;
};

export type Topics = {
  /** A topic that is there already is given as it is. @throws AwsError */
  create(name: string, attributes: ReadonlyMap<string, string>): Topic;
  /** @throws AwsError */
  demand(arn: string): Topic;
  delete(arn: string): void;
  /** In the order in which they were made. */
  all(): readonly Topic[];
};

const NAME = /^[A-Za-z0-9_-]{1,256}$/;

export function createTopics({ region, account }: Place): Topics {
  const topics = new Map<string, Topic>();
  return {
    create(name, attributes) {
      if (name.endsWith('.fifo')) throw invalid('FIFO topics are not there in the local cloud');
      if (!NAME.test(name)) throw invalid('Topic Name');
      const arn = `arn:aws:sns:${region}:${account}:${name}`;
      const topic = topics.get(arn) ?? {
        arn,
        name,
        attributes: new Map(attributes),
        subscriptions: new Map(),
      };
      topics.set(arn, topic);
      return topic;
    },
    demand(arn) {
      const found = topics.get(arn);
      if (found !== undefined) return found;
      if (!/^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+$/.test(arn)) throw invalid('TopicArn');
      throw noSuchTopic();
    },
    delete(arn) {
      topics.delete(arn);
    },
    all: () => [...topics.values()],
  };
}
