import { describe, expect, test } from '@jest/globals';
import { readConditions } from '../../../lib/local/iam/condition.ts';
import { readPolicy } from '../../../lib/local/iam/document.ts';
import type { Json } from '../../../lib/local/service.ts';

type Context = { readonly [key: string]: readonly string[] };

/** Whether `{ operator: { key: wanted } }` holds where the request has these values for the key, or does not have it. */
function holds(operator: string, wanted: Json, given: readonly string[] | undefined, more: Context = {}) {
  const { conditions, unknown } = readConditions({ [operator]: { 'aws:Key': wanted } });
  expect(unknown).toEqual([]);
  const context = new Map(Object.entries({ ...more, ...(given === undefined ? {} : { 'aws:key': given }) }));
  return conditions.every((condition) => condition.holds(context));
}

test.each([
  ['StringEquals', 'a', ['a'], true],
  ['StringEquals', ['a', 'b'], ['b'], true],
  ['StringEquals', 'a', ['A'], false],
  ['StringNotEquals', ['a', 'b'], ['c'], true],
  ['StringNotEquals', ['a', 'b'], ['b'], false],
  ['StringNotEquals', 'a', ['b', 'a'], false],
  ['StringEqualsIgnoreCase', 'a', ['A'], true],
  ['StringNotEqualsIgnoreCase', 'a', ['A'], false],
  ['StringLike', 'a*', ['abc'], true],
  ['StringNotLike', 'a*', ['abc'], false],
  ['ArnLike', 'arn:aws:sns:*:1:t*', ['arn:aws:sns:r:1:topic'], true],
  ['ArnEquals', 'arn:aws:sns:*:1:t*', ['arn:aws:sns:r:1:topic'], true],
  ['ArnNotLike', 'arn:aws:sns:*:1:t*', ['arn:aws:sns:r:1:topic'], false],
  ['ArnNotEquals', 'arn:aws:sns:r:1:t', ['arn:aws:sns:r:1:u'], true],
  ['Bool', 'false', ['true'], false],
  ['Bool', false, ['false'], true],
  ['NumericLessThan', 10, ['9'], true],
  ['NumericGreaterThanEquals', '10', ['9'], false],
  ['NumericGreaterThanEquals', '10', ['10'], true],
  ['NumericLessThanEquals', '10', ['10'], true],
  ['NumericGreaterThan', '10', ['10'], false],
  ['NumericNotEquals', 10, ['10.0'], false],
  ['IpAddress', '10.0.0.0/8', ['10.1.2.3'], true],
  ['IpAddress', ['10.0.0.0/8', '192.0.2.7'], ['192.0.2.7'], true],
  ['IpAddress', '10.0.0.0/8', ['11.1.2.3'], false],
  ['IpAddress', '2001:db8::/32', ['2001:db8:1::1'], true],
  ['IpAddress', '2001:db8::/32', ['10.1.2.3'], false],
  ['IpAddress', '10.0.0.0/33', ['10.0.0.0'], false],
  ['NotIpAddress', '10.0.0.0/8', ['11.1.2.3'], true],
  ['NotIpAddress', '10.0.0.0/8', ['10.1.2.3'], false],
  ['DateGreaterThan', '2026-01-01T00:00:00Z', ['2026-01-02T00:00:00Z'], true],
  ['DateLessThan', '2026-01-01T00:00:00Z', ['1767225600'], false],
  ['DateLessThanEquals', '2026-01-01T00:00:00Z', ['1767225600'], true],
  ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', ['1767225600'], true],
])('%s %j of %j: %s', (operator, wanted, given, expected) => {
  expect(holds(operator, wanted, given)).toBe(expected);
});

describe('a key that the request does not have', () => {
  test.each([
    ['StringEquals', false],
    ['StringNotEquals', true],
    ['ArnNotLike', true],
    ['Bool', false],
    ['StringEqualsIfExists', true],
    ['BoolIfExists', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAllValues:StringEquals', true],
    ['ForAnyValue:StringEqualsIfExists', true],
    ['ForAnyValue:StringNotEquals', false],
  ])('with %s: %s', (operator, expected) => {
    expect(holds(operator, 'a', undefined)).toBe(expected);
  });

  test('is what Null asks for', () => {
    expect(holds('Null', 'true', undefined)).toBe(true);
    expect(holds('Null', true, ['x'])).toBe(false);
    expect(holds('Null', 'false', ['x'])).toBe(true);
  });
});

test('ForAnyValue wants one of the values, ForAllValues all of them', () => {
  expect(holds('ForAnyValue:StringEquals', ['a', 'b'], ['b', 'c'])).toBe(true);
  expect(holds('ForAnyValue:StringEquals', ['a', 'b'], ['c'])).toBe(false);
  expect(holds('ForAllValues:StringEquals', ['a', 'b'], ['b', 'c'])).toBe(false);
  expect(holds('ForAllValues:StringLike', ['a*', 'b'], ['b', 'ax'])).toBe(true);
  expect(holds('ForAnyValue:StringNotEquals', ['a'], ['a', 'b'])).toBe(true);
  expect(holds('ForAllValues:StringNotEquals', ['a'], ['a', 'b'])).toBe(false);
});

test('a variable stands for what the request has of it', () => {
  const more = { 'aws:principalarn': ['me'] };
  expect(holds('StringEquals', '${aws:PrincipalArn}', ['me'], more)).toBe(true);
  expect(holds('StringEquals', '${aws:PrincipalArn}', ['you'], more)).toBe(false);
  expect(holds('StringEquals', "${aws:Nobody, 'else'}", ['else'])).toBe(true);
  expect(holds('StringEquals', 'a${*}', ['a*'])).toBe(true);
});

test('an operator that IAM does not have makes the statement not apply, and is said', () => {
  const statement = {
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: { StringMatches: { 'aws:PrincipalArn': 'me' } },
  };
  expect(readPolicy('Mine', { Statement: [statement] })).toEqual({
    policy: { name: 'Mine', statements: [] },
    problems: [
      'Mine, statement 1: IAM has no condition operator StringMatches, so AWS would not take the policy; here the statement does not apply.',
    ],
  });
});
