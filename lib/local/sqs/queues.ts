import type { Clock } from '../clock.ts';
import type { Place } from '../service.ts';
import { AwsError } from '../service.ts';
import { createDefinitions } from '../storage/definitions.ts';
import type { Storage } from '../storage/storage.ts';
import { entriesOf } from '../storage/typed.ts';
import { checkAttribute, numberAttribute, redrivePolicyOf, type QueueAttributes } from './attributes.ts';
import { deletedRecently, invalid, invalidValue, noSuchQueue } from './errors.ts';
import { newHandle } from './handles.ts';
import { Queue } from './queue.ts';
import { allowsSource } from './redrive-allow.ts';
import type { StoredSlot } from './stored.ts';

/** Milliseconds after a queue's end in which none gets its name. */
const NAME_RESTS = 60_000;

/** All queues of this cloud. */
export type Queues = {
  /** The queue that is there already, if it has these attributes. @throws AwsError */
  create(name: string, attributes: QueueAttributes): Queue;
  configure(queue: Queue, changes: ReadonlyMap<string, string>): void;
  delete(queue: Queue): void;
  byName(name: string): Queue | undefined;
  byArn(arn: string): Queue | undefined;
  /** @throws AwsError */
  byUrl(url: string): Queue;
  urlOf(queue: Queue): string;
  list(): readonly Queue[];
  /** When the template's queues are there: brings back what the API made of queues. */
  restore(): Promise<void>;
  stop(): void;
};

type Definition = {
  readonly attributes: { readonly [name: string]: string };
  readonly createdAt: number;
};

export function createQueues(around: {
  readonly place: Place;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly storage: Storage;
}): Queues {
  const { place, clock, newId, storage } = around;
  const queues = new Map<string, Queue>();
  const deletedAt = new Map<string, number>();
  const definitions = createDefinitions<Definition>(storage, 'sqs queue', ({ attributes }) => attributes);
  const prefix = `arn:aws:sqs:${place.region}:${place.account}:`;
  const byName = (name: string): Queue | undefined => queues.get(name);
  const byArn = (arn: string): Queue | undefined =>
    arn.startsWith(prefix) ? byName(arn.slice(prefix.length)) : undefined;
  const check = (queueName: string, attributes: ReadonlyMap<string, string>): void => {
    for (const [name, value] of attributes) checkAttribute(name, value, (arn) => byArn(arn) !== undefined);
    const dead = byArn(redrivePolicyOf(attributes)?.deadLetterTargetArn ?? '');
    if (dead === undefined || allowsSource(dead.attributes, prefix + queueName)) return;
    const why = 'The redrive allow policy of the dead-letter queue does not allow this source queue.';
    throw invalid(attributes.get('RedrivePolicy') ?? '', 'RedrivePolicy', why);
  };
  const restsStill = (at: number): boolean => clock.now() - at < NAME_RESTS;
  const add = (name: string, attributes: QueueAttributes, createdAt = clock.now()): Queue => {
    const queue = new Queue({
      name,
      arn: prefix + name,
      attributes,
      clock,
      newHandle: (messageId) => newHandle(name, messageId, newId()),
      deadLetters: byArn,
      stored: storage.durable ? entriesOf<StoredSlot>(storage, `sqs message ${name}`) : undefined,
      createdAt,
    });
    queues.set(name, queue);
    return queue;
  };
  const remove = (queue: Queue): void => {
    queue.stop();
    queue.purge();
    queues.delete(queue.name);
  };
  const keep = (queue: Queue): void =>
    definitions.changed(queue.name, {
      attributes: Object.fromEntries(queue.attributes),
      createdAt: queue.createdAt,
    });

  return {
    create(name, attributes) {
      checkName(name);
      check(name, attributes);
      const existing = byName(name);
      if (existing !== undefined) return same(existing, attributes);
      if (restsStill(deletedAt.get(name) ?? -Infinity)) throw deletedRecently();
      const queue = add(name, attributes);
      keep(queue);
      return queue;
    },
    configure(queue, changes) {
      check(queue.name, changes);
      queue.configure(changes);
      keep(queue);
    },
    delete(queue) {
      remove(queue);
      definitions.deleted(queue.name);
      for (const [name, at] of deletedAt) if (!restsStill(at)) deletedAt.delete(name);
      deletedAt.set(queue.name, clock.now());
    },
    byName,
    byArn,
    byUrl(url) {
      // The address may be written in several ways (localhost, 127.0.0.1); what names the queue is the end.
      const queue = byName(url.split('/').at(-1) ?? '');
      if (queue === undefined) throw noSuchQueue();
      return queue;
    },
    urlOf: (queue) => `${place.endpoint}/${place.account}/${queue.name}`,
    list: () => [...queues.values()],
    restore: () =>
      definitions.restore((name, definition) => {
        const present = byName(name);
        const attributes = new Map(Object.entries(definition?.attributes ?? {}));
        if (definition === undefined) {
          if (present !== undefined) remove(present);
        } else if (present === undefined) add(name, attributes, definition.createdAt);
        else present.configure(attributes);
      }),
    stop() {
      for (const queue of queues.values()) queue.stop();
    },
  };
}

export function largestMessage(queue: Queue): number {
  return numberAttribute(queue.attributes, 'MaximumMessageSize');
}

function checkName(name: string): void {
  if (name.endsWith('.fifo'))
    throw new AwsError('UnsupportedOperation', `${name}: FIFO queues are not there in the local cloud yet.`);
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name))
    throw invalidValue(
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
}

function same(queue: Queue, attributes: QueueAttributes): Queue {
  const present = queue.attributes;
  for (const [name, value] of attributes)
    if (present.get(name) !== value)
      throw new AwsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${name}`,
      );
  return queue;
}
