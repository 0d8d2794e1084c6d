import { describe, expect, test } from '@jest/globals';
import { parseMachine } from '../../../lib/local/asl/parse/machine.ts';
import type { Json } from '../../../lib/local/service.ts';

type Fields = { readonly [field: string]: Json };

function problemsOf(state: Fields, language = 'JSONPath'): readonly string[] {
  const definition = { QueryLanguage: language, StartAt: 'S', States: { S: state } };
  return parseMachine(JSON.stringify(definition)).problems.map(
    ({ code, message, location }) => `${code}: ${message} at ${location}`,
  );
}

const TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
const PROCESSOR = { StartAt: 'I', States: { I: { Type: 'Succeed' } } };
const MAP = { Type: 'Map', ItemProcessor: PROCESSOR, End: true };
const PASS = { Type: 'Pass', End: true };
const A_IS_NULL = { Variable: '$.a', IsNull: true };
const choice = (rule: Fields): Fields => ({ Type: 'Choice', Choices: [{ Next: 'S', ...rule }] });

describe('a field', () => {
  test.each<[Fields, string, string]>([
    [{ Type: 'Wait', Seconds: 1.5, End: true }, 'Expected value of type Integer', '/Seconds'],
    [{ Type: 'Wait', Seconds: '{% 1 %}', End: true }, 'Expected value of type Integer', '/Seconds'],
    [
      { Type: 'Wait', Seconds: 100_000_000, End: true },
      'Value is not in range: at least 0 and at most 99999999',
      '/Seconds',
    ],
    [{ ...TASK, TimeoutSeconds: '9' }, 'Expected value of type Integer', '/TimeoutSeconds'],
    [
      { ...TASK, HeartbeatSeconds: 0 },
      'Value is not in range: at least 1 and at most 99999999',
      '/HeartbeatSeconds',
    ],
    [
      { ...TASK, TimeoutSeconds: 5, HeartbeatSeconds: 5 },
      'HeartbeatSeconds must be smaller than TimeoutSeconds',
      '',
    ],
    [
      { ...TASK, TimeoutSecondsPath: 'States.MathAdd(1, 1)' },
      'Value is not a Reference Path',
      '/TimeoutSecondsPath',
    ],
    [
      { ...TASK, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 4, MaxDelaySeconds: 4 }] },
      'MaxDelaySeconds must be greater than IntervalSeconds',
      '/Retry[0]',
    ],
    [
      { ...TASK, Retry: [{ ErrorEquals: ['E'], Attempts: 4 }] },
      "The field 'Attempts' is not supported",
      '/Retry[0]/Attempts',
    ],
    [
      { ...TASK, Catch: [{ ErrorEquals: ['E'], Next: 'S', Output: 1 }] },
      "The field 'Output' is not supported",
      '/Catch[0]/Output',
    ],
    [{ Type: 'Fail', Error: 1 }, 'Expected value of type String', '/Error'],
    [{ ...MAP, MaxConcurrency: -1 }, 'Value is not in range: at least 0', '/MaxConcurrency'],
    [{ ...MAP, ToleratedFailureCount: 0.5 }, 'Expected value of type Integer', '/ToleratedFailureCount'],
    [
      { ...MAP, ToleratedFailurePercentage: 101 },
      'Value is not in range: at least 0 and at most 100',
      '/ToleratedFailurePercentage',
    ],
    [
      { ...MAP, ToleratedFailurePercentage: '1' },
      'Expected value of type Number',
      '/ToleratedFailurePercentage',
    ],
    [{ ...MAP, Iterator: PROCESSOR }, 'Only one of [ItemProcessor, Iterator] is allowed', ''],
    [{ ...MAP, ItemSelector: {}, Parameters: {} }, 'Only one of [ItemSelector, Parameters] is allowed', ''],
    [{ ...PASS, Assign: 1 }, 'Expected value of type Object', '/Assign'],
    [{ ...PASS, Comment: 1 }, 'Expected value of type String', '/Comment'],
    [
      { ...PASS, Parameters: { x: [{ a: 1, 'a.$': '$.a' }] } },
      'Only one of [a, a.$] is allowed',
      '/Parameters/x[0]',
    ],
    [{ Type: 'Choice', Choices: [] }, 'Expected at least one element', '/Choices'],
    [choice({ Or: [] }), 'Expected at least one element', '/Choices[0]/Or'],
    [choice({ ...A_IS_NULL, Output: 1 }), "The field 'Output' is not supported", '/Choices[0]/Output'],
    [
      choice({ And: [{ ...A_IS_NULL, Next: 'S' }] }),
      "The field 'Next' is not supported",
      '/Choices[0]/And[0]/Next',
    ],
    [
      choice({ Not: { ...A_IS_NULL, Assign: {} } }),
      "The field 'Assign' is not supported",
      '/Choices[0]/Not/Assign',
    ],
    [choice({ Not: A_IS_NULL, IsNull: true }), "The field 'IsNull' is not supported", '/Choices[0]/IsNull'],
  ])('of JSONPath: %j', (state, message, field) => {
    expect(problemsOf(state)).toEqual([`SCHEMA_VALIDATION_FAILED: ${message} at /States/S${field}`]);
  });

  test.each<[Fields, string, string]>([
    [{ Type: 'Wait', Seconds: '1', End: true }, 'Expected value of type Integer', '/Seconds'],
    [{ Type: 'Wait', Timestamp: 'soon', End: true }, 'String does not match RFC3339 timestamp', '/Timestamp'],
    [{ Type: 'Fail', Cause: 1 }, 'Expected value of type String', '/Cause'],
    [{ ...MAP, Items: { a: 1 } }, 'Expected value of type Array', '/Items'],
    [{ ...PASS, Assign: '{% { "a": 1 } %}' }, 'Expected value of type Object', '/Assign'],
    [
      choice({ Condition: true, Variable: '$.a' }),
      "The field 'Variable' is not supported",
      '/Choices[0]/Variable',
    ],
    [
      { ...TASK, Catch: [{ ErrorEquals: ['E'], Next: 'S', ResultPath: '$' }] },
      "The field 'ResultPath' is not supported",
      '/Catch[0]/ResultPath',
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
    [{ ...TASK, Catch: [{ ErrorEquals: ['E'], Next: 'S', Output: RESULT }] }, 'result', '/Catch[0]/Output'],
  ])('is not there: %j', (state, name, field) => {
    expect(problemsOf(state, 'JSONata')).toEqual([
      `SCHEMA_VALIDATION_FAILED: The variable '$states.${name}' is not accessible here at /States/S${field}`,
    ]);
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
