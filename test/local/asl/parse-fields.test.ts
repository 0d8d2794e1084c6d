import { describe, expect, test } from '@jest/globals';
import { parseMachine } from '../../../lib/local/asl/parse/machine.ts';
import type { Json } from '../../../lib/local/service.ts';

type Fields = { readonly [field: string]: Json };

function problemsOf(state: Fields, language = 'JSONPath'): readonly string[] {
  const end = state['Type'] === 'Choice' ? { E: { Type: 'Succeed' } } : {};
  const definition = { QueryLanguage: language, StartAt: 'S', States: { S: state, ...end } };
  return parseMachine(JSON.stringify(definition)).problems.map(
    ({ code, message, location }) => `${code}: ${message} at ${location}`,
  );
}

const TASK = { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:lambda:invoke', End: true };
const PROCESSOR = { StartAt: 'I', States: { I: { Type: 'Succeed' } } };
const MAP = { Type: 'Map', ItemProcessor: PROCESSOR, End: true };
const DISTRIBUTED = { ...MAP, ItemProcessor: { ...PROCESSOR, ProcessorConfig: { Mode: 'DISTRIBUTED' } } };
const PASS = { Type: 'Pass', End: true };
const A_IS_NULL = { Variable: '$.a', IsNull: true };
const choice = (rule: Fields): Fields => ({
  Type: 'Choice',
  Choices: [{ Next: 'E', ...rule }],
  Default: 'E',
});

describe('a field', () => {
  test.each<[Fields, string, string]>([
    [{ Type: 'Wait', Seconds: 1.5, End: true }, 'Expected value of type Integer', '/Seconds'],
    [{ Type: 'Wait', Seconds: '{% 1 %}', End: true }, 'Expected value of type Integer', '/Seconds'],
    [{ Type: 'Wait', Seconds: 100_000_000, End: true }, 'Maximum value is 99999999', '/Seconds'],
    [{ ...TASK, TimeoutSeconds: '9' }, 'Expected value of type Integer', '/TimeoutSeconds'],
    [{ ...TASK, HeartbeatSeconds: 0 }, 'Minimum value is 1', '/HeartbeatSeconds'],
    [
      { ...TASK, TimeoutSeconds: 5, HeartbeatSeconds: 5 },
      'HeartbeatSeconds must be smaller than TimeoutSeconds',
      '',
    ],
    [
      { ...TASK, TimeoutSecondsPath: 'States.MathAdd(1, 1)' },
      "Value is not a Reference Path: Reference path didn't start with '$'",
      '/TimeoutSecondsPath',
    ],
    [
      { Type: 'Wait', SecondsPath: 'a', End: true },
      "Value is not a Reference Path: Reference path didn't start with '$'",
      '/SecondsPath',
    ],
    [
      choice({ Variable: 'States.ArrayLength($.a)', NumericEquals: 0 }),
      "Value is not a Reference Path: Reference path didn't start with '$'",
      '/Choices[0]/Variable',
    ],
    [
      choice({ Variable: '$.a', NumericEqualsPath: '$.[' }),
      'Value is not a Reference Path',
      '/Choices[0]/NumericEqualsPath',
    ],
    [
      { ...TASK, Retry: [{ ErrorEquals: ['A', 'States.ALL'] }] },
      'States.ALL must appear alone and at end of list',
      '/Retry[0]/ErrorEquals[1]',
    ],
    [
      { ...MAP, MaxConcurrencyPath: '$$.Execution.Input.n' },
      'Value is not a Reference Path',
      '/MaxConcurrencyPath',
    ],
    [
      { ...MAP, ItemProcessor: { ...PROCESSOR, QueryLanguage: 'JSONPath' } },
      "Field 'QueryLanguage' is not supported",
      '/ItemProcessor',
    ],
    [{ ...PASS, TimeoutSeconds: 1 }, "Field 'TimeoutSeconds' is not supported", ''],
    [
      { ...MAP, ItemBatcher: {} },
      "Field 'ItemBatcher' is only supported where the Mode is DISTRIBUTED",
      '/ItemBatcher',
    ],
    [{ ...DISTRIBUTED, ItemBatcher: 1 }, 'Expected value of type Object', '/ItemBatcher'],
    [
      { ...DISTRIBUTED, ItemBatcher: { MaxItemsPerBatch: 1, MaxItemsPerBatchPath: '$.n' } },
      'There should only be one of the following fields: [MaxItemsPerBatch, MaxItemsPerBatchPath]',
      '/ItemBatcher',
    ],
    [
      { ...DISTRIBUTED, ItemBatcher: { MaxInputBytesPerBatch: -1 } },
      'Minimum value is 0',
      '/ItemBatcher/MaxInputBytesPerBatch',
    ],
    [{ ...DISTRIBUTED, ItemBatcher: { Most: 1 } }, "Field 'Most' is not supported", '/ItemBatcher'],
    [
      { ...DISTRIBUTED, ItemBatcher: { MaxItemsPerBatchPath: '$$.Execution.Input.n' } },
      'Value is not a Reference Path',
      '/ItemBatcher/MaxItemsPerBatchPath',
    ],
    [
      { ...TASK, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 4, MaxDelaySeconds: 4 }] },
      'MaxDelaySeconds must be greater than IntervalSeconds',
      '/Retry[0]',
    ],
    [
      { ...TASK, Retry: [{ ErrorEquals: ['E'], MaxAttempts: 100_000_000 }] },
      'Maximum value is 99999999',
      '/Retry[0]/MaxAttempts',
    ],
    [
      { ...TASK, Retry: [{ ErrorEquals: ['E'], MaxDelaySeconds: 31_622_400 }] },
      'Maximum value is 31622399',
      '/Retry[0]/MaxDelaySeconds',
    ],
    [
      { ...TASK, Retry: [{ ErrorEquals: ['E'], Attempts: 4 }] },
      "Field 'Attempts' is not supported",
      '/Retry[0]',
    ],
    [
      { ...TASK, Catch: [{ ErrorEquals: ['E'], Next: 'S', Output: 1 }] },
      "Field 'Output' is not supported",
      '/Catch[0]',
    ],
    [{ Type: 'Fail', Error: 1 }, 'Expected value of type String', '/Error'],
    [{ ...MAP, MaxConcurrency: -1 }, 'Minimum value is 0', '/MaxConcurrency'],
    [{ ...MAP, ToleratedFailureCount: 0.5 }, 'Expected value of type Integer', '/ToleratedFailureCount'],
    [{ ...MAP, ToleratedFailurePercentage: 101 }, 'Maximum value is 100.0', '/ToleratedFailurePercentage'],
    [
      { ...MAP, ToleratedFailurePercentage: '1' },
      'Expected value of type Number',
      '/ToleratedFailurePercentage',
    ],
    [
      { ...MAP, Iterator: PROCESSOR },
      'There should only be one of the following fields: [ItemProcessor, Iterator]',
      '',
    ],
    [
      { ...MAP, ItemSelector: {}, Parameters: {} },
      'There should only be one of the following fields: [ItemSelector, Parameters]',
      '',
    ],
    [{ ...PASS, Assign: 1 }, 'Expected value of type Object', '/Assign'],
    [{ ...PASS, Comment: 1 }, 'Expected value of type String', '/Comment'],
    [
      { ...PASS, Parameters: { x: [{ a: 1, 'a.$': '$.a' }] } },
      'Only one of [a, a.$] is allowed',
      '/Parameters/x[0]',
    ],
    [{ Type: 'Choice', Choices: [], Default: 'E' }, 'Expected at least one element', '/Choices'],
    [choice({ Or: [] }), 'Expected at least one element', '/Choices[0]/Or'],
    [choice({ ...A_IS_NULL, Output: 1 }), "Field 'Output' is not supported", '/Choices[0]'],
    [choice({ And: [{ ...A_IS_NULL, Next: 'E' }] }), "Field 'Next' is not supported", '/Choices[0]/And[0]'],
    [choice({ Not: { ...A_IS_NULL, Assign: {} } }), "Field 'Assign' is not supported", '/Choices[0]/Not'],
    [choice({ Not: A_IS_NULL, IsNull: true }), "Field 'IsNull' is not supported", '/Choices[0]'],
  ])('of JSONPath: %j', (state, message, field) => {
    expect(problemsOf(state)).toEqual([`SCHEMA_VALIDATION_FAILED: ${message} at /States/S${field}`]);
  });

  test.each<[Fields, string, string]>([
    [{ Type: 'Wait', Seconds: '1', End: true }, 'Expected value of type Integer', '/Seconds'],
    [{ Type: 'Wait', Timestamp: 'soon', End: true }, 'String does not match RFC3339 timestamp', '/Timestamp'],
    [{ Type: 'Fail', Cause: 1 }, 'Expected value of type String', '/Cause'],
    [{ ...MAP, Items: { a: 1 } }, 'Expected value of type Array', '/Items'],
    [
      { ...DISTRIBUTED, ItemBatcher: { MaxItemsPerBatchPath: '$.n' } },
      "The QueryLanguage is set to 'JSONata', but field 'MaxItemsPerBatchPath' is only supported for the 'JSONPath' QueryLanguage",
      '/ItemBatcher',
    ],
    [{ ...PASS, Assign: '{% { "a": 1 } %}' }, 'Expected value of type Object', '/Assign'],
    [choice({ Condition: true, Variable: '$.a' }), "Field 'Variable' is not supported", '/Choices[0]'],
    [
      { ...TASK, Catch: [{ ErrorEquals: ['E'], Next: 'S', ResultPath: '$' }] },
      "Field 'ResultPath' is not supported",
      '/Catch[0]',
    ],
  ])('of JSONata: %j', (state, message, field) => {
    expect(problemsOf(state, 'JSONata')).toEqual([
      `SCHEMA_VALIDATION_FAILED: ${message} at /States/S${field}`,
    ]);
  });

  test.each(['', 'a b', 'a/b', 'x'.repeat(41)])('is no label: "%s"', (Label) => {
    expect(problemsOf({ ...MAP, Label })).toHaveLength(1);
    expect(problemsOf({ ...MAP, Label: 'A-label_1' })).toEqual([]);
  });
});

describe('what an expression may read', () => {
  const RESULT = '{% $states.result.a %}';
  const ERROR = '{% $exists($states.errorOutput) %}';

  test.each<[Fields]>([
    [{ ...TASK, Output: RESULT, Assign: { a: [RESULT] } }],
    [{ ...MAP, Output: RESULT }],
    [{ ...TASK, Catch: [{ ErrorEquals: ['E'], Next: 'S', Output: ERROR, Assign: { e: ERROR } }] }],
  ])('is there: %j', (state) => {
    expect(problemsOf(state, 'JSONata')).toEqual([]);
  });

  test.each<[Fields, string, string]>([
    [{ ...TASK, Arguments: { a: RESULT } }, 'result', '/Arguments/a'],
    [{ ...TASK, Output: ERROR }, 'errorOutput', '/Output'],
    [{ ...PASS, Output: RESULT }, 'result', '/Output'],
    [{ ...MAP, Items: RESULT }, 'result', '/Items'],
    [
      { ...MAP, ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Succeed', Output: RESULT } } } },
      'result',
      '/ItemProcessor/States/I/Output',
    ],
    [choice({ Condition: RESULT }), 'result', '/Choices[0]/Condition'],
    [{ ...PASS, Output: { a: '{% $states.inputs & $states.inputs %}' } }, 'inputs', '/Output/a'],
    [{ ...TASK, Catch: [{ ErrorEquals: ['E'], Next: 'S', Output: RESULT }] }, 'result', '/Catch[0]/Output'],
  ])('is not there: %j', (state, name, field) => {
    expect(problemsOf(state, 'JSONata')).toEqual([
      `UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.${name}' does not exist. at /States/S${field}`,
    ]);
  });
});

describe('at the top level, an expression', () => {
  test.each([
    '$states.input.items[status = "OPEN"].amount',
    '$states.input.lines{ type: $sum(price) }',
    '$states.input.lines.{ "name": name, "all": $ }',
    '$states.input.lines@$line^(>price).($line.name)',
    '$map($states.input.lines, function($line) { $line.price })',
    '$states.input ~> | lines | { "total": price * count } |',
    '($price := 5; $states.input.lines[price = $price])',
    '$states.input.$sum(lines.price)',
  ])('reads of what is there: %s', (expression) => {
    expect(problemsOf({ ...PASS, Output: `{% ${expression} %}` }, 'JSONata')).toEqual([]);
  });

  test.each([
    ['phone', ['phone']],
    ['`a b`.c', ['a b']],
    ['phone & $contains(phone, "0") & name[first = "x"].last', ['phone', 'name']],
    ['{ "a": [$states.input.b, b.c] }', ['b']],
    ['"a" in tags ? x : (1; y)', ['tags', 'x', 'y']],
    ['$$', ['$$']],
  ])('may read nothing of itself: %s', (expression, names) => {
    expect(problemsOf({ ...PASS, Output: { v: `{% ${expression} %}` } }, 'JSONata')).toEqual(
      names.map(
        (name) =>
          `UNSUPPORTED_JSONATA_EXPRESSION: Reference to '${name}' at the top level is not supported. at /States/S/Output/v`,
      ),
    );
  });
});

test.each<[Fields]>([
  [{ Type: 'Parallel', Branches: [PROCESSOR, PROCESSOR], End: true }],
  [{ ...MAP, ItemProcessor: { StartAt: 'S', States: { S: PASS } } }],
])('the name of a state is the only one in the machine: %j', (state) => {
  expect(problemsOf(state)).toEqual([
    expect.stringMatching(
      /^DUPLICATE_STATE_NAME: Duplicate State name: [IS] at \/States\/S\/.*\/States\/[IS]$/,
    ),
  ]);
});

test('a rule that is none leads where it leads nevertheless', () => {
  const problems = parseMachine(
    JSON.stringify({
      StartAt: 'S',
      States: { S: { Type: 'Choice', Choices: [{ Variable: '$.a', Next: 'E' }] }, E: { Type: 'Succeed' } },
    }),
  ).problems.map(({ message }) => message);
  expect(problems).toEqual(['Exactly one comparison operator is required']);
});
