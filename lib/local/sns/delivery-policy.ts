import { isObject, numberOf, objectOf, parseJson, textOf, type JsonObject } from '../json.ts';
import { invalid } from './errors.ts';

/** How often, and after which pauses, an HTTP endpoint is tried again; in seconds, by SNS's names. */
export type RetryPolicy = {
  readonly minDelayTarget: number;
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly numMaxDelayRetries: number;
  readonly backoffFunction: string;
};

export type DeliveryPolicy = { readonly retries: RetryPolicy; readonly contentType: string };

/** Over all retries, whatever a policy says. */
const LONGEST = 3600;

const BY_DEFAULT: DeliveryPolicy = {
  retries: {
    minDelayTarget: 20,
    maxDelayTarget: 20,
    numRetries: 3,
    numNoDelayRetries: 0,
    numMinDelayRetries: 0,
    numMaxDelayRetries: 0,
    backoffFunction: 'linear',
  },
  contentType: 'text/plain; charset=UTF-8',
};

/** How far the way from the shortest to the longest pause has come, by the share of the retries that are over. */
const BACKOFF: { readonly [name: string]: (share: number, retries: RetryPolicy) => number } = {
  linear: (share) => share,
  arithmetic: (share) => (share * (share + 1)) / 2,
  geometric: (share, { minDelayTarget: least, maxDelayTarget: most }) =>
    most === least ? share : ((most / least) ** share - 1) / (most / least - 1),
  exponential: (share) => (2 ** (share * 10) - 1) / (2 ** 10 - 1),
};

/** Milliseconds before each retry. */
export function pausesOf({ retries }: DeliveryPolicy): readonly number[] {
  const { minDelayTarget: least, maxDelayTarget: most } = retries;
  const { numNoDelayRetries: atOnce, numMinDelayRetries: early, numMaxDelayRetries: late } = retries;
  const between = retries.numRetries - atOnce - early - late;
  const progress = BACKOFF[retries.backoffFunction] ?? BACKOFF['linear'];
  const growing = Array.from({ length: between }, (_, index) => {
    const share = between === 1 ? 0 : index / (between - 1);
    return least + (most - least) * (progress?.(share, retries) ?? 0);
  });
  const all = [times(atOnce, 0), times(early, least), growing, times(late, most)].flat();
  let sum = 0;
  return all.filter((seconds) => (sum += seconds) <= LONGEST).map((seconds) => Math.round(seconds * 1000));
}

function times(count: number, seconds: number): readonly number[] {
  return Array.from({ length: count }, () => seconds);
}

/** What holds for a subscription: its own policy, unless the topic forbids that, or else the topic's. */
export function effectivePolicy(
  topicPolicy: string | undefined,
  subscriptionPolicy: string | undefined,
): DeliveryPolicy {
  const topic = objectOf(jsonOf(topicPolicy)['http']);
  const own = topic['disableSubscriptionOverrides'] === true ? {} : jsonOf(subscriptionPolicy);
  const retries = firstOf(own['healthyRetryPolicy'], topic['defaultHealthyRetryPolicy']);
  const request = firstOf(own['requestPolicy'], topic['defaultRequestPolicy']);
  return {
    retries: retriesIn(retries),
    contentType: textOf(request['headerContentType']) ?? BY_DEFAULT.contentType,
  };
}

export function describePolicy({ retries, contentType }: DeliveryPolicy): string {
  return JSON.stringify({ healthyRetryPolicy: retries, requestPolicy: { headerContentType: contentType } });
}

export function describeTopicPolicy({ retries, contentType }: DeliveryPolicy): string {
  const defaults = {
    defaultHealthyRetryPolicy: retries,
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: contentType },
  };
  return JSON.stringify({ http: defaults });
}

/** @throws AwsError */
export function checkSubscriptionPolicy(text: string): void {
  const policy = demandObject(text);
  checkKeys(policy, ['healthyRetryPolicy', 'requestPolicy'], ['throttlePolicy']);
  checkRetries(policy['healthyRetryPolicy']);
}

/** @throws AwsError */
export function checkTopicPolicy(text: string): void {
  const policy = demandObject(text);
  checkKeys(policy, ['http'], []);
  const http = objectOf(policy['http']);
  const known = ['defaultHealthyRetryPolicy', 'defaultRequestPolicy', 'disableSubscriptionOverrides'];
  checkKeys(http, known, ['defaultThrottlePolicy']);
  checkRetries(http['defaultHealthyRetryPolicy']);
}

function demandObject(text: string): JsonObject {
  const parsed = parseJson(text);
  if (parsed.kind === 'invalid' || !isObject(parsed.value))
    throw invalid('DeliveryPolicy: failed to parse JSON');
  return parsed.value;
}

/** `missing`: what AWS has and the local cloud does not. */
function checkKeys(object: JsonObject, known: readonly string[], missing: readonly string[]): void {
  for (const [name, value] of Object.entries(object)) {
    if (value === null || known.includes(name)) continue;
    throw invalid(
      missing.includes(name)
        ? `DeliveryPolicy: ${name} is not there in the local cloud`
        : `DeliveryPolicy: unexpected JSON member: ${name}`,
    );
  }
}

function checkRetries(given: JsonObject[string] | undefined): void {
  const members = objectOf(given);
  for (const [name, value] of Object.entries(members)) {
    if (!Object.hasOwn(BY_DEFAULT.retries, name))
      throw invalid(`DeliveryPolicy: unexpected JSON member: ${name}`);
    if (name !== 'backoffFunction' && !(Number.isInteger(value) && Number(value) >= 0))
      throw invalid(`DeliveryPolicy: ${name} must be a whole number, 0 or greater`);
  }
  const { minDelayTarget, maxDelayTarget, numRetries, backoffFunction, ...phases } = retriesIn(members);
  if (minDelayTarget < 1 || minDelayTarget > maxDelayTarget)
    throw invalid('DeliveryPolicy: minDelayTarget must be from 1 to maxDelayTarget');
  if (maxDelayTarget > LONGEST) throw invalid(`DeliveryPolicy: maxDelayTarget must be at most ${LONGEST}`);
  if (numRetries > 100) throw invalid('DeliveryPolicy: numRetries must be from 0 to 100');
  const { numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries } = phases;
  if (numNoDelayRetries + numMinDelayRetries + numMaxDelayRetries > numRetries)
    throw invalid('DeliveryPolicy: numRetries must be at least the sum of the retries of its phases');
  if (!Object.hasOwn(BACKOFF, backoffFunction))
    throw invalid(`DeliveryPolicy: backoffFunction must be one of ${Object.keys(BACKOFF).join(', ')}`);
}

function retriesIn(given: JsonObject): RetryPolicy {
  const by = BY_DEFAULT.retries;
  return {
    minDelayTarget: numberOf(given['minDelayTarget']) ?? by.minDelayTarget,
    maxDelayTarget: numberOf(given['maxDelayTarget']) ?? by.maxDelayTarget,
    numRetries: numberOf(given['numRetries']) ?? by.numRetries,
    numNoDelayRetries: numberOf(given['numNoDelayRetries']) ?? by.numNoDelayRetries,
    numMinDelayRetries: numberOf(given['numMinDelayRetries']) ?? by.numMinDelayRetries,
    numMaxDelayRetries: numberOf(given['numMaxDelayRetries']) ?? by.numMaxDelayRetries,
    backoffFunction: textOf(given['backoffFunction']) ?? by.backoffFunction,
  };
}

function firstOf(...values: readonly (JsonObject[string] | undefined)[]): JsonObject {
  return values.find(isObject) ?? {};
}

function jsonOf(text: string | undefined): JsonObject {
  const parsed = parseJson(text ?? '{}');
  return parsed.kind === 'json' ? objectOf(parsed.value) : {};
}
