import { describe, expect, test } from '@jest/globals';
import { parsePattern } from '../../lib/patterns/parse.ts';
import { placeIn } from '../../lib/patterns/place.ts';
import { reasonAt } from './harness.ts';

describe('AWS names the column its reader has come to', () => {
  // The caret stands under that column.
  const cases: readonly (readonly [string, string])[] = [
    ['[1]', ' ^'],
    ['{}', '  ^'],
    ['{"a":{"b":{}}}', '            ^'],
    ['{"a":[]}', '       ^'],
    ['{"a":"x"}', '      ^'],
    ['{"a":17}', '       ^'],
    ['{"a":null}', '         ^'],
    ['{"a":[["x"]]}', '       ^'],
    ['{"a":[{}]}', '        ^'],
    ['{"a":[{"is":"x"}]}', '             ^'],
    ['{"a":[{"is": true}]}', '                 ^'],
    ['{"a":[{"is": [1]}]}', '              ^'],
    ['{"a":[{"prefix":"x","y":1}]}', '                         ^'],
    ['{"a":[{"prefix":1}]}', '                 ^'],
    ['{"a":[{"prefix":{"is":1}}]}', '                       ^'],
    ['{"a":[{"prefix":{}}]}', '                  ^'],
    ['{"a":[{"exists":"true"}]}', '                 ^'],
    ['{"a":[{"wildcard":"a**"}]}', '                       ^'],
    ['{"a":[{"numeric":">"}]}', '                  ^'],
    ['{"a":[{"numeric":[]}]}', '                   ^'],
    ['{"a":[{"numeric":["!",5]}]}', '                       ^'],
    ['{"a":[{"numeric":["<"]}]}', '                      ^'],
    ['{"a":[{"numeric":["<","5"]}]}', '                       ^'],
    ['{"a":[{"numeric":["<",5,6]}]}', '                         ^'],
    ['{"a":[{"numeric":[">",5,">",6]}]}', '                           ^'],
    ['{"a":[{"numeric":[">",6,"<",5]}]}', '                              ^'],
    ['{"a":[{"numeric":["=",1e400]}]}', '                            ^'],
    ['{"a":[{"anything-but":true}]}', '                          ^'],
    ['{"a":[{"anything-but":["x",1]}]}', '                             ^'],
    ['{"a":[{"anything-but":[1e400]}]}', '                            ^'],
    ['{"a":[{"anything-but":{"prefix":""}}]}', '                                  ^'],
    ['{"a":[{"anything-but":{"suffix":1}}]}', '                                 ^'],
    ['{"a":[{"anything-but":{"wildcard":["**"]}}]}', '                                        ^'],
    ['{"a":[{"anything-but":"x","y":1}]}', '                               ^'],
    ['{"$or":{}}', '        ^'],
    ['{"$or":[{"a":[1]}]}', '                  ^'],
    ['{"$or":[{"a":[1]},true]}', '                      ^'],
    ['{"$or":[{"prefix":[1]}]}', '                   ^'],
  ];
  for (const [text, pointer] of cases) test(text, () => expect(reasonAt(text)[1]).toEqual([pointer.length]));

  test('twice for what is wrong inside a list', () => {
    expect(reasonAt('{"a":[{"anything-but":["x",null]}]}')[1]).toEqual([32, 32]);
    expect(reasonAt('{"a":[{"anything-but":{"prefix":["x",1]}}]}')[1]).toEqual([39, 39]);
    expect(reasonAt('{"a":[{"anything-but":{"suffix":["x",""]}}]}')[1]).toEqual([40, 40]);
    expect(reasonAt('{"a":[{"anything-but":{"equals-ignore-case":["x",1]}}]}')[1]).toEqual([51, 51]);
  });

  test('not for what is no matter of JSON', () => {
    expect(reasonAt('{"a":[{"cidr":"host"}]}')[1]).toEqual([]);
    expect(reasonAt('{"a":[{"anything-but":1e400}]}')[1]).toEqual([]);
    expect(reasonAt('{"a":[{"wildcard":"*-*-*-*-*-*-*"}]}')[1]).toEqual([]);
  });
});

describe('a place', () => {
  test('has a line and a column, and comes with the text', () => {
    expect(placeIn('{\n "a":\r\n  "x"}', 12)).toBe(
      '[Source: (String)"{\n "a":\r\n  "x"}"; line: 3, column: 4]',
    );
  });

  test('quotes 500 characters of a longer text', () => {
    expect(placeIn('x'.repeat(507), 506)).toBe(
      `[Source: (String)"${'x'.repeat(500)}"[truncated 7 chars]; line: 1, column: 507]`,
    );
  });
});

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

describe('text that is no JSON', () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ['', 'Filter is not an object', 1],
    ['no JSON', `Unrecognized token 'no': was expecting ${VALUES}`, 3],
    ["{'a':1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 3],
    ['{"a":[x1]}', `Unrecognized token 'x1': was expecting ${VALUES}`, 9],
    ['{"a":[nullx]}', `Unrecognized token 'nullx': was expecting ${VALUES}`, 12],
    ['{"a":["x",]}', `Unexpected character (']' (code 93)): expected a valid value ${VALUES}`, 12],
    [
      '{"a":["x"],}',
      "Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
      13,
    ],
    ['{"a":}', "Unexpected character ('}' (code 125)): expected a value", 7],
    ['{"a":[“]}', `Unexpected character ('“' (code 8220 / 0x201c)): expected a valid value ${VALUES}`, 8],
    [
      '{"a":[1 2]}',
      "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
      10,
    ],
    [
      '{"a":[1] "b"}',
      "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
      11,
    ],
    [
      '{"a" [1]}',
      "Unexpected character ('[' (code 91)): was expecting a colon to separate field name and value",
      7,
    ],
    [
      '{"a":/**/[1]}',
      "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
      7,
    ],
    [
      '{"a":["x"}',
      `Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)"{"a":["x"}"; line: 1, column: 6])`,
      11,
    ],
    [
      '{"a":["x"]',
      `Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"a":["x"]"; line: 1, column: 1])`,
      11,
    ],
    ['{"a":[1,', 'Unexpected end-of-input within/between Array entries', 9],
    ['{"a":', 'Unexpected end-of-input within/between Object entries', 6],
    ['{"a', 'Unexpected end-of-input in field name', 4],
    ['{"a":["x}', 'Unexpected end-of-input: was expecting closing quote for a string value', 10],
    ['{"a":["\\', 'Unexpected end-of-input in character escape sequence', 9],
    ['{"a":["x\\q"]}', "Unrecognized character escape 'q' (code 113)", 11],
    [
      '{"a":["\\u12g4"]}',
      "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence",
      13,
    ],
    [
      '{"a":["\t"]}',
      'Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in string value',
      9,
    ],
    [
      '{"\u0001":[1]}',
      'Illegal unquoted character ((CTRL-CHAR, code 1)): has to be escaped using backslash to be included in name',
      4,
    ],
    ['{"a":[01]}', 'Invalid numeric value: Leading zeroes not allowed', 8],
    [
      '{"a":[-]}',
      "Unexpected character (']' (code 93)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
      9,
    ],
    [
      '{"a":[1.]}',
      "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit",
      9,
    ],
    [
      '{"a":[1e+]}',
      "Unexpected character (']' (code 93)) in numeric value: Exponent indicator not followed by a digit",
      10,
    ],
    [
      '{"a":[1',
      `Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)"{"a":[1"; line: 1, column: 6])`,
      8,
    ],
    ['{"a":[-', 'Unexpected end-of-input in numeric value', 8],
  ];
  for (const [text, expected, column] of cases)
    test(`${JSON.stringify(text)} is refused where it goes wrong`, () =>
      expect(reasonAt(text)).toEqual([expected, [column]]));

  test('after the pattern is not looked at', () => {
    expect(parsePattern('{"a":["x"]}} and more').kind).toBe('pattern');
  });
});
