import type { Place } from '../service.ts';
import { createDefinitions } from '../storage/definitions.ts';
import type { Storage } from '../storage/storage.ts';
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
  /** What it was given, as SNS takes it. */
  readonly attributes: { readonly [name: string]: string };
  /** Of a protocol whose endpoints are asked whether they want it, and of others null. */
  readonly confirmation: Confirmation | null;
};

export type Confirmation = {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly asked: number;
  readonly given: boolean;
};

export type Topics = {
  /** A topic that is there already is given as it is. @throws AwsError */
  create(name: string, attributes: ReadonlyMap<string, string>): Topic;
  /** @throws AwsError */
  demand(arn: string): Topic;
  delete(arn: string): void;
  /** To be called when its attributes or subscriptions were changed. */
  changed(topic: Topic): void;
  /** When the template's topics are there: brings back what the API made of topics. */
  restore(): Promise<void>;
  /** In the order in which they were made. */
  all(): readonly Topic[];
};

const NAME = /^[A-Za-z0-9_-]{1,256}$/;
/** A subscription that nobody confirms is deleted after two days. */
const LONGEST_PENDING = 2 * 86_400_000;

type Kept = {
  readonly attributes: { readonly [name: string]: string };
  readonly subscriptions: readonly Subscription[];
};

export function isPending({ confirmation }: Subscription): boolean {
  return confirmation?.given === false;
}

export function createTopics({ region, account }: Place, now: () => number, storage: Storage): Topics {
  const topics = new Map<string, Topic>();
  const definitions = createDefinitions<Kept>(storage, 'sns topic', ({ attributes, subscriptions }) => ({
    attributes,
    subscriptions: subscriptions.map(withoutIds),
  }));
  const changed = ({ arn, attributes, subscriptions }: Topic): void =>
    definitions.changed(arn, {
      attributes: Object.fromEntries(attributes),
      subscriptions: [...subscriptions.values()],
    });
  const current = (topic: Topic): Topic => {
    for (const subscription of topic.subscriptions.values()) {
      const asked = subscription.confirmation?.asked ?? 0;
      if (!isPending(subscription) || asked + LONGEST_PENDING > now()) continue;
      topic.subscriptions.delete(subscription.arn);
      changed(topic);
    }
    return topic;
  };
  return {
    create(name, attributes) {
      if (name.endsWith('.fifo')) throw invalid('FIFO topics are not there in the local cloud');
      if (!NAME.test(name)) throw invalid('Topic Name');
      const arn = `arn:aws:sns:${region}:${account}:${name}`;
      const known = topics.get(arn);
      if (known !== undefined) return sameTopic(known, attributes);
      const topic = { arn, name, attributes: new Map(attributes), subscriptions: new Map() };
      topics.set(arn, topic);
      changed(topic);
      return topic;
    },
    demand(arn) {
      const found = topics.get(arn);
      if (found !== undefined) return current(found);
      if (!/^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+$/.test(arn)) throw invalid('TopicArn');
      throw noSuchTopic();
    },
    delete(arn) {
      topics.delete(arn);
      definitions.deleted(arn);
    },
    changed,
    restore: () =>
      definitions.restore((arn, kept) => {
        if (kept === undefined) {
          topics.delete(arn);
          return;
        }
        topics.set(arn, {
          arn,
          name: arn.split(':').at(-1) ?? '',
          attributes: new Map(Object.entries(kept.attributes)),
          subscriptions: new Map(kept.subscriptions.map((each) => [each.arn, each])),
        });
      }),
    all: () => [...topics.values()].map(current),
  };
}

/** What is new at each start though the template is the same. */
function withoutIds({ protocol, endpoint, attributes, confirmation }: Subscription) {
  return { protocol, endpoint, attributes, confirmed: confirmation?.given ?? true };
}

function sameTopic(topic: Topic, attributes: ReadonlyMap<string, string>): Topic {
  for (const [name, value] of attributes)
    if ((topic.attributes.get(name) ?? '') !== value)
      throw invalid('Attributes Reason: Topic already exists with different attributes');
  return topic;
}
