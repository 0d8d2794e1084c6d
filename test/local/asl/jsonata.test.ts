import { describe, expect, test } from '@jest/globals';
import { evaluate, type Evaluated } from '../../../lib/expressions/evaluate.ts';
import { parseExpression } from '../../../lib/expressions/parse.ts';
import { bindingsOf } from '../../../lib/local/asl/evaluate/bindings.ts';
import { STEP_FUNCTIONS } from '../../../lib/local/asl/evaluate/host.ts';
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
    // As java.util.Random, and AWS, have it.
    ['$random(42)', 0.7275636800328681],
    ['$random()', 0.5],
    ['$uuid()', 'id-1'],
    ["$parse('[1]')", [1]],
    ['$exists($partition($states.input.no, 2))', false],
    ["$exists($hash($states.input.no, 'MD5'))", false],
    ['$exists($parse($states.input.no))', false],
    // JSON has no number for these.
    ['1 / 0', 'Infinity'],
    ["[-1 / 0, { 'none': 0 / 0 }]", ['-Infinity', { none: 'NaN' }]],
  ])('has functions of its own: %s', async (expression, value) => {
    expect(await valueOf(expression)).toEqual(succeeded(value));
  });

  test.each([
    ["$hash('a')", ': The algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512'],
    ['$parse(1)', ': The argument must be a string'],
    ['$partition([1], 0)', ': The chunk size must be a positive integer'],
    ["$sum('a')", '. T0412: Argument 1 of function "sum" must be an array of "numbers"'],
    ['$nothing()', '. T1006: Attempted to invoke a non-function'],
  ])('fails: %s', async (expression, reason) => {
    expect(await valueOf(expression)).toEqual({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'S' (entered at the event id #2). " +
        `The JSONata expression '${expression}' specified for the field 'Output' threw an error during evaluation${reason}`,
    });
  });

  const MEMORY = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
  const DEPTH =
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';

  test.each<[string, Evaluated]>([
    ['$count([1..873782])', { kind: 'value', value: 873_782 }],
    ['$count([1..873783])', { kind: 'failed', message: MEMORY }],
    ["$length($pad('x', 6990256))", { kind: 'value', value: 6_990_256 }],
    ["$length($pad('x', 6990257))", { kind: 'failed', message: MEMORY }],
    [Array(100).fill('1').join('+'), { kind: 'value', value: 100 }],
    [Array(101).fill('1').join('+'), { kind: 'failed', message: DEPTH }],
    // What calls itself last stands in nothing.
    ['($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(500))', { kind: 'value', value: 0 }],
  ])('has the bounds of Step Functions: %s', async (expression, result) => {
    const parsed = parseExpression(expression);
    if (parsed.kind === 'invalid') throw new Error(parsed.message);
    expect(await evaluate(parsed.expression, undefined, { now: 0, host: STEP_FUNCTIONS })).toEqual(result);
  });

  test('has no $eval', async () => {
    const parsed = parseExpression("$eval('1')");
    if (parsed.kind === 'invalid') throw new Error(parsed.message);
    const scope = { variables: {}, states: {}, context: {}, random: () => 0, newId: () => '' };
    expect(await evaluate(parsed.expression, undefined, { bindings: bindingsOf(scope), now: 0 })).toEqual({
      kind: 'failed',
      code: 'T1006',
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
