import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/local/service.ts';
import { outputOf, play, PUT, succeeded } from './play.ts';

describe('in JSONPath, data', () => {
  test('goes through InputPath, Parameters, ResultSelector, ResultPath and OutputPath', async () => {
    const played = await play(
      {
        StartAt: 'T',
        States: {
          T: {
            Type: 'Task',
            Resource: PUT,
            InputPath: '$.order',
            Parameters: { 'id.$': '$.id', fixed: [1, { 'run.$': '$$.Execution.Name' }] },
            ResultSelector: { 'kept.$': '$.a' },
            ResultPath: '$.order.result',
            OutputPath: '$.order',
            End: true,
          },
        },
      },
      { input: { order: { id: 7 } }, outcomes: [{ kind: 'succeeded', output: { a: 1, b: 2 } }] },
    );
    expect(played.calls[0]?.arguments).toEqual({ id: 7, fixed: [1, { run: 'one' }] });
    expect(played.end).toEqual(succeeded({ id: 7, result: { kept: 1 } }));
  });

  test.each<[string, { readonly [field: string]: Json }, Json]>([
    ['InputPath null is an empty object', { InputPath: null }, {}],
    ['OutputPath null is an empty object', { OutputPath: null }, {}],
    ['a Result of null is null', { Result: null }, null],
    ['ResultPath null keeps the input', { Result: 1, ResultPath: null }, { list: [1, 2] }],
    ['ResultPath makes what is missing', { Result: 1, ResultPath: '$.a.b' }, { list: [1, 2], a: { b: 1 } }],
    ['ResultPath replaces an item', { Result: 9, ResultPath: '$.list[1]' }, { list: [1, 9] }],
  ])('%s', async (_, state, output) => {
    expect(await outputOf({ Type: 'Pass', ...state }, { list: [1, 2] })).toEqual(succeeded(output));
  });

  test.each<[string, Json, string]>([
    ['$.a.b', { a: 'text' }, 'b'],
    ['$.x', [1], 'x'],
    ['$.list[2]', { list: [1] }, '2'],
  ])('a ResultPath that does not fit is a failure of its own: %s', async (ResultPath, input, step) => {
    const end = await outputOf({ Type: 'Pass', Result: 1, ResultPath }, input);
    const cause = `Unable to apply step "${step}" to input ${JSON.stringify(input)}`;
    expect(end).toEqual({ status: 'FAILED', error: 'States.ReferencePathConflict', cause });
  });

  test.each<[{ readonly [field: string]: Json }]>([
    [{ Parameters: { 'a.$': '$' } }],
    [{ Parameters: { 'a.$': 'States.Array($.b)' } }],
    [{ InputPath: '$.a' }],
    [{ OutputPath: '$.a' }],
  ])('no path is looked up in null: %j', async (state) => {
    const cause =
      "An error occurred while executing the state 'S' (entered at the event id #2). Unable to apply Path transformation to null or empty input.";
    expect(await outputOf({ Type: 'Pass', ...state }, null)).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause,
    });
    expect(await outputOf({ Type: 'Pass', Parameters: { 'a.$': '$$.State.Name' } }, null)).toEqual(
      succeeded({ a: 'S' }),
    );
  });

  test('a template takes members of any name, in what is computed and in what is not', async () => {
    const Parameters = JSON.parse('{"__proto__.$": "$.a", "fixed": {"__proto__": [1]}}') as Json;
    expect(await outputOf({ Type: 'Pass', Parameters }, { a: 2 })).toEqual(
      succeeded(JSON.parse('{"__proto__": 2, "fixed": {"__proto__": [1]}}') as Json),
    );
  });

  test('an item that a list does not have is null in Parameters, and is not there elsewhere', async () => {
    const Parameters = { 'a.$': '$.list[1]', 'b.$': '$.list[-2]', 'c.$': '$.none[0]' };
    const input = { list: [1], none: [] };
    expect(await outputOf({ Type: 'Pass', Parameters: { 'a.$': '$.list[-1]' } }, input)).toEqual(
      succeeded({ a: null }),
    );
    expect(await outputOf({ Type: 'Pass', Parameters }, input)).toEqual(
      succeeded({ a: null, b: null, c: null }),
    );
    for (const state of [
      { Parameters: { 'a.$': '$.list[1].b' } },
      { Parameters: { 'a.$': '$[0]' } },
      { Parameters: { 'a.$': 'States.Array($.list[1])' } },
      { InputPath: '$.list[1]' },
    ]) {
      expect(await outputOf({ Type: 'Pass', ...state }, input)).toMatchObject({ error: 'States.Runtime' });
    }
    const Choices = [{ Variable: '$.list[1]', IsPresent: true, Next: 'There' }];
    const There = { Type: 'Fail' };
    const States = { S: { Type: 'Choice', Choices, Default: 'E' }, E: { Type: 'Succeed' }, There };
    expect((await play({ StartAt: 'S', States }, { input })).end).toEqual(succeeded(input));
  });

  test('a missing path in Parameters names field and input', async () => {
    expect(await outputOf({ Type: 'Pass', Parameters: { a: { 'b.$': '$.c' } } })).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'S' (entered at the event id #2). The JSONPath '$.c' specified for the field 'b.$' could not be found in the input '{}'",
    });
  });

  test('variables are assigned from the result and seen by later states only', async () => {
    const played = await play({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Result: { n: 1 }, Assign: { 'x.$': '$.n', y: 2 }, Next: 'B' },
        B: { Type: 'Pass', Assign: { x: 5, 'old.$': '$x' }, Next: 'C' },
        C: { Type: 'Pass', Parameters: { 'x.$': '$x', 'y.$': '$y', 'old.$': '$old' }, End: true },
      },
    });
    expect(played.end).toEqual(succeeded({ x: 5, y: 2, old: 1 }));
    expect(played.history[2]?.['stateExitedEventDetails']).toEqual({
      name: 'A',
      output: '{"n":1}',
      outputDetails: { truncated: false },
      assignedVariables: { x: '1', y: '2' },
      assignedVariablesDetails: { truncated: false },
    });
  });

  test('the context object tells of execution, state and machine', async () => {
    expect(await outputOf({ Type: 'Pass', Parameters: { 'c.$': '$$' } }, { a: 1 })).toEqual(
      succeeded({
        c: {
          Execution: {
            Id: 'arn:aws:states:us-east-1:123456789012:execution:machine:one',
            Input: { a: 1 },
            StartTime: '2026-01-01T00:00:00.000Z',
            Name: 'one',
            RoleArn: 'arn:aws:iam::123456789012:role/machine',
          },
          StateMachine: {
            Id: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
            Name: 'machine',
          },
          State: { Name: 'S', EnteredTime: '2026-01-01T00:00:00.000Z', RetryCount: 0 },
        },
      }),
    );
  });

  test("the context object's members are in AWS's order", async () => {
    const { execution } = await play(
      {
        StartAt: 'S',
        States: { S: { Type: 'Pass', Parameters: { 'c.$': '$$' }, OutputPath: '$.c.Execution', End: true } },
      },
      { input: { a: 1 } },
    );
    expect(execution.output).toBe(
      '{"Id":"arn:aws:states:us-east-1:123456789012:execution:machine:one","Input":{"a":1},' +
        '"StartTime":"2026-01-01T00:00:00.000Z","Name":"one","RoleArn":"arn:aws:iam::123456789012:role/machine"}',
    );
  });
});

describe('in JSONata, data', () => {
  const output = (expression: Json, input: Json = { n: 2 }) =>
    outputOf({ Type: 'Pass', QueryLanguage: 'JSONata', Output: expression }, input);

  test.each<[Json, Json]>([
    ['{% $states.input.n * 2 %}', 4],
    [
      { a: ['{% $states.context.Execution.Name %}', 'plain', ' {% no %}'] },
      { a: ['one', 'plain', ' {% no %}'] },
    ],
    ['{% $now() %}', '2026-01-01T00:00:00.000Z'],
  ])('%j gives %j', async (expression, value) => {
    expect(await output(expression)).toEqual(succeeded(value));
  });

  const NO = '{% $no %}';
  const CALL = { Type: 'Task', Resource: PUT, Arguments: { a: NO }, End: true };
  const catching = (fields: { readonly [field: string]: Json }): Json => [
    { ErrorEquals: ['Other'], Next: 'E' },
    { ErrorEquals: ['States.ALL'], Next: 'E', ...fields },
  ];

  test.each<[string, { readonly [field: string]: Json }]>([
    ['Arguments/a', CALL],
    ['Choices[0]/Output/v', { Type: 'Choice', Choices: [{ Condition: true, Next: 'E', Output: { v: NO } }] }],
    ['Choices[0]/Assign/x', { Type: 'Choice', Choices: [{ Condition: true, Next: 'E', Assign: { x: NO } }] }],
    ['Catch[1]/Output[1]', { ...CALL, Catch: catching({ Output: [1, NO] }) }],
    ['Catch[1]/Assign/x', { ...CALL, Catch: catching({ Assign: { x: NO } }) }],
  ])('an expression that gives nothing fails in its place: %s', async (field, state) => {
    const States = { S: state, E: { Type: 'Succeed' } };
    const played = await play({
      QueryLanguage: 'JSONata',
      StartAt: 'S',
      States: 'Catch' in state || state['Type'] === 'Choice' ? States : { S: state },
    });
    expect(played.end).toEqual({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: `An error occurred while executing the state 'S' (entered at the event id #2). The JSONata expression '$no' specified for the field '${field}' returned nothing (undefined).`,
    });
  });

  test('an expression that throws leaves an event and a cause', async () => {
    const played = await play({
      QueryLanguage: 'JSONata',
      StartAt: 'S',
      States: { S: { Type: 'Pass', Output: { a: '{% $number("x") %}' }, End: true } },
    });
    const cause =
      "An error occurred while executing the state 'S' (entered at the event id #2). The JSONata expression '$number(\"x\")' specified for the field 'Output/a' threw an error during evaluation. D3030: Unable to cast value to a number: \"x\"";
    expect(played.end).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError', cause });
    expect(played.history.slice(2)).toEqual([
      {
        id: 3,
        previousEventId: 2,
        timestamp: 1767225600,
        type: 'EvaluationFailed',
        evaluationFailedEventDetails: {
          error: 'States.QueryEvaluationError',
          cause,
          location: 'Output/a',
          state: 'S',
        },
      },
      {
        id: 4,
        previousEventId: 3,
        timestamp: 1767225600,
        type: 'ExecutionFailed',
        executionFailedEventDetails: { error: 'States.QueryEvaluationError', cause },
      },
    ]);
  });

  test('an output above 256 KiB is refused', async () => {
    expect(await output('{% $pad("", 262143, "x") %}')).toEqual({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'S' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });
});
