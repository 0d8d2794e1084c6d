import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { objectOf, type JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import { AwsError, type Json, type Place, type Service } from '../service.ts';
import { forgetful, type Storage } from '../storage/storage.ts';
import { createTags, tagOperations } from '../tags.ts';
import { giveUp, type Delivering, type Endpoints } from './delivery.ts';
import { createEnvelopes } from './envelope.ts';
import { createPosts, type Post, type Posts, type Send } from './posts.ts';
import { publishOperations } from './publishing.ts';
import { sendByHttp } from './send.ts';
import { createSigning } from './signing.ts';
import { subscriptionOperations } from './subscribing.ts';
import { taggedTopic } from './tagged.ts';
import { topicOperations } from './topic-operations.ts';
import { createTopics, type Subscription, type Topics } from './topics.ts';

/** What the operations work with. */
export type Around = Delivering & {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly newToken: () => string;
  readonly topics: Topics;
  /** Subscriptions that were ended and whose endpoints may yet take it back, by their tokens. */
  readonly left: Map<string, Subscription>;
};

export type Operations = { readonly [name: string]: (input: JsonObject) => Json | Promise<Json> };

export type Sns = Service & {
  /** To be called when the template's topics are there: brings back what the API made of topics. */
  restore(): Promise<void>;
  /** To be called when the cloud answers: endpoints that are told something may call it. */
  resume(): void;
  stop(): void;
  /** The certificate that notifications are signed with, where that is what lies there. */
  certificateAt(path: string): string | undefined;
};

type Given = Endpoints & {
  readonly place: Place;
  readonly clock: Clock;
  /** Gets each notification, so that whoever runs the cloud sees it. */
  readonly log: Log;
  /** Of messages and subscriptions; random UUIDs if left out. */
  readonly newId?: () => string;
  /** @default nothing outlives the process */
  readonly storage?: Storage;
  /** Sends to HTTP endpoints. */
  readonly send?: Send;
};

/** SNS of the local cloud: topics, and subscriptions of queues, functions and HTTP endpoints. */
export function createSns(given: Given): Sns {
  const storage = given.storage ?? forgetful();
  const { place, clock } = given;
  const now = (): number => clock.now();
  const newId = given.newId ?? randomUUID;
  const topics = createTopics(place, now, storage);
  const tags = createTags(storage, 'sns');
  const signing = createSigning(place, storage);
  const envelopes = createEnvelopes(place, signing, { now, newId });
  const posts = createPostsOf(given, topics, storage);
  const newToken = (): string => randomBytes(96).toString('hex');
  const around: Around = { ...given, topics, newId, newToken, envelopes, posts, left: new Map() };
  const operations: Operations = {
    ...topicOperations(topics, tags),
    ...tagOperations(tags, (input) => taggedTopic(input, topics)),
    ...subscriptionOperations(around),
    ...publishOperations(around),
  };
  return {
    restore: topics.restore,
    resume: posts.resume,
    stop: posts.stop,
    certificateAt: signing.certificateAt,
    async call(operation, input) {
      const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (perform === undefined)
        throw new AwsError('InvalidAction', `SNS's ${operation} is not there in the local cloud.`);
      return perform(objectOf(input));
    },
  };
}

function createPostsOf(given: Given, topics: Topics, storage: Storage): Posts {
  const { clock, log, send = sendByHttp } = given;
  const topicOf = ({ topic: arn }: Post) => topics.all().find((topic) => topic.arn === arn);
  return createPosts({
    clock,
    storage,
    send,
    isSubscribed: (post) => topicOf(post)?.subscriptions.has(post.subscription) ?? false,
    giveUp(post, problem) {
      const topic = topicOf(post);
      const subscription = topic?.subscriptions.get(post.subscription);
      if (post.type === 'Notification' && topic !== undefined && subscription !== undefined)
        giveUp({ topic, subscription, text: post.body, attributes: {} }, problem, given);
      else {
        const text = `The ${post.type} of ${post.topic} does not reach ${post.url}: ${problem}`;
        log({ source: 'cloud', level: 'warning', text });
      }
    },
  });
}
