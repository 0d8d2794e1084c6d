import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/local/service.ts';
import { filterIn, scopeIn, type FilterScope } from '../../../lib/local/sns/filter-policy.ts';

const attribute = (DataType: string, StringValue: string) => ({ DataType, StringValue });
const SALE = {
  store: attribute('String', 'example_corp'),
  price: attribute('Number', '210.75'),
  interests: attribute('String.Array', '["rugby", "soccer", 7, true, null]'),
  scan: { DataType: 'Binary', BinaryValue: 'AAAA' },
};

function lets(policy: Json, attributes: { [name: string]: Json }, body = 'x'): boolean {
  return filterIn(JSON.stringify(policy), 'MessageAttributes', '')({ attributes, body });
}

describe('a filter of attributes', () => {
  test.each<[Json, boolean]>([
    [{}, true],
    [{ store: ['example_corp'] }, true],
    [{ store: ['Example_Corp'] }, false],
    [{ store: [{ 'equals-ignore-case': 'Example_Corp' }] }, true],
    [{ store: [{ prefix: 'exam' }], price: [{ numeric: ['>', 200, '<=', 210.75] }] }, true],
    [{ store: [{ prefix: 'exam' }], price: [{ numeric: ['>', 210.75] }] }, false],
    [{ price: [210.75] }, true],
    [{ price: ['210.75'] }, false],
    [{ interests: ['soccer'] }, true],
    [{ interests: [7] }, true],
    [{ interests: [null] }, true],
    [{ interests: ['tennis', { suffix: 'by' }] }, true],
    [{ interests: ['tennis'] }, false],
    [{ interests: [{ 'anything-but': ['rugby'] }] }, true],
    [{ other: [{ exists: false }] }, true],
    [{ store: [{ exists: false }] }, false],
    [{ store: [{ exists: true }] }, true],
    [{ scan: [{ exists: true }] }, false],
    [{ $or: [{ store: ['x'] }, { price: [{ numeric: ['<', 1000] }] }] }, true],
    [{ $or: [{ store: ['x'] }, { price: [{ numeric: ['<', 100] }] }] }, false],
  ])('%j lets the sale through: %s', (policy, expected) => {
    expect(lets(policy, SALE)).toBe(expected);
  });

  test('lets nothing through that has no attributes but where they have to be absent', () => {
    expect(lets({ store: ['x'] }, {})).toBe(false);
    expect(lets({ store: [{ exists: false }] }, {})).toBe(true);
  });

  test('takes a type for what it is, whatever its label', () => {
    expect(lets({ n: [7] }, { n: attribute('Number.int', '7') })).toBe(true);
    expect(lets({ n: ['7'] }, { n: attribute('String.digits', '7') })).toBe(true);
  });
});

test('a filter of the body looks into it, and lets nothing through that is no object', () => {
  const policy = '{"order":{"items":{"kind":["book"]}},"total":[{"numeric":[">",10]}]}';
  const passes = filterIn(policy, 'MessageBody', '');
  const message = (body: string) => ({ attributes: {}, body });
  expect(passes(message('{"order":{"items":[{"kind":"pen"},{"kind":"book"}]},"total":11}'))).toBe(true);
  expect(passes(message('{"order":{"items":[{"kind":"pen"}]},"total":11}'))).toBe(false);
  expect(passes(message('a book'))).toBe(false);
  expect(passes(message('["book"]'))).toBe(false);
});

describe('a filter policy is refused', () => {
  const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
  test.each(['{"a":{"b":["c"]}}', '{"$or":[{"a":{"b":["c"]}},{"d":["e"]}]}'])(
    'that is nested, of attributes: %s',
    (text) => {
      expect(() => filterIn(text, 'MessageAttributes', 'Attributes Reason: ')).toThrow(
        'Invalid parameter: Attributes Reason: Filter policy scope MessageAttributes does not support nested filter policy',
      );
    },
  );

  test.each<[string, FilterScope, string, string]>([
    ['that is no JSON', 'MessageAttributes', '{"a"', 'failed to parse JSON. '],
    ['that is no object', 'MessageAttributes', '[]', 'Filter is not an object'],
    ['with a bare value', 'MessageAttributes', '{"a":"b"}', '"a" must be an object or an array'],
    ['with an empty list', 'MessageAttributes', '{"a":[]}', 'Empty arrays are not allowed'],
    ['with an unknown operator', 'MessageAttributes', '{"a":[{"like":"b"}]}', 'Unrecognized match type like'],
    [
      'with six keys',
      'MessageAttributes',
      '{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}',
      'Filter policy can not have more than 5 keys',
    ],
    [
      'with too many combinations',
      'MessageAttributes',
      JSON.stringify({ a: values(12), b: values(13) }),
      'Filter policy is too complex',
    ],
    [
      'with too many combinations, which depth multiplies',
      'MessageBody',
      JSON.stringify({ a: { b: { c: values(4) } }, d: { e: values(3) }, f: values(3) }),
      'Filter policy is too complex',
    ],
  ])('%s', (_name, scope, policy, why) => {
    const refused = () => filterIn(policy, scope, 'Attributes Reason: ');
    expect(refused).toThrow(`Invalid parameter: Attributes Reason: FilterPolicy: ${why}`);
  });

  test('but not with as many combinations as there may be', () => {
    const policy = JSON.stringify({ a: values(10), b: values(15) });
    expect(filterIn(policy, 'MessageAttributes', '')({ attributes: {}, body: '' })).toBe(false);
  });

  test('with a scope that there is not', () => {
    expect(() => scopeIn('Subject', '')).toThrow(
      'Invalid parameter: FilterPolicyScope: Invalid value [Subject]. Please use either MessageBody or MessageAttributes',
    );
  });
});
