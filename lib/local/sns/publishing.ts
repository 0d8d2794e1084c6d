import { listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json } from '../service.ts';
import type { Around, Operations } from './sns.ts';
import { tellAll } from './delivery.ts';
import { invalid } from './errors.ts';
import { sizeOfAttributes } from './message-attributes.ts';
import { notificationIn } from './notification.ts';
import type { Topic } from './topics.ts';

const MOST = 10;
const LARGEST_BATCH = 262_144;
const ID = /^[A-Za-z0-9_-]{1,80}$/;

export function publishOperations(around: Around): Operations {
  return {
    Publish: (input) => ({ MessageId: publish(topicIn(input, around), input, around) }),
    PublishBatch: (input) => publishBatch(input, around),
  };
}

function topicIn(input: JsonObject, { topics }: Around): Topic {
  if (input['PhoneNumber'] !== undefined)
    throw invalid('PhoneNumber: the local cloud sends no text messages');
  const arn = textOf(input['TopicArn']) ?? textOf(input['TargetArn']);
  if (arn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
  return topics.demand(arn);
}

/** Whoever runs the cloud sees each notification in its log. */
function publish(topic: Topic, input: JsonObject, around: Around): string {
  const notification = notificationIn(input);
  const messageId = around.newId();
  const { subject, message } = notification;
  const title = subject === undefined ? '' : `${subject}: `;
  const text = `Notification of the topic ${topic.name}: ${title}${message('default')}`;
  around.log({ source: 'cloud', level: 'info', text });
  tellAll({ topic, notification, messageId, at: around.clock.now() }, around);
  return messageId;
}

function publishBatch(input: JsonObject, around: Around): Json {
  const topic = topicIn(input, around);
  const entries = listOf(input['PublishBatchRequestEntries']).map(objectOf);
  refuseBatch(entries);
  const successful: Json[] = [];
  const failed: Json[] = [];
  for (const entry of entries) {
    const Id = textOf(entry['Id']) ?? '';
    try {
      successful.push({ Id, MessageId: publish(topic, entry, around) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful: successful, Failed: failed };
}

function refuseBatch(entries: readonly JsonObject[]): void {
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  if (entries.length > MOST)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      'The batch request contains more entries than permissible.',
    );
  if (!entries.every(({ Id }) => ID.test(textOf(Id) ?? '')))
    throw new AwsError(
      'InvalidBatchEntryId',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new AwsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > LARGEST_BATCH)
    throw new AwsError(
      'BatchRequestTooLong',
      'The length of all the batch messages put together is more than the limit.',
    );
}

function sizeOf({ Message: message, MessageAttributes: attributes }: JsonObject): number {
  return Buffer.byteLength(textOf(message) ?? '') + sizeOfAttributes(objectOf(attributes));
}
