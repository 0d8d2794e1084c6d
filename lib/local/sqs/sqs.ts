import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { objectOf, type JsonObject } from '../json.ts';
import { AwsError, type Json, type Place, type Service } from '../service.ts';
import { forgetful, type Storage } from '../storage/storage.ts';
import type { QueueAttributes } from './attributes.ts';
import { messageIdIn } from './handles.ts';
import { messageOperations } from './message-operations.ts';
import { contentOf, sizeOf } from './message.ts';
import { moveOperations } from './move-operations.ts';
import { createMoves } from './moves.ts';
import { queueOperations, type Operations } from './queue-operations.ts';
import { createTags } from '../tags.ts';
import { tagOperations } from './tag-operations.ts';
import type { Queue, Received, ReceiveOptions } from './queue.ts';
import { createQueues, largestMessage } from './queues.ts';

export type SendOutcome =
  | { readonly kind: 'sent'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export type SendOptions = {
  readonly delaySeconds?: number;
  readonly attributes?: { readonly [name: string]: string };
  /** Message attributes as SendMessage takes them. */
  readonly messageAttributes?: JsonObject;
  /** Its MessageGroupId. */
  readonly group?: string | undefined;
};

/** SQS of the local cloud: its API, and what its neighbours here use without one. */
export type Sqs = Service & {
  /** @throws AwsError as CreateQueue. Values as SQS's API has them, as text. */
  createQueue(name: string, attributes: QueueAttributes): { readonly url: string; readonly arn: string };
  /** By ARN. Never throws. `attributes` are message attributes of the type String. */
  send(queueArn: string, body: string, options?: SendOptions): SendOutcome;
  /** Nothing for a queue that is not there. */
  receive(queueArn: string, options: ReceiveOptions): Promise<readonly Received[]>;
  delete(queueArn: string, handle: string): void;
  /** Calls `fire` whenever a message can be received. The result ends that. @throws AwsError if there is no such queue */
  subscribe(queueArn: string, fire: () => void): () => void;
  /** To be called when the template's queues are there: brings back those that the API made. */
  restore(): Promise<void>;
  /** Ends all timers, and sends away who waits for a message. */
  stop(): void;
};

export function createSqs(around: {
  readonly place: Place;
  readonly clock: Clock;
  /** Of messages and receipts; random UUIDs if left out. */
  readonly newId?: () => string;
  /** @default nothing outlives the process */
  readonly storage?: Storage;
}): Sqs {
  const newId = around.newId ?? randomUUID;
  const storage = around.storage ?? forgetful();
  const queues = createQueues({ ...around, newId, storage });
  const moves = createMoves({ queues, clock: around.clock, newId, storage });
  const tags = createTags(storage, 'sqs');
  const operations: Operations = {
    ...tagOperations(queues, tags),
    ...queueOperations(queues, tags, () => around.clock.now()),
    ...messageOperations(queues, newId),
    ...moveOperations(queues, moves, newId),
  };
  const demand = (arn: string): Queue => {
    const queue = queues.byArn(arn);
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', `There is no queue ${arn}.`);
    return queue;
  };
  return {
    async call(operation, input, caller) {
      const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (perform === undefined)
        throw new AwsError('UnknownOperationException', `SQS's ${operation} is not there in the local cloud`);
      return perform(objectOf(input), caller);
    },
    createQueue(name, attributes) {
      const queue = queues.create(name, attributes);
      return { url: queues.urlOf(queue), arn: queue.arn };
    },
    send: (arn, body, options = {}) => trySending(queues.byArn(arn), body, options, newId),
    receive: async (arn, options) => (await queues.byArn(arn)?.receive(options)) ?? [],
    delete(arn, handle) {
      const queue = queues.byArn(arn);
      queue?.delete(messageIdIn(handle, queue.name), handle);
    },
    subscribe: (arn, fire) => demand(arn).subscribe(fire),
    async restore() {
      await queues.restore();
      moves.resume();
    },
    stop() {
      moves.stop();
      queues.stop();
    },
  };
}

function trySending(
  queue: Queue | undefined,
  body: string,
  { delaySeconds, attributes = {}, messageAttributes = {}, group }: SendOptions,
  newId: () => string,
): SendOutcome {
  if (queue === undefined)
    return { kind: 'refused', code: 'NO_SUCH_QUEUE', message: 'The specified queue does not exist.' };
  try {
    const entries = Object.entries(attributes).map(([name, value]): [string, Json] => [
      name,
      { DataType: 'String', StringValue: value },
    ]);
    const MessageAttributes = { ...messageAttributes, ...Object.fromEntries<Json>(entries) };
    const inGroup = group === undefined ? {} : { MessageGroupId: group };
    const content = contentOf({ MessageBody: body, MessageAttributes, ...inGroup });
    if (sizeOf(content) > largestMessage(queue))
      return {
        kind: 'refused',
        code: 'INVALID_PARAMETER',
        message: 'The message is too long for the queue.',
      };
    const messageId = newId();
    queue.send(messageId, content, delaySeconds);
    return { kind: 'sent', messageId };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { kind: 'refused', code: 'INVALID_PARAMETER', message: error.message };
  }
}
