import { isObject, objectOf, parseJson, textOf } from '../json.ts';
import { checkSubscriptionPolicy } from './delivery-policy.ts';
import { invalid } from './errors.ts';
import { filterIn, scopeIn, type Filterable } from './filter-policy.ts';
import type { Subscription } from './topics.ts';

const RAW = ['firehose', 'http', 'https', 'sqs'];
const BY_HTTP = ['http', 'https'];
const ELSEWHERE = ['ReplayPolicy', 'SubscriptionRoleArn'];

type Attributes = { readonly [name: string]: string };

/**
 * What a subscription was given, without what means nothing. `prefix` is how the refusals of Subscribe begin.
 *
 * @throws AwsError
 */
export function checkedAttributes(protocol: string, given: Attributes, prefix: string): Attributes {
  for (const [name, value] of Object.entries(given)) checkAttribute(name, value, protocol, prefix);
  const scope = scopeIn(given['FilterPolicyScope'], prefix);
  const { FilterPolicy: policy = '' } = given;
  if (policy !== '') filterIn(policy, scope, prefix);
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}

function checkAttribute(name: string, value: string, protocol: string, prefix: string): void {
  if (value === '') return;
  switch (name) {
    case 'FilterPolicy':
    case 'FilterPolicyScope':
      return;
    case 'RawMessageDelivery':
      if (value !== 'true' && value !== 'false')
        throw invalid(`${prefix}RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
      if (value === 'true' && !RAW.includes(protocol))
        throw invalid(`${prefix}Delivery protocol [${protocol}] does not support raw message delivery.`);
      return;
    case 'DeliveryPolicy':
      if (!BY_HTTP.includes(protocol))
        throw invalid(`${prefix}DeliveryPolicy: the protocol ${protocol} has none of its own`);
      checkSubscriptionPolicy(value);
      return;
    case 'RedrivePolicy':
      checkRedrive(value, `${prefix}RedrivePolicy: `);
      return;
    default:
      throw invalid(
        ELSEWHERE.includes(name) ? `${prefix}${name} is not there in the local cloud` : 'AttributeName',
      );
  }
}

function checkRedrive(value: string, prefix: string): void {
  const policy = parseJson(value);
  const { deadLetterTargetArn: arn } = policy.kind === 'json' ? objectOf(policy.value) : {};
  if (arn === undefined) throw invalid(`${prefix}Missing deadLetterTargetArn attribute`);
  if (textOf(arn)?.split(':')[2] !== 'sqs') throw invalid(`${prefix}deadLetterTargetArn must be a SQS queue`);
  if (deadLettersIn(value) === undefined) throw invalid(`${prefix}deadLetterTargetArn is an invalid arn`);
}

export function isRaw({ attributes }: Subscription): boolean {
  return attributes['RawMessageDelivery'] === 'true';
}

/** The ARN of the queue that gets what cannot be delivered. */
export function deadLettersOf({ attributes }: Subscription): string | undefined {
  return deadLettersIn(attributes['RedrivePolicy'] ?? '');
}

function deadLettersIn(policy: string): string | undefined {
  const parsed = parseJson(policy);
  if (parsed.kind === 'invalid' || !isObject(parsed.value)) return undefined;
  const arn = textOf(parsed.value['deadLetterTargetArn']) ?? '';
  return /^arn:[^:]+:sqs:[^:]+:\d{12}:[\w.-]+$/.test(arn) ? arn : undefined;
}

/** By subscription: one is made anew whenever something of it changes. */
const filters = new WeakMap<Subscription, (message: Filterable) => boolean>();

export function accepts(subscription: Subscription, message: Filterable): boolean {
  const { FilterPolicy: policy, FilterPolicyScope: scope } = subscription.attributes;
  if (policy === undefined) return true;
  const filter = filters.get(subscription) ?? filterIn(policy, scopeIn(scope, ''), '');
  filters.set(subscription, filter);
  return filter(message);
}
