import { describe, expect, test } from '@jest/globals';
import { checkMembers, type Constraints } from '../../lib/local/constraints.ts';
import type { JsonObject } from '../../lib/local/json.ts';
import { AwsError } from '../../lib/local/service.ts';

function refusal(input: JsonObject, constraints: Constraints): string | undefined {
  try {
    checkMembers(input, constraints);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ValidationException') return error.message;
    throw error;
  }
}

const broken = (shown: string, member: string, rule: string): string =>
  `Value ${shown}at '${member}' failed to satisfy constraint: Member must ${rule}`;

describe('a member', () => {
  const cases: readonly (readonly [JsonObject, Constraints, string | undefined])[] = [
    [{}, { Name: { max: 1 } }, undefined],
    [{ Name: null }, { Name: { required: true } }, broken('null ', 'name', 'not be null')],
    [{ Name: '' }, { Name: { min: 1 } }, broken("'' ", 'name', 'have length greater than or equal to 1')],
    [{ Name: 'abc' }, { Name: { max: 2 } }, broken("'abc' ", 'name', 'have length less than or equal to 2')],
    [{ Name: 'äb' }, { Name: { max: 2 } }, undefined],
    [
      { input: 'äb' },
      { input: { max: 2, bytes: true, secret: true } },
      broken('', 'input', 'have length less than or equal to 2'),
    ],
    [
      { Name: 'a b' },
      { Name: { pattern: '[a-z]+' } },
      broken("'a b' ", 'name', 'satisfy regular expression pattern: [a-z]+'),
    ],
    [{ Name: 'ab' }, { Name: { pattern: 'a|ab' } }, undefined],
    [
      { type: 'C' },
      { type: { values: ['A', 'B'] } },
      broken("'C' ", 'type', 'satisfy enum value set: [A, B]'),
    ],
    [{ Limit: 0 }, { Limit: { least: 1 } }, broken("'0' ", 'limit', 'have value greater than or equal to 1')],
    [{ Limit: 5 }, { Limit: { greatest: 4 } }, broken("'5' ", 'limit', 'have value less than or equal to 4')],
    [
      { Ids: [] },
      { Ids: { min: 1, each: {} } },
      broken("'[]' ", 'ids', 'have length greater than or equal to 1'),
    ],
    [
      { Ids: ['a', 'B'] },
      { Ids: { each: { pattern: '[a-z]' } } },
      broken("'B' ", 'ids.2.member', 'satisfy regular expression pattern: [a-z]'),
    ],
    [
      { Targets: [{ Id: 'a' }, {}] },
      { Targets: { members: { Id: { required: true } } } },
      broken('null ', 'targets.2.member.id', 'not be null'),
    ],
  ];
  test.each(cases)('%j under %j', (input, constraints, expected) => {
    const message = expected === undefined ? undefined : `1 validation error detected: ${expected}`;
    expect(refusal(input, constraints)).toBe(message);
  });
});

test('all that is wrong is told at once', () => {
  expect(refusal({ name: '!!' }, { name: { max: 1, pattern: '[a-z]+' }, role: { required: true } })).toBe(
    [
      "3 validation errors detected: Value '!!' at 'name' failed to satisfy constraint: Member must have length less than or equal to 1",
      "Value '!!' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
      "Value null at 'role' failed to satisfy constraint: Member must not be null",
    ].join('; '),
  );
});

test('of a text without end only the beginning is shown', () => {
  expect(refusal({ Name: 'x'.repeat(1_000_000) }, { Name: { max: 1 } })).toBe(
    `1 validation error detected: ${broken(`'${'x'.repeat(5000)}…' `, 'name', 'have length less than or equal to 1')}`,
  );
});

describe('a member of another type than the model has it', () => {
  const cases: readonly (readonly [JsonObject, Constraints, string])[] = [
    [{ Name: 5 }, { Name: { min: 1 } }, 'name must be a string'],
    [{ Name: ['a'] }, { Name: { max: 1 } }, 'name must be a string'],
    [{ type: true }, { type: { values: ['A'] } }, 'type must be a string'],
    [{ Limit: 'many' }, { Limit: { least: 1 } }, 'limit must be a number'],
    [{ Ids: 'a' }, { Ids: { each: { max: 1 } } }, 'ids must be a list'],
    [{ Ids: [1] }, { Ids: { each: { max: 1 } } }, 'ids.1.member must be a string'],
    [{ Entries: ['a'] }, { Entries: { members: {} } }, 'entries must be a list of objects'],
  ];
  test.each(cases)('%j under %j', (input, constraints, message) => {
    expect(() => checkMembers(input, constraints)).toThrow(new AwsError('SerializationException', message));
  });
});
