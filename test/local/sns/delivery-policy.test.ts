import { describe, expect, test } from '@jest/globals';
import {
  checkSubscriptionPolicy,
  checkTopicPolicy,
  effectivePolicy,
  pausesOf,
} from '../../../lib/local/sns/delivery-policy.ts';

const seconds = (retries: { [name: string]: unknown }): readonly number[] => {
  const policy = JSON.stringify({ healthyRetryPolicy: retries });
  checkSubscriptionPolicy(policy);
  return pausesOf(effectivePolicy(undefined, policy)).map((milliseconds) => milliseconds / 1000);
};

describe('an endpoint is tried again', () => {
  test('three times after twenty seconds each by default', () => {
    expect(pausesOf(effectivePolicy(undefined, undefined))).toEqual([20_000, 20_000, 20_000]);
  });

  test('at once, then soon, then later and later, then seldom', () => {
    const phases = { numNoDelayRetries: 2, numMinDelayRetries: 1, numMaxDelayRetries: 2 };
    const range = { minDelayTarget: 5, maxDelayTarget: 65, numRetries: 9 };
    expect(seconds({ ...range, ...phases })).toEqual([0, 0, 5, 5, 25, 45, 65, 65, 65]);
    const exponential = seconds({ ...range, ...phases, backoffFunction: 'exponential' });
    expect(exponential[4]).toBeGreaterThan(5);
    expect(exponential[4]).toBeLessThan(25);
    expect([exponential[3], exponential[6]]).toEqual([5, 65]);
  });

  test.each(['arithmetic', 'exponential', 'geometric'])(
    'with %s pauses from the shortest to the longest',
    (backoffFunction) => {
      const pauses = seconds({ minDelayTarget: 5, maxDelayTarget: 260, numRetries: 10, backoffFunction });
      expect([pauses[0], pauses[9]]).toEqual([5, 260]);
      expect([...pauses].sort((one, other) => one - other)).toEqual(pauses);
      expect(new Set(pauses).size).toBe(10);
    },
  );

  test('for no more than an hour', () => {
    expect(seconds({ minDelayTarget: 1000, maxDelayTarget: 1000, numRetries: 10 })).toHaveLength(3);
  });
});

test('a subscription has its own policy, or its topic’s, or the topic’s only', () => {
  const own = '{"healthyRetryPolicy":{"numRetries":1}}';
  const topic = (disableSubscriptionOverrides: boolean) =>
    JSON.stringify({
      http: {
        defaultHealthyRetryPolicy: { numRetries: 2 },
        disableSubscriptionOverrides,
        defaultRequestPolicy: { headerContentType: 'application/json' },
      },
    });
  const count = (...policies: [string | undefined, string | undefined]) =>
    effectivePolicy(...policies).retries.numRetries;
  expect(count(topic(false), own)).toBe(1);
  expect(count(topic(false), undefined)).toBe(2);
  expect(count(topic(true), own)).toBe(2);
  expect(effectivePolicy(topic(false), own).contentType).toBe('application/json');
});

test.each<[(text: string) => void, string, string]>([
  [checkSubscriptionPolicy, '{', 'failed to parse JSON'],
  [checkSubscriptionPolicy, '{"retries":{}}', 'unexpected JSON member: retries'],
  [checkSubscriptionPolicy, '{"healthyRetryPolicy":{"x":1}}', 'unexpected JSON member: x'],
  [
    checkSubscriptionPolicy,
    '{"throttlePolicy":{"maxReceivesPerSecond":1}}',
    'throttlePolicy is not there in the local cloud',
  ],
  [checkSubscriptionPolicy, '{"healthyRetryPolicy":{"numRetries":101}}', 'numRetries must be from 0 to 100'],
  [
    checkSubscriptionPolicy,
    '{"healthyRetryPolicy":{"numRetries":-1}}',
    'numRetries must be a whole number, 0 or greater',
  ],
  [
    checkSubscriptionPolicy,
    '{"healthyRetryPolicy":{"minDelayTarget":21}}',
    'minDelayTarget must be from 1 to maxDelayTarget',
  ],
  [
    checkTopicPolicy,
    '{"http":{"defaultHealthyRetryPolicy":{"numNoDelayRetries":4}}}',
    'numRetries must be at least the sum of the retries of its phases',
  ],
  [
    checkTopicPolicy,
    '{"http":{"defaultHealthyRetryPolicy":{"backoffFunction":"cubic"}}}',
    'backoffFunction must be one of linear, arithmetic, geometric, exponential',
  ],
])('%o refuses %s', (check, policy, why) => {
  expect(() => check(policy)).toThrow(`Invalid parameter: DeliveryPolicy: ${why}`);
});
