import { isObject, objectOf, parseJson, textOf, type JsonObject } from '../json.ts';
import { GROUP_RULE, isGroup } from '../sqs/message.ts';
import { invalid } from './errors.ts';
import { checkMessageAttributes, sizeOfAttributes } from './message-attributes.ts';

/** What is told to a topic. */
export type Notification = {
  readonly subject: string | undefined;
  /** By protocol; what has no text of its own gets `default`. */
  readonly message: (protocol: string) => string;
  readonly attributes: JsonObject;
  /** Handed on to queues alone. */
  readonly group: string | undefined;
};

const LARGEST = 262_144;
const LONGEST_SUBJECT = 100;

/** Reads what Publish, or an entry of PublishBatch, gives. @throws AwsError */
export function notificationIn(input: JsonObject): Notification {
  const message = textOf(input['Message']) ?? '';
  if (message === '') throw invalid('Empty message');
  const attributes = objectOf(input['MessageAttributes']);
  checkMessageAttributes(attributes);
  if (Buffer.byteLength(message) + sizeOfAttributes(attributes) > LARGEST) throw invalid('Message too long');
  const subject = textOf(input['Subject']);
  if (subject !== undefined && !isSubject(subject)) throw invalid('Subject');
  const group = textOf(input['MessageGroupId']);
  if (group !== undefined && !isGroup(group)) throw invalid(`MessageGroupId Reason: ${GROUP_RULE}`);
  return { subject, message: textsIn(message, input), attributes, group };
}

/** UTF-8 without line breaks or control characters. */
function isSubject(subject: string): boolean {
  return subject !== '' && subject.length <= LONGEST_SUBJECT && !/\p{Cc}/u.test(subject);
}

function textsIn(message: string, input: JsonObject): Notification['message'] {
  const structure = textOf(input['MessageStructure']);
  if (structure === undefined) return () => message;
  if (structure !== 'json') throw invalid('MessageStructure');
  const parsed = parseJson(message);
  if (parsed.kind === 'invalid' || !isObject(parsed.value))
    throw invalid('Message Structure - JSON message body failed to parse');
  const texts = parsed.value;
  const otherwise = textOf(texts['default']);
  if (otherwise === undefined) throw invalid('Message Structure - No default entry in JSON message body');
  return (protocol) => textOf(texts[protocol]) ?? otherwise;
}
