import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { objectOf, textOf, type JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import { AwsError, type Json, type Place, type Service } from '../service.ts';
import { forgetful, type Storage } from '../storage/storage.ts';
import type { Endpoints } from './delivery.ts';
import { publishOperations } from './publishing.ts';
import { attributesIn, required } from './request.ts';
import { subscriptionOperations } from './subscribing.ts';
import { createTags, type Tags } from '../tags.ts';
import { tagOperations, tagsIn } from './tag-operations.ts';
import { createTopics, type Topic, type Topics } from './topics.ts';

/** What the operations work with. */
export type Around = Endpoints & {
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  readonly topics: Topics;
};

export type Operations = { readonly [name: string]: (input: JsonObject) => Json | Promise<Json> };

export type Sns = Service & {
  /** To be called when the template's topics are there: brings back what the API made of topics. */
  restore(): Promise<void>;
};

/** SNS of the local cloud: topics, and subscriptions of queues and functions. */
export function createSns(
  given: Endpoints & {
    readonly place: Place;
    readonly clock: Clock;
    /** Gets each notification, so that whoever runs the cloud sees it. */
    readonly log: Log;
    /** Of messages and subscriptions; random UUIDs if left out. */
    readonly newId?: () => string;
    /** @default nothing outlives the process */
    readonly storage?: Storage;
  },
): Sns {
  const storage = given.storage ?? forgetful();
  const topics = createTopics(given.place, storage);
  const tags = createTags(storage, 'sns');
  const around: Around = { ...given, topics, newId: given.newId ?? randomUUID };
  const operations: Operations = {
    ...topicOperations(topics, tags),
    ...tagOperations(topics, tags),
    ...subscriptionOperations(around),
    ...publishOperations(around),
  };
  return {
    restore: topics.restore,
    async call(operation, input) {
      const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (perform === undefined)
        throw new AwsError('InvalidAction', `SNS's ${operation} is not there in the local cloud.`);
      return perform(objectOf(input));
    },
  };
}

function topicOperations(topics: Topics, tags: Tags): Operations {
  return {
    CreateTopic: (input) => {
      const attributes = attributesIn(objectOf(input['Attributes']));
      const { arn } = topics.create(required(input, 'Name'), attributes);
      const given = tagsIn(input);
      if (Object.keys(given).length > 0) tags.add(arn, given);
      return { TopicArn: arn };
    },
    DeleteTopic: (input) => {
      const arn = required(input, 'TopicArn');
      topics.delete(arn);
      tags.forget(arn);
      return {};
    },
    // One page: a cloud on one machine has few.
    ListTopics: () => ({ Topics: topics.all().map(({ arn }) => ({ TopicArn: arn })) }),
    GetTopicAttributes: (input) => ({ Attributes: attributesOf(topics.demand(required(input, 'TopicArn'))) }),
    SetTopicAttributes: (input) => {
      const topic = topics.demand(required(input, 'TopicArn'));
      topic.attributes.set(required(input, 'AttributeName'), textOf(input['AttributeValue']) ?? '');
      topics.changed(topic);
      return {};
    },
  };
}

function attributesOf({ arn, attributes, subscriptions }: Topic): JsonObject {
  return {
    DisplayName: '',
    ...Object.fromEntries(attributes),
    TopicArn: arn,
    Owner: arn.split(':')[4] ?? '',
    SubscriptionsConfirmed: String(subscriptions.size),
    SubscriptionsPending: '0',
    SubscriptionsDeleted: '0',
  };
}
