import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/local/service.ts';
import { outputOf, succeeded } from './play.ts';

const INPUT: Json = {
  list: [1, 2, 3, 3, { a: 1 }, { a: 1 }],
  text: 'Hello',
  number: 4,
  object: { a: { x: 1 }, b: 2 },
  other: { a: { y: 1 } },
};

async function call(text: string): Promise<Json> {
  return outputOf({ Type: 'Pass', Parameters: { 'r.$': text } }, INPUT);
}

describe('an intrinsic function', () => {
  test.each<[string, Json]>([
    ["States.Format('{} and {}', $.text, 2)", 'Hello and 2'],
    ["States.Format('\\{literal\\} {}', $.number)", '{literal} 4'],
    ["States.Format('it\\'s {}', true)", "it's true"],
    ["States.Format('a\\\\{} \\\\\\{\\}', $.number)", 'a\\4 \\{}'],
    ["States.Array('\\{\\}\\\\\\'')", ["{}\\'"]],
    ['States.StringToJson(\'{"a": [1]}\')', { a: [1] }],
    ['States.JsonToString($.object)', '{"a":{"x":1},"b":2}'],
    ['States.Array(1, $.text, null)', [1, 'Hello', null]],
    [
      'States.ArrayPartition($.list, 4)',
      [
        [1, 2, 3, 3],
        [{ a: 1 }, { a: 1 }],
      ],
    ],
    ['States.ArrayPartition(States.Array(1, 2, 3), 1.5)', [[1, 2], [3]]],
    ['States.ArrayContains($.list, 2)', true],
    ['States.ArrayContains($.list, 9)', false],
    ['States.ArrayRange(1, 9, 4)', [1, 5, 9]],
    ['States.ArrayRange(5, 1, -2)', [5, 3, 1]],
    ['States.ArrayRange(-1.5, 1.4, 0.9)', [-1, 0, 1]],
    ['States.ArrayGetItem($.list, 1)', 2],
    ['States.ArrayGetItem($.list, 0.5)', 2],
    ['States.ArrayLength($.list)', 6],
    ['States.ArrayUnique($.list)', [1, 2, 3, { a: 1 }]],
    ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", 'Data to encode'],
    ["States.Base64Decode('aMOp')", 'hé'],
    ["States.Base64Decode('YWI')", 'ab'],
    ["States.Hash('a', 'SHA-256')", 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
    ['States.JsonMerge($.object, $.other, false)', { a: { y: 1 }, b: 2 }],
    ['States.MathAdd($.number, -1.5)', 3],
    ['States.MathAdd(-2.5, -0.5)', -2],
    ['States.MathRandom(1, 11)', 6],
    ['States.MathRandom(0.6, 1.9)', 1],
    ["States.StringSplit('This.is+a', '.+')", ['This', 'is', 'a']],
    ['States.UUID()', 'id-1'],
    ['States.ArrayLength(States.Array(1, States.MathAdd(1, 1)))', 2],
  ])('%s', async (text, result) => {
    expect(await call(text)).toEqual(succeeded({ r: result }));
  });

  test('gives the same random number for the same seed', async () => {
    expect(await call('States.MathRandom(1, 1000, 7)')).toEqual(await call('States.MathRandom(1, 1000, 7)'));
  });

  test('names the path that leads nowhere', async () => {
    expect(await outputOf({ Type: 'Pass', Parameters: { 'r.$': 'States.Array($.no)' } }, { a: 1 })).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'S' (entered at the event id #2). The function 'States.Array($.no)' had the following error: The JsonPath argument for the field '$.no' could not be found in the input '{\"a\":1}'",
    });
  });

  test.each([
    [
      "States.Format('{}', States.Array(1, $.no))",
      'States.Runtime',
      "The JsonPath argument for the field '$.no' could not be found in the input '{\"a\":1}'",
    ],
    [
      'States.Array(States.Array(States.ArrayGetItem(States.Array(), 0)))',
      'States.IntrinsicFailure',
      'There is no item 0 in an array of 0',
    ],
  ])('fails as a whole, however deep: %s', async (text, error, reason) => {
    const cause = `An error occurred while executing the state 'S' (entered at the event id #2). The function '${text}' had the following error: ${reason}`;
    expect(await outputOf({ Type: 'Pass', Parameters: { 'r.$': text } }, { a: 1 })).toEqual({
      status: 'FAILED',
      error,
      cause,
    });
  });

  test.each([
    ["States.Hash('a', 'MD4')", 'The algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512'],
    ["States.Base64Decode('a b=')", 'The argument must be Base64'],
    ["States.Base64Decode('abcde')", 'The argument must be Base64'],
    ['States.ArrayPartition($.list, 0.4)', 'The chunk size must be a positive integer'],
    ['States.ArrayRange(0, 1000, 1)', 'The range has more than 1000 items'],
    ['States.ArrayRange(1, 2, 0.4)', 'The step must not be 0'],
    ['States.ArrayGetItem($.list, 6)', 'There is no item 6 in an array of 6'],
    ['States.ArrayGetItem($.list, -1)', 'There is no item -1 in an array of 6'],
    ['States.MathRandom(2, 2)', 'The start must be less than the end'],
    ["States.Format('{} {}', 1)", 'The template has 2 places for 1 arguments'],
    ["States.Format('a\\nb')", "There is an open escape backslash in 'a\\nb'"],
    ["States.Array('\\\\', 'a\\b')", "There is an open escape backslash in 'a\\b'"],
  ])('that cannot be worked out is an intrinsic failure: %s', async (text, reason) => {
    expect(await call(text)).toEqual({
      status: 'FAILED',
      error: 'States.IntrinsicFailure',
      cause: `An error occurred while executing the state 'S' (entered at the event id #2). The function '${text}' had the following error: ${reason}`,
    });
  });
});
