import { describe, expect, test } from '@jest/globals';
import { parsePattern } from '../../lib/patterns/parse.ts';
import { pattern, reason, reasonOf } from './harness.ts';

describe('structure', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['[]', 'Filter is not an object'],
    ['"x"', 'Filter is not an object'],
    ['{}', 'Empty objects are not allowed'],
    ['{"a":{}}', 'Empty objects are not allowed'],
    ['{"a":[]}', 'Empty arrays are not allowed'],
    ['{"a":"x"}', '"a" must be an object or an array'],
    ['{"a":{"b":null}}', '"b" must be an object or an array'],
    ['{"a":[["x"]]}', 'Match value must be String, number, true, false, or null'],
    ['{"a":[{}]}', 'Match expression name not found'],
    ['{"a":[{"Prefix":"x"}]}', 'Unrecognized match type Prefix'],
    ['{"a":[{"prefix":"x","suffix":"y"}]}', 'Only one key allowed in match expression'],
  ];
  for (const [text, expected] of cases)
    test(`${text}: ${expected}`, () => expect(reason(text)).toBe(expected));
});

describe('operators', () => {
  const textOnly = (operator: string): string => `${operator} match pattern must be a string`;
  const cases: readonly (readonly [string, string])[] = [
    ['[{"prefix":1}]', textOnly('prefix')],
    ['[{"suffix":["x"]}]', textOnly('suffix')],
    ['[{"wildcard":null}]', textOnly('wildcard')],
    ['[{"equals-ignore-case":["x"]}]', textOnly('equals-ignore-case')],
    ['[{"exactly":1}]', textOnly('exact')],
    ['[{"cidr":1}]', textOnly('prefix')],
    ['[{"prefix":{"wildcard":"x"}}]', 'Unsupported prefix pattern: wildcard'],
    ['[{"suffix":{}}]', 'Suffix expression name not found'],
    ['[{"suffix":{"equals-ignore-case":1}}]', textOnly('equals-ignore-case')],
    ['[{"exists":"true"}]', 'exists match pattern must be either true or false.'],
    ['[{"exists":null}]', 'exists match pattern must be either true or false.'],
    ['[{"exists":true,"x":1}]', 'Only one key allowed in match expression'],
    ['[{"wildcard":"a**b"}]', 'Consecutive wildcard characters at pos 2'],
    ['[{"wildcard":"é**"}]', 'Consecutive wildcard characters at pos 3'],
    ['[{"wildcard":"a\\\\b"}]', 'Invalid escape character at pos 2'],
    ['[{"wildcard":"a\\\\"}]', 'Invalid escape character at pos 2'],
    ['[{"cidr":"10.0.0.0"}]', "Malformed CIDR, one '/' required"],
    ['[{"cidr":"10.0.0.0/x"}]', 'Malformed CIDR, mask bits must be an integer'],
    ['[{"cidr":"10.0.0.0/2147483648"}]', 'Malformed CIDR, mask bits must be an integer'],
    ['[{"cidr":"10.0.0.0/2147483647"}]', 'IPv4 mask bits must be < 32'],
    ['[{"cidr":"10.0.0.0/-1"}]', 'Malformed CIDR, mask bits must not be negative'],
    ['[{"cidr":"10.0.0.0/32"}]', 'IPv4 mask bits must be < 32'],
    ['[{"cidr":"::1/128"}]', 'IPv6 mask bits must be < 128'],
    ['[{"cidr":"host/8"}]', 'Nonstandard IP address: host'],
    ['[{"cidr":"256.0.0.1/8"}]', 'Invalid IP address: 256.0.0.1'],
    ['[{"cidr":"1::2::3/8"}]', 'Invalid IP address: 1::2::3'],
    ['[{"cidr":"/8"}]', 'Nonstandard IP address: '],
    ['[{"cidr":"10.0.0.0/"}]', "Malformed CIDR, one '/' required"],
    ['[{"numeric":5}]', 'Value of numeric must be an array.'],
    ['[{"numeric":[]}]', 'Invalid member in numeric match: ]'],
    ['[{"numeric":[5]}]', 'Invalid member in numeric match: 5'],
    ['[{"numeric":["!=",5]}]', 'Unrecognized numeric range operator: !='],
    ['[{"numeric":["="]}]', 'Value of equals must be numeric'],
    ['[{"numeric":["<","5"]}]', 'Value of < must be numeric'],
    ['[{"numeric":["<",5,">",1]}]', 'Too many elements in numeric expression'],
    ['[{"numeric":[">",5,">",6]}]', 'Bad numeric range operator: >'],
    ['[{"numeric":[">",5,6]}]', 'Bad value in numeric range: 6'],
    ['[{"numeric":[">",5,"<",6,"<",7]}]', 'Too many terms in numeric range expression'],
    ['[{"numeric":[">=",5,"<=",5]}]', 'Bottom must be less than top'],
    ['[{"numeric":["=",1e400]}]', 'Cannot compare number : 1e400'],
    ['[{"numeric":["=",1e400,5]}]', 'Too many elements in numeric expression'],
  ];
  for (const [list, expected] of cases)
    test(`${list}: ${expected}`, () => expect(reasonOf(list)).toBe(expected));
});

describe('anything-but', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['null', 'Value of anything-but must be an array or single string/number value.'],
    ['true', 'Value of anything-but must be an array or single string/number value.'],
    ['["x",null]', 'Inside anything but list, start|null|boolean is not supported.'],
    [
      '["x",1]',
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    ],
    ['[]', 'Inside anything but list, either all values are number or string, mixed type is not supported'],
    ['{"numeric":["=",1]}', 'Unsupported anything-but pattern: numeric'],
    ['{"prefix":""}', 'Null prefix/suffix not allowed'],
    ['{"suffix":["x",1]}', 'prefix/suffix match pattern must be a string'],
    ['{"wildcard":1}', 'wildcard match pattern must be a string'],
    ['{"wildcard":"a**"}', 'Consecutive wildcard characters at pos 2'],
    [
      '{"equals-ignore-case":[1]}',
      'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
    ],
    ['{}', 'Anything-But expression name not found'],
  ];
  for (const [value, expected] of cases)
    test(`${value}: ${expected}`, () => expect(reasonOf(`[{"anything-but":${value}}]`)).toBe(expected));
});

describe('$or', () => {
  test('takes a list of at least two objects', () => {
    expect(reason('{"$or":{"a":[1]}}')).toBe('It must be an Array followed with $or.');
    expect(reason('{"$or":[{"a":[1]}]}')).toBe('There must have at least 2 Objects in $or relationship.');
    expect(reason('{"$or":[{"a":[1]},1]}')).toBe('Only JSON object is allowed in array of $or relationship.');
    expect(reason('{"$or":[{"a":[1]},{}]}')).toBe('Empty objects are not allowed');
  });

  test('has no room for fields named like operators', () => {
    expect(reason('{"$or":[{"numeric":[1]},{"b":[1]}]}')).toBe(
      'numeric is Ruler reserved fieldName which cannot be used inside $or.',
    );
  });

  test('may not multiply to more than 1000 combinations', () => {
    const ten = JSON.stringify(Array.from({ length: 10 }, (_, index) => ({ x: [index] })));
    const text = `{"a":{"$or":${ten}},"b":{"$or":${ten}},"c":{"$or":${ten}}}`;
    expect(pattern(text).alternatives.length).toBe(1000);
    expect(reason(`{"a":{"$or":${ten}},"b":{"$or":${ten}},"c":{"$or":${ten}},"d":{"$or":${ten}}}`)).toBe(
      '$or makes 10000 combinations; at most 1000 are allowed',
    );
  });
});

describe('wildcards in too many places', () => {
  test('are too complex', () => {
    expect(reasonOf('[{"wildcard":"*-*-*-*-*-*-*"}]')).toBe(
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    );
  });

  test('a few are not', () => {
    expect(parsePattern('{"a":[{"wildcard":"*one*two*three*"}]}').kind).toBe('pattern');
    expect(parsePattern('{"a":[{"wildcard":"/Users/*/dir/dir/dir/dir/dir/doc.txt"}]}').kind).toBe('pattern');
  });

  test('is told in bearable time of a very long one', () => {
    const letters = Array.from({ length: 60_000 }, (_, index) =>
      String.fromCharCode(0x100 + (index % 40_000)),
    );
    expect(parsePattern(JSON.stringify({ a: [{ wildcard: `*${letters.join('')}*` }] })).kind).toBe('pattern');
  });

  test('those of one field count together', () => {
    const stacks = (names: readonly string[]): string =>
      JSON.stringify({
        a: names.map((name) => ({ wildcard: `*:stack/${name}/*` })),
        b: [{ wildcard: '*b*' }],
      });
    expect(parsePattern(stacks(['One', 'Two', 'Three'])).kind).toBe('pattern');
    expect(reason(stacks(['One', 'Two', 'Three', 'Four']))).toContain('Rule is too complex');
    expect(reason('{"a":[{"anything-but":{"wildcard":"*:*:*:*:*:event-bus/*"}}]}')).toContain(
      'Rule is too complex',
    );
  });

  test('those of one anything-but are together up to their first stars, and at their ends', () => {
    const around = (letters: string): readonly string[] => Array.from(letters, (letter) => `*${letter}*`);
    const but = (wildcard: readonly string[]): string =>
      JSON.stringify({ a: [{ 'anything-but': { wildcard } }] });
    const each = (wildcards: readonly string[]): string =>
      JSON.stringify({ a: wildcards.map((wildcard) => ({ wildcard })) });
    // In the first stars and behind each letter, with one letter behind just now.
    expect(parsePattern(but(around('abcdefgh'))).kind).toBe('pattern');
    expect(reason(but(around('abcdefghi')))).toContain('Rule is too complex');
    expect(parsePattern(but([...around('abcdefgh'), '*a*', '*b*'])).kind).toBe('pattern');
    expect(parsePattern(each(around('abc'))).kind).toBe('pattern');
    expect(reason(each(around('abcd')))).toContain('Rule is too complex');
  });
});

describe('nesting', () => {
  test('without end is refused', () => {
    expect(reason(`${'{"a":'.repeat(5000)}["x"]${'}'.repeat(5000)}`)).toBe('Nested deeper than 1000 levels');
  });
});
