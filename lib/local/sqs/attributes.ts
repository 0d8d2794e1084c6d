import { isObject, numberOf, parseJson, textOf } from '../json.ts';
import { AwsError } from '../service.ts';
import { invalid } from './errors.ts';
import { checkRedriveAllow } from './redrive-allow.ts';

/** What is set of a queue, as texts, by SQS's names. */
export type QueueAttributes = ReadonlyMap<string, string>;

export type RedrivePolicy = { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };

type Range = { readonly least: number; readonly most: number; readonly byDefault: number };

const DAY = 86_400;
/** 1 MiB since August 2025. */
export const LARGEST_MESSAGE = 1_048_576;

const NUMBERS = {
  DelaySeconds: { least: 0, most: 900, byDefault: 0 },
  MaximumMessageSize: { least: 1024, most: LARGEST_MESSAGE, byDefault: LARGEST_MESSAGE },
  MessageRetentionPeriod: { least: 60, most: 14 * DAY, byDefault: 4 * DAY },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, byDefault: 0 },
  VisibilityTimeout: { least: 0, most: DAY / 2, byDefault: 30 },
  KmsDataKeyReusePeriodSeconds: { least: 60, most: DAY, byDefault: 300 },
} as const satisfies { readonly [name: string]: Range };

export type NumberAttribute = keyof typeof NUMBERS;

const REDRIVE = ['RedrivePolicy', 'RedriveAllowPolicy'];
/** Kept and given back; they have no effect here. */
const KEPT = ['Policy', 'KmsMasterKeyId', 'SqsManagedSseEnabled'];
const FIFO = ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];

/** What GetQueueAttributes may be asked for beside what can be set. */
export const COMPUTED = [
  'QueueArn',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

export const BY_DEFAULT: QueueAttributes = new Map([
  ...Object.entries(NUMBERS)
    .filter(([name]) => name !== 'KmsDataKeyReusePeriodSeconds')
    .map(([name, range]): [string, string] => [name, String(range.byDefault)]),
  ['SqsManagedSseEnabled', 'true'],
]);

export function numberAttribute(attributes: QueueAttributes, name: NumberAttribute): number {
  return numberOf(attributes.get(name)) ?? NUMBERS[name].byDefault;
}

export function isAttribute(name: string): boolean {
  return isNumber(name) || [...REDRIVE, ...KEPT, ...COMPUTED].includes(name);
}

/** @throws AwsError for a name that is none and a value out of range. */
export function checkAttribute(name: string, value: string, queueExists: (arn: string) => boolean): void {
  if (FIFO.includes(name) && value !== 'false')
    throw new AwsError('UnsupportedOperation', `${name}: FIFO queues are not there in the local cloud yet.`);
  if (isNumber(name)) {
    const { least, most } = NUMBERS[name];
    const number = /^\d+$/.test(value) ? Number(value) : NaN;
    if (!(number >= least && number <= most))
      throw attributeRefused(name, `${value} is not a whole number from ${least} to ${most}`);
  } else if (name === 'RedrivePolicy') checkRedrive(value, queueExists);
  else if (name === 'RedriveAllowPolicy') checkRedriveAllow(value);
  else if (!KEPT.includes(name) && !FIFO.includes(name))
    throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}

function isNumber(name: string): name is NumberAttribute {
  return Object.hasOwn(NUMBERS, name);
}

function attributeRefused(name: string, why: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}. Reason: ${why}.`);
}

export function redrivePolicyOf(attributes: QueueAttributes): RedrivePolicy | undefined {
  const text = attributes.get('RedrivePolicy');
  return text === undefined || text === '' ? undefined : readRedrive(text);
}

function readRedrive(text: string): RedrivePolicy | undefined {
  const parsed = parseJson(text);
  if (parsed.kind === 'invalid' || !isObject(parsed.value)) return undefined;
  const deadLetterTargetArn = textOf(parsed.value['deadLetterTargetArn']);
  const maxReceiveCount = numberOf(parsed.value['maxReceiveCount']);
  if (deadLetterTargetArn === undefined || maxReceiveCount === undefined) return undefined;
  return { deadLetterTargetArn, maxReceiveCount };
}

function checkRedrive(text: string, queueExists: (arn: string) => boolean): void {
  if (text === '') return;
  const refused = (why: string): AwsError => invalid(text, 'RedrivePolicy', why);
  const parsed = parseJson(text);
  if (parsed.kind === 'invalid' || !isObject(parsed.value))
    throw refused('Redrive policy is not a valid JSON map.');
  for (const name of ['deadLetterTargetArn', 'maxReceiveCount'])
    if (parsed.value[name] === undefined)
      throw refused(`Redrive policy does not contain mandatory attribute: ${name}.`);
  const { deadLetterTargetArn: arn, maxReceiveCount: count } = parsed.value;
  const number = numberOf(count) ?? NaN;
  if (!Number.isInteger(number) || number < 1 || number > 1000) {
    const shown = textOf(count) ?? JSON.stringify(count);
    throw refused(
      `Invalid value for maxReceiveCount: ${shown}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  const target = textOf(arn) ?? '';
  if (target.split(':')[2] !== 'sqs')
    throw refused('Only SQS queues are valid resources for deadLetterTargetArn.');
  if (target.endsWith('.fifo')) throw refused('Dead-letter queue must be same type of queue as the source.');
  if (!queueExists(target)) throw refused('Dead letter target does not exist.');
}
