import { objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import { AwsError, type Caller, type Json } from '../service.ts';
import type { Tags } from '../tags.ts';
import { isAttribute } from './attributes.ts';
import { missing } from './errors.ts';
import { queuesPage } from './paging.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { tagsOfNew } from './tags-in.ts';

export type Operation = (input: JsonObject, caller: Caller) => Json | Promise<Json>;
export type Operations = { readonly [name: string]: Operation };

/** Between two purges of a queue. */
const PURGE_PAUSE = 60_000;

/** Operations on queues; those on messages are in `message-operations.ts`. */
export function queueOperations(queues: Queues, tags: Tags, now: () => number): Operations {
  const purged = new WeakMap<Queue, number>();
  return {
    CreateQueue(input) {
      const name = textOf(input['QueueName']);
      if (name === undefined) throw missing('QueueName');
      const queue = queues.create(name, attributesIn(input['Attributes']));
      const given = tagsOfNew(input);
      if (Object.keys(given).length > 0) tags.add(queue.arn, given);
      return { QueueUrl: queues.urlOf(queue) };
    },
    GetQueueUrl(input) {
      const name = textOf(input['QueueName']);
      if (name === undefined) throw missing('QueueName');
      return { QueueUrl: queues.urlOf(queues.byUrl(name)) };
    },
    ListQueues(input) {
      const prefix = textOf(input['QueueNamePrefix']) ?? '';
      const found = queues.list().filter(({ name }) => name.startsWith(prefix));
      const { urls, token } = queuesPage(found, input, 'QueueUrls', queues.urlOf);
      return { ...(urls.length === 0 ? {} : { QueueUrls: urls }), ...token };
    },
    GetQueueAttributes(input) {
      const attributes = attributesOf(queueIn(input, queues), textsOf(input['AttributeNames']));
      return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
    },
    SetQueueAttributes(input) {
      queues.configure(queueIn(input, queues), attributesIn(input['Attributes']));
      return {};
    },
    DeleteQueue(input) {
      const queue = queueIn(input, queues);
      queues.delete(queue);
      tags.forget(queue.arn);
      return {};
    },
    PurgeQueue(input) {
      const queue = queueIn(input, queues);
      if (now() - (purged.get(queue) ?? -Infinity) < PURGE_PAUSE)
        throw new AwsError(
          'PurgeQueueInProgress',
          `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
          { status: 403 },
        );
      queue.purge();
      purged.set(queue, now());
      return {};
    },
  };
}

/** @throws AwsError */
export function queueIn(input: JsonObject, queues: Queues): Queue {
  const url = textOf(input['QueueUrl']);
  if (url === undefined || url === '') throw missing('QueueUrl');
  return queues.byUrl(url);
}

function attributesIn(value: Json | undefined): ReadonlyMap<string, string> {
  const entries = Object.entries(objectOf(value));
  return new Map(
    entries.map(([name, text]) => [name, typeof text === 'string' ? text : JSON.stringify(text)]),
  );
}

function attributesOf(queue: Queue, names: readonly string[]): { [name: string]: string } {
  for (const name of names)
    if (name !== 'All' && !isAttribute(name))
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  const { visible, inFlight, delayed } = queue.counts();
  const all: { [name: string]: string } = {
    ...Object.fromEntries([...queue.attributes].filter(([, value]) => value !== '')),
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
  if (names.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
