import { describe, expect, test } from '@jest/globals';
import { parseMachine } from '../../../lib/local/asl/parse/machine.ts';
import type { Problem } from '../../../lib/local/asl/parse/problems.ts';
import type { Json } from '../../../lib/local/service.ts';

type Fields = { readonly [field: string]: Json };

function problemsOf(definition: Json): readonly string[] {
  return parseMachine(JSON.stringify(definition)).problems.map(
    ({ code, message, location }) => `${code}: ${message} at ${location}`,
  );
}

const one = (state: Fields, machine: Fields = {}): readonly string[] =>
  problemsOf({ StartAt: 'S', States: { S: state }, ...machine });

const schema = (message: string, location: string): readonly string[] => [
  `SCHEMA_VALIDATION_FAILED: ${message} at ${location}`,
];

describe('a definition', () => {
  test('that is no JSON is refused', () => {
    expect(parseMachine('{').machine).toBeUndefined();
    expect(parseMachine('{').problems[0]).toMatchObject({ code: 'INVALID_JSON_DESCRIPTION', location: '/' });
    expect(parseMachine('[]').problems).toEqual([
      {
        severity: 'ERROR',
        code: 'INVALID_JSON_DESCRIPTION',
        message: 'The definition must be a JSON object',
        location: '/',
      },
    ]);
  });

  test('has all its problems reported at once', () => {
    expect(
      problemsOf({
        StartAt: 'No',
        States: { A: { Type: 'Pass', Next: 'Nowhere' }, B: { Type: 'Task', End: true }, C: {} },
      }),
    ).toEqual([
      'SCHEMA_VALIDATION_FAILED: These fields are required: [Resource] at /States/B',
      'SCHEMA_VALIDATION_FAILED: These fields are required: [Type] at /States/C',
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: No at /StartAt",
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: Nowhere at /States/A/Next",
    ]);
  });

  test('must reach each of its states', () => {
    expect(
      problemsOf({ StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Pass', Next: 'A' } } }),
    ).toEqual(['MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B']);
  });

  test('must have an end', () => {
    const loop = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Wait', Seconds: 1, Next: 'A' } };
    const without: Problem = {
      severity: 'ERROR',
      code: 'MISSING_END_STATE',
      message: 'Workflow has no terminal state',
    };
    const problemsIn = (States: Json): readonly Problem[] =>
      parseMachine(JSON.stringify({ StartAt: 'A', States })).problems;
    expect(problemsIn(loop)).toEqual([without]);
    // Which of them are reached does not matter any more.
    expect(problemsIn({ ...loop, C: { Type: 'Pass', Next: 'C' } })).toEqual([without]);
    expect(problemsIn({ ...loop, C: { Type: 'Pass', End: true } })).toEqual([
      {
        severity: 'ERROR',
        code: 'MISSING_TRANSITION_TARGET',
        message: 'State "C" is not reachable.',
        location: '/States/C',
      },
    ]);
  });

  test('that is no JSONata is refused in the words of JSONata', () => {
    expect(one({ Type: 'Pass', Output: '{% 1 + %}', End: true }, { QueryLanguage: 'JSONata' })).toEqual([
      'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/S/Output',
    ]);
  });

  test.each(['Parallel', 'Map'])('has one query language in all that a %s contains', (Type) => {
    const inside = (state: Fields): Fields => {
      const region = { StartAt: 'I', States: { I: { Type: 'Pass', End: true, ...state } } };
      return { Type, End: true, ...(Type === 'Map' ? { ItemProcessor: region } : { Branches: [region] }) };
    };
    const place = Type === 'Map' ? 'ItemProcessor' : 'Branches[0]';
    const state = { QueryLanguage: 'JSONata', ...inside({ Parameters: { 'a.$': '$' } }) };
    expect(one(state)).toEqual([]);
    expect(one({ QueryLanguage: 'JSONata', ...inside({ Output: 1 }) })).toEqual(
      schema(
        "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
        `/States/S/${place}/States/I`,
      ),
    );
    expect(one(inside({ QueryLanguage: 'JSONata', Output: 1 }))).toEqual([]);
    expect(one(inside({ QueryLanguage: 'JSONPath' }), { QueryLanguage: 'JSONata' })).toEqual(
      schema(
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
        `/States/S/${place}/States/I`,
      ),
    );
  });

  test('with a field that no machine has is refused', () => {
    expect(one({ Type: 'Succeed' }, { States2: 1 })).toEqual(schema("Field 'States2' is not supported", '/'));
  });

  test('may name what only a branch names', () => {
    const inner = { StartAt: 'I', States: { I: { Type: 'Pass', Next: 'S' } } };
    expect(one({ Type: 'Parallel', Branches: [inner], End: true })).toEqual([
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: S at /States/S/Branches[0]/States/I/Next",
      'MISSING_END_STATE: Workflow has no terminal state at undefined',
    ]);
  });

  test.each<[string, Fields, Fields, string, string]>([
    [
      'type',
      { Type: 'Poss' },
      {},
      'Value must be one of [Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map]',
      '/States/S/Type',
    ],
    ['end', { Type: 'Pass' }, {}, 'These fields are required: [Next] or [End]', '/States/S'],
    [
      'both ends',
      { Type: 'Pass', Next: 'S', End: true },
      {},
      'There should only be one of the following fields: [Next, End]',
      '/States/S',
    ],
    [
      'path',
      { Type: 'Pass', InputPath: 'a', End: true },
      {},
      'Value is not a valid JSONPath',
      '/States/S/InputPath',
    ],
    [
      'reference',
      { Type: 'Pass', ResultPath: '$.a[*]', End: true },
      {},
      'Value is not a Reference Path',
      '/States/S/ResultPath',
    ],
    [
      'template',
      { Type: 'Pass', Parameters: { 'a.$': 'b' }, End: true },
      {},
      "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
      '/States/S/Parameters/a.$',
    ],
    [
      'function',
      { Type: 'Pass', Parameters: { 'a.$': 'States.No()' }, End: true },
      {},
      "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
      '/States/S/Parameters/a.$',
    ],
    [
      'JSONPath in JSONata',
      { Type: 'Pass', InputPath: '$', End: true },
      { QueryLanguage: 'JSONata' },
      "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage",
      '/States/S',
    ],
    [
      'JSONata in JSONPath',
      { Type: 'Pass', Output: 1, End: true },
      {},
      "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
      '/States/S',
    ],
    [
      'wait',
      { Type: 'Wait', End: true },
      {},
      'Exactly one of [Seconds, SecondsPath, Timestamp, TimestampPath] is required',
      '/States/S',
    ],
    [
      'resource',
      { Type: 'Task', Resource: 'x', End: true },
      {},
      'Value is not a valid resource ARN',
      '/States/S/Resource',
    ],
    ...[
      'sqs:sendMesage',
      'dynamodb:query',
      'dynamodb:putItem.waitForTaskToken',
      'sqs:sendMessage.sync',
      'aws-sdk:sqs:SendMessage',
      'aws-sdk:events:putEvents',
      'aws-sdk:sqs:sendMessage.sync',
    ].map((action): [string, Fields, Fields, string, string] => [
      action,
      { Type: 'Task', Resource: `arn:aws:states:::${action}`, End: true },
      {},
      `The resource provided arn:aws:states:::${action} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      '/States/S/Resource',
    ]),
    [
      'set of parameters',
      {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Parameters: { 'QueueUrl.$': '$.q' },
        End: true,
      },
      {},
      'The field "MessageBody" is required but was missing',
      '/States/S/Parameters',
    ],
    [
      'set of arguments',
      {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.waitForTaskToken',
        Arguments: {},
        End: true,
      },
      { QueryLanguage: 'JSONata' },
      'The field "StateMachineArn" is required but was missing',
      '/States/S/Arguments',
    ],
    [
      'parameter',
      {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'f', 'payload.$': '$', New: 1 },
        End: true,
      },
      {},
      'The field "payload" is not supported by Step Functions',
      '/States/S/Parameters',
    ],
    [
      'job',
      { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', End: true },
      {},
      'The resource "arn:aws:states:::states:startExecution.sync:2" runs a job (".sync:2"). The local cloud does not support this.',
      '/States/S/Resource',
    ],
    [
      'activity',
      { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', End: true },
      {},
      'The resource "arn:aws:states:us-east-1:123456789012:activity:a" is an activity. The local cloud does not support this.',
      '/States/S/Resource',
    ],
    ['version', { Type: 'Succeed' }, { Version: '2' }, 'Value must be one of [1.0]', '/Version'],
    ['timeout', { Type: 'Succeed' }, { TimeoutSeconds: 0 }, 'Minimum value is 1', '/TimeoutSeconds'],
  ])('with a bad %s is refused', (_, state, machine, message, location) => {
    expect(one(state, machine)).toEqual(schema(message, location));
  });

  test('with States.ALL before another is refused', () => {
    const Retry = [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }];
    const Resource = 'arn:aws:states:::aws-sdk:dynamodb:putItem';
    expect(one({ Type: 'Task', Resource, Retry, End: true })).toEqual(
      schema('States.ALL must appear alone and at end of list', '/States/S/Retry[0]/ErrorEquals[0]'),
    );
  });

  test('of a distributed Map that reads its items from elsewhere is refused by name', () => {
    const ItemProcessor = { StartAt: 'I', States: { I: { Type: 'Succeed' } } };
    expect(one({ Type: 'Map', ItemProcessor, ItemReader: {}, End: true })).toEqual(
      schema(
        "The field 'ItemReader' of a distributed Map. The local cloud does not support this.",
        '/States/S/ItemReader',
      ),
    );
  });

  test.each<[string, Fields]>([
    ['without an operator', { Variable: '$.a', Next: 'E' }],
    ['with two operators', { Variable: '$.a', IsNull: true, IsString: true, Next: 'E' }],
  ])('with a rule %s is refused', (_, rule) => {
    const States = { S: { Type: 'Choice', Choices: [rule] }, E: { Type: 'Succeed' } };
    expect(problemsOf({ StartAt: 'S', States })).toEqual(
      schema('Exactly one comparison operator is required', '/States/S/Choices[0]'),
    );
  });

  test('with an instant that is none is refused', () => {
    expect(one({ Type: 'Wait', Timestamp: 'tomorrow', End: true })).toEqual(
      schema('String does not match RFC3339 timestamp', '/States/S/Timestamp'),
    );
  });

  test.each(['states', '1a', 'a-b', 'x'.repeat(81)])('with the variable %s is refused', (name) => {
    expect(one({ Type: 'Pass', Assign: { [name]: 1 }, End: true })).toEqual(
      schema(`"${name}" is not a valid variable name`, `/States/S/Assign/${name}`),
    );
  });

  test('that assigns an outer variable in an inner scope is refused', () => {
    const Branches = [{ StartAt: 'I', States: { I: { Type: 'Pass', Assign: { x: 1 }, End: true } } }];
    expect(one({ Type: 'Parallel', Assign: { x: 1 }, Branches, End: true })).toEqual(
      schema(
        'The variable "x" is assigned outside, and cannot be assigned in an inner scope',
        '/States/S/Branches[0]/States/I/Assign/x',
      ),
    );
  });

  test.each<[string, Fields, Fields, string]>([
    [
      'in no language',
      { Type: 'Wait', Seconds: 1, Parameters: 1, End: true },
      {},
      "Field 'Parameters' is not supported",
    ],
    [
      'in this language',
      { Type: 'Fail', ErrorPath: '$.e' },
      { QueryLanguage: 'JSONata' },
      "The QueryLanguage is set to 'JSONata', but field 'ErrorPath' is only supported for the 'JSONPath' QueryLanguage",
    ],
  ])('with a field its state has %s is refused', (_, state, machine, message) => {
    const problems = one(state, machine);
    expect(problems[0]).toContain(message);
  });
});
