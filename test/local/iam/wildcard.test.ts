import { expect, test } from '@jest/globals';
import { matchesArn, matchesWildcards } from '../../../lib/local/iam/wildcard.ts';

test.each([
  ['dynamodb:*', 'dynamodb:PutItem', true],
  ['dynamodb:Put*', 'dynamodb:PutItem', true],
  ['dynamodb:P?tItem', 'dynamodb:PutItem', true],
  ['dynamodb:P?tItem', 'dynamodb:PtItem', false],
  ['*Item', 'dynamodb:PutItem', true],
  ['*a*b*c', 'xxaxxbxxc', true],
  ['*a*b*c', 'xxaxxbxxcx', false],
  ['', '', true],
  ['*', '', true],
  ['?', '', false],
  ['a', 'ab', false],
])('%s and %s: %s', (pattern, text, expected) => {
  expect(matchesWildcards(pattern, text)).toBe(expected);
});

test('a pattern of many stars is decided in no time', () => {
  expect(matchesWildcards(`${'*a'.repeat(50)}b`, 'a'.repeat(5000))).toBe(false);
});

test.each([
  ['*', 'arn:aws:sqs:eu-west-1:1:q', true],
  ['arn:aws:sqs:eu-west-1:1:q', 'arn:aws:sqs:eu-west-1:1:q', true],
  ['arn:aws:sqs:*:*:q*', 'arn:aws:sqs:eu-west-1:1:queue', true],
  // A star stays within its part of the ARN.
  ['arn:aws:sqs:*:queue', 'arn:aws:sqs:eu-west-1:1:queue', false],
  ['arn:aws:sqs:*', 'arn:aws:sqs:eu-west-1:1:queue', true],
  ['arn:aws:sqs', 'arn:aws:sqs:eu-west-1:1:queue', true],
  ['arn:aws:states:r:1:execution:m:*', 'arn:aws:states:r:1:execution:m:a:b', true],
  ['arn:aws:states:r:1:execution:m:*', 'arn:aws:states:r:1:execution:other:a', false],
  ['arn:aws:dynamodb:r:1:table/t', 'arn:aws:dynamodb:r:1:table/t/index/i', false],
  ['arn:aws:dynamodb:r:1:table/t/index/*', 'arn:aws:dynamodb:r:1:table/t/index/i', true],
  ['arn:aws:sqs:r:1:Q', 'arn:aws:sqs:r:1:q', false],
])('the ARN %s and %s: %s', (pattern, arn, expected) => {
  expect(matchesArn(pattern, arn)).toBe(expected);
});
