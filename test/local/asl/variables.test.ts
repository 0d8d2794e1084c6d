/** `Assign`, wherever a state may have one, and where variables can be seen. */
import { describe, expect, test } from '@jest/globals';
import { parseMachine } from '../../../lib/local/asl/parse/machine.ts';
import type { Json } from '../../../lib/local/service.ts';
import { play, succeeded, WAIT_FOR_TOKEN } from './play.ts';

type States = { readonly [name: string]: Json };

/** Ends in `Done`, whose output is the variables `$seen`, if any. */
function machine(StartAt: string, states: States): Json {
  return { QueryLanguage: 'JSONata', StartAt, States: { ...states, Done: done } };
}
const done: Json = { Type: 'Succeed', Output: { seen: '{% $exists($seen) ? $seen : "nothing" %}' } };
const region = (name: string, state: Json, more: States = {}): Json => ({
  StartAt: name,
  States: { [name]: state, ...more },
});
const task = (fields: States = {}) => ({
  Type: 'Task',
  Resource: WAIT_FOR_TOKEN,
  Arguments: { token: '{% $states.context.Task.Token %}' },
  Next: 'Done',
  ...fields,
});

const fails = (error: string, cause: string): Json => ({ Type: 'Fail', Error: error, Cause: cause });

describe('Assign', () => {
  const choice = machine('C', {
    C: {
      Type: 'Choice',
      Choices: [
        {
          Condition: '{% $states.input.to = "a" %}',
          Next: 'Done',
          Assign: { seen: '{% [$states.input.to] %}' },
        },
        { Condition: '{% $states.input.to = "b" %}', Next: 'Done' },
      ],
      Default: 'Done',
      Assign: { seen: 'by default' },
    },
  });

  test.each([
    ['a', ['a']],
    ['b', 'nothing'],
    ['c', 'by default'],
  ])(
    'of a Choice that gets %j leaves %j: a rule has its own, and the state has that of the default',
    async (to, seen) => {
      expect((await play(choice, { input: { to } })).end).toEqual(succeeded({ seen }));
    },
  );

  test('of a Pass sees the input, and all its names the old values', async () => {
    const played = await play(
      machine('A', {
        A: { Type: 'Pass', Assign: { x: 1, y: '{% $states.input.y %}' }, Next: 'B' },
        B: { Type: 'Pass', Assign: { x: '{% $y %}', y: '{% $x %}' }, Next: 'C' },
        C: { Type: 'Pass', Assign: { seen: '{% [$x, $y] %}' }, Next: 'Done' },
      }),
      { input: { y: 2 } },
    );
    expect(played.end).toEqual(succeeded({ seen: [2, 1] }));
  });

  test('of a Task sees its result', async () => {
    const played = await play(machine('T', { T: task({ Assign: { seen: '{% $states.result.assign %}' } }) }));
    await played.answer(played.tokens[0], { kind: 'succeeded', output: { assign: { n: 1 } } });
    expect(played.end).toEqual(succeeded({ seen: { n: 1 } }));
  });

  test('of a Catch sees what failed, and may parse its cause', async () => {
    const Assign = {
      seen: '{% $merge([$parse($states.errorOutput.Cause), {"by": $states.errorOutput.Error}]) %}',
    };
    const Catch = [{ ErrorEquals: ['Leave for Cancelled'], Assign, Next: 'Done' }];
    const played = await play(machine('T', { T: task({ Catch }) }));
    const failure = { kind: 'failed', error: 'Leave for Cancelled', cause: '{"n":[1]}' } as const;
    await played.answer(played.tokens[0], failure);
    expect(played.end).toEqual(succeeded({ seen: { n: [1], by: 'Leave for Cancelled' } }));
  });

  test('of a Parallel sees the outputs of all branches', async () => {
    const pass = (name: string, Output: Json): Json => region(name, { Type: 'Pass', Output, End: true });
    const played = await play(
      machine('P', {
        P: {
          Type: 'Parallel',
          Branches: [pass('A', { a: 1 }), pass('B', { b: 2 })],
          Assign: { seen: '{% $merge($states.result) %}' },
          Next: 'Done',
        },
      }),
    );
    expect(played.end).toEqual(succeeded({ seen: { a: 1, b: 2 } }));
  });

  test.each<[string, States]>([
    ['Assign', { Assign: { gone: '{% $states.input.gone %}' } }],
    ['Output', { Output: { gone: '{% $states.input.gone %}' } }],
  ])('and Output: what is undefined fails, at %s', async (field, fields) => {
    const played = await play(machine('A', { A: { Type: 'Pass', Next: 'Done', ...fields } }));
    expect(played.end).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(
        `The JSONata expression '$states.input.gone' specified for the field '${field}/gone' returned nothing (undefined).`,
      ),
    });
  });

  test('that comes to more than 256 KiB fails, and States.ALL does not catch that', async () => {
    const half = `{% $pad("", ${128 * 1024 - 2}, "x") %}`;
    const assign = (more: States) =>
      machine('T', { T: task({ Assign: { a: half, b: half, ...more }, Catch }) });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Done' }];
    const fits = await play(assign({}));
    await fits.answer(fits.tokens[0], { kind: 'succeeded', output: {} });
    expect(fits.execution.status).toBe('SUCCEEDED');
    const over = await play(assign({ c: 1 }));
    await over.answer(over.tokens[0], { kind: 'succeeded', output: {} });
    expect(over.end).toEqual({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'T' assigned variables with a size exceeding the maximum number of bytes service limit.",
    });
  });
});

describe('a branch of a Parallel', () => {
  const around = (Assign: States): Json =>
    machine('Start', {
      Start: { Type: 'Pass', Assign: { outer: 1 }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Arguments: { given: '{% $states.input.n + $outer %}' },
        Branches: [
          {
            StartAt: 'A',
            States: {
              A: { Type: 'Pass', Assign, Next: 'B' },
              B: { Type: 'Pass', Output: '{% [$outer, $inner, $states.input.given] %}', End: true },
            },
          },
        ],
        Assign: { seen: '{% [$states.result[0], $exists($inner)] %}' },
        Next: 'Done',
      },
    });

  test('reads the variables outside; its own end with it', async () => {
    const played = await play(around({ inner: '{% $outer + 1 %}' }), { input: { n: 5 } });
    expect(played.end).toEqual(succeeded({ seen: [1, 2, 6, false] }));
  });

  test('cannot assign a name that is assigned outside', () => {
    expect(parseMachine(JSON.stringify(around({ inner: 2, outer: 2 }))).problems).toEqual([
      {
        severity: 'ERROR',
        code: 'SCHEMA_VALIDATION_FAILED',
        message: 'The variable "outer" is assigned outside, and cannot be assigned in an inner scope',
        location: '/States/P/Branches[0]/States/A/Assign/outer',
      },
    ]);
  });

  test('hides its variables from its siblings', async () => {
    const branch = (name: string): Json => ({
      StartAt: `${name} 1`,
      States: {
        [`${name} 1`]: { Type: 'Pass', Assign: { mine: name }, Next: `${name} 2` },
        [`${name} 2`]: { Type: 'Pass', Output: '{% $mine %}', End: true },
      },
    });
    const Branches = [branch('a'), branch('b')];
    const played = await play(
      machine('P', {
        P: { Type: 'Parallel', Branches, Assign: { seen: '{% $states.result %}' }, Next: 'Done' },
      }),
    );
    expect(played.end).toEqual(succeeded({ seen: ['a', 'b'] }));
  });
});

describe('an error', () => {
  test('with spaces in its name is caught by it, from regions in regions, with the cause as it was', async () => {
    const leaving = region('F', fails('{% "Leave for " & $states.input.to %}', '{% $string({"n": $n}) %}'));
    const waiting = region('W', { ...task(), Next: 'E' }, { E: { Type: 'Pass', End: true } });
    const inner = region(
      'Q',
      {
        Type: 'Parallel',
        Branches: [leaving, waiting],
        Catch: [{ ErrorEquals: ['Leave for Nowhere'], Next: 'X' }],
        End: true,
      },
      { X: { Type: 'Pass', End: true } },
    );
    const played = await play(
      machine('Start', {
        Start: { Type: 'Pass', Assign: { n: 7 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [inner],
          Catch: [
            {
              ErrorEquals: ['Leave for Cancelled'],
              Assign: { seen: '{% $parse($states.errorOutput.Cause) %}' },
              Output: {},
              Next: 'Done',
            },
          ],
          End: true,
        },
      }),
      { input: { to: 'Cancelled' } },
    );
    expect(played.end).toEqual(succeeded({ seen: { n: 7 } }));
    expect(played.tokens).toEqual([]);
  });

  test('of a Fail state is computed; what does not fit into the history is cut off', async () => {
    const F = fails('{% $pad("", 300, "e") %}', '{% $pad("", 40000, "c") %}');
    const { execution } = await play({ QueryLanguage: 'JSONata', StartAt: 'F', States: { F } });
    expect([execution.status, execution.error?.length, execution.cause?.length]).toEqual([
      'FAILED',
      256,
      32_768,
    ]);
  });

  test('that is no text fails otherwise', async () => {
    const played = await play({
      QueryLanguage: 'JSONata',
      StartAt: 'F',
      States: { F: fails('E', '{% 7 %}') },
    });
    expect(played.end).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
});
