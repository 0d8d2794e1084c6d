import { numberOf, textOf, textsOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { AwsError } from '../service.ts';
import { isAttribute, LARGEST_MESSAGE } from './attributes.ts';
import { inBatch, type Entry } from './batch.ts';
import { invalid, invalidValue, missing } from './errors.ts';
import { messageIdIn } from './handles.ts';
import { contentOf, md5, md5OfAttributes, rawContentOf, sizeOf, type Content } from './message.ts';
import type { Queue } from './queue.ts';
import { queueIn, type Operations } from './queue-operations.ts';
import { largestMessage, type Queues } from './queues.ts';
import { demandSystemAttribute, describe } from './received.ts';

const LONGEST_DELAY = 900;
const DELAY_RANGE = `DelaySeconds must be >= 0 and <= ${LONGEST_DELAY}.`;
const LONGEST_WAIT = 20;
const LONGEST_TIMEOUT = 43_200;
const LARGEST_RECEIVE = 10;

export function messageOperations(queues: Queues, newId: () => string): Operations {
  const sendOne = (queue: Queue, input: JsonObject): JsonObject => {
    const content = contentOf(input);
    checkSize(content, queue);
    const delay = secondsIn(input, 'DelaySeconds', LONGEST_DELAY, DELAY_RANGE);
    const id = newId();
    queue.send(id, content, delay);
    return { MessageId: id, ...digests(content) };
  };
  return {
    SendMessage: (input) => sendOne(queueIn(input, queues), input),
    SendMessageBatch(input) {
      const queue = queueIn(input, queues);
      return inBatch(input, (entry) => sendOne(queue, entry), checkTotal);
    },
    async ReceiveMessage(input, { functionArn, gone }) {
      const queue = queueIn(input, queues);
      const most = numberOf(input['MaxNumberOfMessages']) ?? 1;
      if (!Number.isInteger(most) || most < 1 || most > LARGEST_RECEIVE)
        throw invalid(most, 'MaxNumberOfMessages', 'Must be between 1 and 10, if provided.');
      const system = [...textsOf(input['AttributeNames']), ...textsOf(input['MessageSystemAttributeNames'])];
      // The names of a queue's attributes were taken from the first, too.
      for (const name of system) if (!isAttribute(name)) demandSystemAttribute(name);
      const received = await queue.receive({
        most,
        visibilityTimeout: secondsIn(input, 'VisibilityTimeout', LONGEST_TIMEOUT),
        wait: secondsIn(input, 'WaitTimeSeconds', LONGEST_WAIT),
        byFunction: functionArn !== undefined,
        gone,
      });
      const names = textsOf(input['MessageAttributeNames']);
      // As on AWS, an empty answer has no list.
      return received.length === 0 ? {} : { Messages: received.map((each) => describe(each, system, names)) };
    },
    DeleteMessage(input) {
      deleteOne(queueIn(input, queues), input);
      return {};
    },
    DeleteMessageBatch(input) {
      const queue = queueIn(input, queues);
      return inBatch(input, (entry) => deleteOne(queue, entry));
    },
    ChangeMessageVisibility(input) {
      changeOne(queueIn(input, queues), input);
      return {};
    },
    ChangeMessageVisibilityBatch(input) {
      const queue = queueIn(input, queues);
      return inBatch(input, (entry) => changeOne(queue, entry));
    },
  };
}

function deleteOne(queue: Queue, input: JsonObject): JsonObject {
  const handle = handleIn(input);
  queue.delete(messageIdIn(handle, queue.name), handle);
  return {};
}

function changeOne(queue: Queue, input: JsonObject): JsonObject {
  const handle = handleIn(input);
  const timeout = secondsIn(input, 'VisibilityTimeout', LONGEST_TIMEOUT);
  if (timeout === undefined) throw missing('VisibilityTimeout');
  const outcome = queue.changeVisibility(messageIdIn(handle, queue.name), handle, timeout);
  const why = 'Message does not exist or is not available for visibility timeout change.';
  switch (outcome) {
    case 'changed':
      return {};
    case 'unknown':
      throw invalid(handle, 'ReceiptHandle', why);
    case 'not-in-flight':
      throw new AwsError('MessageNotInflight', why);
    case 'too-long': {
      const total = `Total VisibilityTimeout for the message is beyond the limit [${LONGEST_TIMEOUT} seconds].`;
      throw invalid(timeout, 'VisibilityTimeout', total);
    }
  }
}

function handleIn(input: JsonObject): string {
  const handle = textOf(input['ReceiptHandle']);
  if (handle === undefined || handle === '') throw missing('ReceiptHandle');
  return handle;
}

function secondsIn(
  input: JsonObject,
  name: string,
  most: number,
  why = `Must be >= 0 and <= ${most}, if provided.`,
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  const seconds = numberOf(value);
  if (seconds === undefined || !Number.isInteger(seconds) || seconds < 0 || seconds > most)
    throw invalid(typeof value === 'string' ? value : JSON.stringify(value), name, why);
  return seconds;
}

/** Whatever a single message of the queue may have. */
function checkTotal(entries: readonly Entry[]): void {
  for (const [index, { input }] of entries.entries())
    if (rawContentOf(input).body === '')
      throw missing(`SendMessageBatchRequestEntry.${index + 1}.MessageBody`);
  const total = entries.reduce((sum, { input }) => sum + sizeOf(rawContentOf(input)), 0);
  if (total > LARGEST_MESSAGE)
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${LARGEST_MESSAGE} bytes. You have sent ${total} bytes.`,
    );
}

function checkSize(content: Content, queue: Queue): void {
  const most = largestMessage(queue);
  if (sizeOf(content) > most)
    throw invalidValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
}

function digests(content: Content): { [name: string]: Json } {
  const attributes = md5OfAttributes(content.attributes);
  const system = md5OfAttributes(content.systemAttributes);
  return {
    MD5OfMessageBody: md5(content.body),
    ...(attributes === undefined ? {} : { MD5OfMessageAttributes: attributes }),
    ...(system === undefined ? {} : { MD5OfMessageSystemAttributes: system }),
  };
}
