import { numberOf, objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import { AwsError, type Caller, type Json } from '../service.ts';
import type { Tags } from '../tags.ts';
import { isAttribute } from './attributes.ts';
import { missing } from './errors.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { tagsOfNew } from './tags-in.ts';

export type Operation = (input: JsonObject, caller: Caller) => Json | Promise<Json>;
export type Operations = { readonly [name: string]: Operation };

const LARGEST_PAGE = 1000;

/** Operations on queues; those on messages are in `message-operations.ts`. */
export function queueOperations(queues: Queues, tags: Tags): Operations {
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
      const after = textOf(input['NextToken']);
      const most = numberOf(input['MaxResults']) ?? LARGEST_PAGE;
      const found = queues
        .list()
        .filter(({ name }) => name.startsWith(prefix) && (after === undefined || name > after))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const page = found.slice(0, most);
      const last = page.at(-1);
      return {
        ...(page.length === 0 ? {} : { QueueUrls: page.map(queues.urlOf) }),
        // Without MaxResults AWS gives no token.
        ...(found.length > page.length && last !== undefined && input['MaxResults'] !== undefined
          ? { NextToken: last.name }
          : {}),
      };
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
      queueIn(input, queues).purge();
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
