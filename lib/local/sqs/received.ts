import { isObject, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json } from '../service.ts';
import { md5, md5OfAttributes } from './message.ts';
import type { Message, Received } from './queue.ts';

const ASKED_FOR = [
  'All',
  'AWSTraceHeader',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
];

/** Of a name that ReceiveMessage is asked for. @throws AwsError */
export function demandSystemAttribute(name: string): void {
  if (!ASKED_FOR.includes(name)) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}

/** A message as ReceiveMessage answers it, with the attributes that were asked for. */
export function describe(
  { message, handle }: Received,
  systemNames: readonly string[],
  names: readonly string[],
): Json {
  const system = pick(systemAttributesOf(message), systemNames);
  const attributes = pick(message.attributes, names);
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: handle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(system).length === 0 ? {} : { Attributes: system }),
    ...(digest === undefined ? {} : { MessageAttributes: attributes, MD5OfMessageAttributes: digest }),
  };
}

function systemAttributesOf(message: Message): JsonObject {
  const trace = message.systemAttributes['AWSTraceHeader'];
  const header = isObject(trace) ? textOf(trace['StringValue']) : undefined;
  return {
    SenderId: 'AIDACHOREOGRAPHYMONITOR',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? ''),
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    ...(message.source === undefined ? {} : { DeadLetterQueueSourceArn: message.source }),
    ...(message.group === undefined ? {} : { MessageGroupId: message.group }),
    ...(header === undefined ? {} : { AWSTraceHeader: header }),
  };
}

/** `All` and `.*` take all, `order.*` those that begin with `order.`. */
function pick(from: JsonObject, names: readonly string[]): JsonObject {
  const wanted = (name: string): boolean =>
    names.some(
      (each) =>
        each === 'All' ||
        each === '.*' ||
        each === name ||
        (each.endsWith('.*') && name.startsWith(each.slice(0, -1))),
    );
  return Object.fromEntries(Object.entries(from).filter(([name]) => wanted(name)));
}
