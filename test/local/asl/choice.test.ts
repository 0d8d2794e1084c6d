import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/local/service.ts';
import { play } from './play.ts';

const INPUT: Json = {
  n: 5,
  text: 'log-2024.txt',
  flag: true,
  nothing: null,
  at: '2026-01-01T12:00:00+01:00',
  same: '2026-01-01T11:00:00Z',
  list: [],
};

async function choose(rule: { readonly [field: string]: Json }): Promise<Json> {
  const { end } = await play(
    {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Pass', Result: true, End: true },
        No: { Type: 'Pass', Result: false, End: true },
      },
    },
    { input: INPUT },
  );
  return typeof end === 'object' && end !== null && 'output' in end ? (end.output ?? null) : end;
}

const on = (Variable: string, rule: { readonly [operator: string]: Json }) => ({ Variable, ...rule });

describe('a choice rule', () => {
  test.each<[string, { readonly [field: string]: Json }, boolean]>([
    ['NumericEquals', on('$.n', { NumericEquals: 5.0 }), true],
    ['NumericGreaterThan', on('$.n', { NumericGreaterThan: 5 }), false],
    ['NumericGreaterThanEquals', on('$.n', { NumericGreaterThanEquals: 5 }), true],
    ['NumericLessThanPath', on('$.n', { NumericLessThanPath: '$.n' }), false],
    ['a number on text', on('$.text', { NumericEquals: 5 }), false],
    ['StringEquals', on('$.text', { StringEquals: 'log-2024.txt' }), true],
    ['StringLessThan', on('$.text', { StringLessThan: 'm' }), true],
    ['StringMatches', on('$.text', { StringMatches: 'log-*.txt' }), true],
    ['StringMatches as a whole', on('$.text', { StringMatches: 'log-*.tx' }), false],
    ['StringMatches, an asterisk itself', on('$.text', { StringMatches: 'log-\\*.txt' }), false],
    ['BooleanEquals', on('$.flag', { BooleanEquals: true }), true],
    ['TimestampEquals over offsets', on('$.at', { TimestampEqualsPath: '$.same' }), true],
    ['TimestampLessThan', on('$.at', { TimestampLessThan: '2026-01-01T11:00:00.001Z' }), true],
    ['IsTimestamp', on('$.text', { IsTimestamp: false }), true],
    ['IsNull', on('$.nothing', { IsNull: true }), true],
    ['IsPresent, null', on('$.nothing', { IsPresent: true }), true],
    ['IsPresent, absent', on('$.no.such', { IsPresent: false }), true],
    ['IsNumeric', on('$.n', { IsNumeric: true }), true],
    ['IsString', on('$.n', { IsString: false }), true],
    ['IsBoolean', on('$.flag', { IsBoolean: true }), true],
    ['And', { And: [on('$.n', { NumericEquals: 5 }), on('$.flag', { BooleanEquals: false })] }, false],
    ['Or', { Or: [on('$.n', { NumericEquals: 4 }), on('$.flag', { BooleanEquals: true })] }, true],
    ['Not', { Not: on('$.n', { NumericEquals: 4 }) }, true],
  ])('%s', async (_, rule, result) => {
    expect(await choose(rule)).toBe(result);
  });

  test('And stops at the first rule that does not hold', async () => {
    const rule = { And: [on('$.no', { IsPresent: true }), on('$.no', { NumericEquals: 1 })] };
    expect(await choose(rule)).toBe(false);
  });

  test('on a variable that is not there fails the execution', async () => {
    expect(await choose(on('$.no', { NumericEquals: 1 }))).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'C' (entered at the event id #2). Invalid path '$.no': The choice state's condition path references an invalid value.",
    });
  });

  test('without a match and without Default fails', async () => {
    const played = await play({
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'E' }] },
        E: { Type: 'Succeed' },
      },
    });
    expect(played.end).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'C' (entered at the event id #2). " +
        'Failed to transition out of the state. The state does not point to a next state.',
    });
    expect(played.types).toEqual(['ExecutionStarted', 'ChoiceStateEntered', 'ExecutionFailed']);
  });

  test.each([
    ['the rule that is chosen', true, {}, { in: {}, v: 'none' }],
    ['the rule that is chosen', true, { Output: 'its own', Assign: { v: 1 } }, { in: 'its own', v: 1 }],
    ['the Default', false, {}, { in: 'the state’s', v: 2 }],
  ])(
    'of JSONata gives what %s says, and not anything of the other: %j %j',
    async (_, Condition, rule, output) => {
      const played = await play({
        QueryLanguage: 'JSONata',
        StartAt: 'C',
        States: {
          C: {
            Type: 'Choice',
            Choices: [{ Condition, Next: 'E', ...rule }],
            Default: 'E',
            Output: 'the state’s',
            Assign: { v: 2 },
          },
          E: { Type: 'Succeed', Output: { in: '{% $states.input %}', v: "{% $exists($v) ? $v : 'none' %}" } },
        },
      });
      expect(played.output).toEqual(output);
    },
  );

  test('of JSONata has to give a boolean', async () => {
    const played = await play({
      QueryLanguage: 'JSONata',
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input %}', Next: 'E' }], Default: 'E' },
        E: { Type: 'Succeed' },
      },
    });
    expect(played.end).toEqual({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'C' (entered at the event id #2). The JSONata expression '$states.input' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'object' for value: {}",
    });
  });
});
