import { describe, expect, test } from '@jest/globals';
import { readCases } from './case.ts';
import { Masks } from './masks.ts';
import { playCase } from './play.ts';
import { reportOf } from './report.ts';

const RESULT = { event: 'TaskSucceeded', output: { Payload: { at: '<date:1>' }, StatusCode: 200 } };
const ASK = {
  state: 'Ask',
  scheduledEventId: 3,
  resourceType: 'lambda',
  resource: 'invoke',
  parameters: { FunctionName: '<name>', Payload: { n: 1 } },
  result: RESULT,
};
const CASE = {
  name: 'asks a function',
  definition: {
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:<partition>:states:::lambda:invoke',
        Parameters: { FunctionName: 'EXT:made().Name', 'Payload.$': '$' },
        OutputPath: '$.Payload',
        End: true,
      },
    },
  },
  input: { n: 1 },
  expect: { status: 'SUCCEEDED', output: { at: '<date:1>' } },
  task_mocks: [ASK],
  exact: true,
  placeholders: [],
  trace: [{ ev: 'entered', type: 'Task', state: 'Ask', input: { n: 1 } }],
};

async function verdictOn(changes: object) {
  const [recorded] = readCases(JSON.stringify({ ...CASE, ...changes }));
  if (recorded === undefined) throw new Error('No case');
  return playCase(recorded);
}

describe('a recorded case', () => {
  test('agrees where everything is as it was on AWS', async () => {
    expect(await verdictOn({})).toEqual({ kind: 'agrees', notes: [] });
  });

  test.each([
    [
      { expect: { status: 'FAILED', error: 'No' } },
      ['status: AWS "FAILED", here "SUCCEEDED"', 'error: AWS "No", here nothing'],
    ],
    [
      { expect: { status: 'SUCCEEDED', output: { at: '<date:1>', more: 1 } } },
      ['output: AWS {"at":"<date:1>","more":1}, here {"at":"<date:1>"}'],
    ],
    [{ trace: [], task_mocks: [ASK, ASK] }, ['A call of the task "Ask" was not made.']],
    [{ task_mocks: [] }, ['AWS made no call 1 of the task "Ask".']],
    [
      { task_mocks: [{ ...ASK, parameters: { FunctionName: '<name>', Payload: { n: 2 } } }] },
      [
        'arguments of "Ask": AWS {"FunctionName":"<name>","Payload":{"n":2}}, here {"FunctionName":"EXT:made().Name","Payload":{"n":1}}',
      ],
    ],
    [
      { trace: [...CASE.trace, { ev: 'entered', state: 'Next' }] },
      ['states: AWS ["Ask","Next"], here ["Ask"]', 'input of "Next": AWS nothing, here nothing'],
    ],
    [{ trace: [{ ev: 'entered', state: 'Ask', input: 1 }] }, ['input of "Ask": AWS 1, here {"n":1}']],
  ])('differs: %#', async (changes, differences) => {
    expect(await verdictOn(changes)).toEqual({ kind: 'differs', differences });
  });

  test('that is not exact agrees where only its data differ, and they are noted', async () => {
    const trace = [{ ev: 'entered', state: 'Ask', input: 1 }];
    expect(await verdictOn({ exact: false, trace })).toEqual({
      kind: 'agrees',
      notes: ['input of "Ask": AWS 1, here {"n":1}'],
    });
  });

  test('of an activity, whose ARN is masked, agrees', async () => {
    const { Ask } = CASE.definition.States;
    const States = { Ask: { ...Ask, Resource: 'EXT:create_activity().activityArn' } };
    expect(await verdictOn({ definition: { StartAt: 'Ask', States } })).toEqual({
      kind: 'agrees',
      notes: [],
    });
  });

  test('that the engine refuses by name is refused', async () => {
    const { Ask } = CASE.definition.States;
    const States = {
      Each: { Type: 'Map', ItemProcessor: { StartAt: 'Ask', States: { Ask } }, ItemReader: {}, End: true },
    };
    expect(await verdictOn({ definition: { StartAt: 'Each', States } })).toEqual({
      kind: 'refused',
      why: "The field 'ItemReader' of a distributed Map.",
    });
    expect(await verdictOn({ definition: { StartAt: 'Nowhere', States: {} } })).toMatchObject({
      kind: 'differs',
    });
  });
});

describe('masks', () => {
  const masks = new Masks(['queue_url', 'maybe:date']);

  test.each([
    ['<uuid:1>', 'anything', true],
    ['<<task_token>:1>', 'anything', true],
    ['queue_url', 'http://q', true],
    ['id <uuid:1> of http://queue_url!', 'id 7 of http://q/1!', true],
    ['id <uuid:1>.', 'id 7,', false],
    ['a < b and c > d', 'a < x and c > d', false],
    ['{"a": 1, "b": "<x>"}', '{"b":"y","a":1}', true],
    ['{"a": 1}', '{"a":2}', false],
    [{ a: [1, '<x>'] }, { a: [1, 'y'] }, true],
    [{ a: [1] }, { a: [1, 2] }, false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [null, '', true],
    [null, 'x', false],
    [1, '1', false],
  ])('%j fits %j: %j', (expected, actual, fits) => {
    expect(masks.fits(expected, actual)).toBe(fits);
  });
});

test('95 of 100 are enough, and what is refused does not count', () => {
  const of = (count: number, kind: 'agrees' | 'refused' | 'differs') =>
    Array.from({ length: count }, () => ({
      name: kind,
      verdict:
        kind === 'agrees'
          ? { kind, notes: [] }
          : kind === 'refused'
            ? { kind, why: 'W' }
            : { kind, differences: ['D'] },
    }));
  const enough = reportOf([...of(95, 'agrees'), ...of(5, 'differs'), ...of(1, 'refused')]);
  expect([enough.passed, enough.text.split('\n').at(-1)]).toEqual([
    true,
    '95/100 cases agree with AWS (95.0 %); 1 refused by name and not counted',
  ]);
  expect(enough.text.split('\n').slice(-4, -1)).toEqual(['    D', 'refused  refused', '    W']);
  expect(reportOf([...of(94, 'agrees'), ...of(6, 'differs')]).passed).toBe(false);
  expect(reportOf([]).passed).toBe(false);
});
