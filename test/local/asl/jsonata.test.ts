import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../../lib/expressions/evaluate.ts';
import { parseExpression } from '../../../lib/expressions/parse.ts';
import { bindingsOf } from '../../../lib/local/asl/evaluate/bindings.ts';
import type { Json } from '../../../lib/local/service.ts';
import { outputOf, play, succeeded } from './play.ts';

async function valueOf(expression: string): Promise<Json> {
  const state = { Type: 'Pass', QueryLanguage: 'JSONata', Output: `{% ${expression} %}` };
  return outputOf(state, { list: [1, 2, 3] });
}

describe('JSONata of Step Functions', () => {
  test.each<[string, Json]>([
    ['$partition($states.input.list, 2)', [[1, 2], [3]]],
    ["$partition('one', 2)", [['one']]],
    ['$range(5, 1, -2)', [5, 3, 1]],
    ['$range(1, 9, 9)', 1],
    ["$hash('a', 'MD5')", '0cc175b9c0f1b6a831c399e269772661'],
    ['$random(7) = $random(7)', true],
    ['$random()', 0.5],
    ['$uuid()', 'id-1'],
    ["$parse('[1]')", [1]],
    ['$exists($partition($states.input.no, 2))', false],
    ["$exists($hash($states.input.no, 'MD5'))", false],
    ['$exists($parse($states.input.no))', false],
  ])('has functions of its own: %s', async (expression, value) => {
    expect(await valueOf(expression)).toEqual(succeeded(value));
  });

  test.each([
    ["$hash('a')", 'The algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512'],
    ['$parse(1)', 'The argument must be a string'],
    ['$partition([1], 0)', 'The chunk size must be a positive integer'],
    ['1 / 0', 'Number out of range: Infinity'],
    ['[0 / 0]', 'Number out of range: NaN'],
  ])('fails: %s', async (expression, reason) => {
    expect(await valueOf(expression)).toEqual({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'S' (entered at the event id #2). " +
        `The JSONata expression '${expression}' specified for the field 'Output' threw an error during evaluation. ${reason}`,
    });
  });

  test('has no $eval', async () => {
    const parsed = parseExpression("$eval('1')");
    if (parsed.kind === 'invalid') throw new Error(parsed.message);
    const scope = { variables: {}, states: {}, context: {}, random: () => 0, newId: () => '' };
    expect(await evaluate(parsed.expression, undefined, { bindings: bindingsOf(scope), now: 0 })).toEqual({
      kind: 'failed',
      message: 'Attempted to invoke a non-function',
    });
  });

  test('lets a variable hide a function', async () => {
    const played = await play({
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { hash: 5 }, Next: 'S' },
        S: { Type: 'Succeed', Output: '{% $hash + 1 %}' },
      },
    });
    expect(played.output).toBe(6);
  });
});
