/** What time is in an execution: computed clocks, clocks of one instant, and the time that expressions see. */
import { describe, expect, test } from '@jest/globals';
import { parseMachine } from '../../../lib/local/asl/parse/machine.ts';
import type { Json } from '../../../lib/local/service.ts';
import { play, succeeded, WAIT_FOR_TOKEN } from './play.ts';

type Fields = { readonly [field: string]: Json };

const task = (fields: Fields): Json => ({
  Type: 'Task',
  Resource: WAIT_FOR_TOKEN,
  Arguments: { token: '{% $states.context.Task.Token %}' },
  End: true,
  ...fields,
});
const machine = (states: Fields, StartAt = Object.keys(states)[0] ?? ''): Json => ({
  QueryLanguage: 'JSONata',
  StartAt,
  States: states,
});

describe('a computed timeout', () => {
  const waiting = (TimeoutSeconds: Json) => machine({ T: task({ TimeoutSeconds }) });

  test('counts whole seconds from the entry', async () => {
    const rest =
      '{% $max([1, $ceil(($toMillis($states.input.by) - $toMillis($states.context.State.EnteredTime)) / 1000)]) %}';
    const played = await play(waiting(rest), { input: { by: '2026-01-01T00:00:09.500Z' } });
    await played.by(9.999);
    expect(played.execution.status).toBe('RUNNING');
    await played.by(0.001);
    expect(played.end).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    const past = await play(waiting(rest), { input: { by: '2025-12-31T00:00:00.000Z' } });
    await past.by(1);
    expect(past.end).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });

  test.each([1, 99_999_999])('may be %d', async (seconds) => {
    expect((await play(waiting(`{% ${seconds} %}`))).execution.status).toBe('RUNNING');
    expect(parseMachine(JSON.stringify(waiting(seconds))).problems).toEqual([]);
  });

  test.each([
    [0, 'a positive integer'],
    [-1, 'a positive integer'],
    [1.5, 'a positive integer'],
    [100_000_000, 'at most 99999999'],
  ])('may not be %d', async (seconds, allowed) => {
    expect((await play(waiting(`{% ${seconds} %}`))).end).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(`The TimeoutSeconds field must be ${allowed}, but was: ${seconds}`),
    });
    expect(parseMachine(JSON.stringify(waiting(seconds))).problems).toMatchObject([
      { code: 'SCHEMA_VALIDATION_FAILED', location: '/States/T/TimeoutSeconds' },
    ]);
  });
});

describe('clocks that run out at one instant', () => {
  const line = (name: string, fields: Fields): Json => ({ StartAt: name, States: { [name]: task(fields) } });
  /** Fails with its own name when the time is up. */
  const late = (name: string, seconds: number, before: Fields = {}): Json => ({
    StartAt: Object.keys(before)[0] ?? name,
    States: {
      ...before,
      [name]: task({
        TimeoutSeconds: seconds,
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: `${name} late` }],
      }),
      [`${name} late`]: { Type: 'Fail', Error: name },
    },
  });
  const parallel = (fields: Fields, ...Branches: Json[]) =>
    machine({
      P: { Type: 'Parallel', Branches, Next: 'Done', ...fields },
      Done: { Type: 'Pass', End: true },
      ...('Catch' in fields ? { Left: { Type: 'Pass', End: true } } : {}),
    });

  test('leave a Parallel once, and are all in the history before', async () => {
    const clock = { TimeoutSeconds: 60 };
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Left' }];
    const played = await play(parallel({ Catch }, line('A', clock), line('B', clock), line('C', clock)));
    await played.by(60);
    expect(played.end).toEqual(succeeded({ Error: 'States.Timeout', Cause: '' }));
    const first = played.types.indexOf('TaskTimedOut');
    expect(played.types.slice(first)).toEqual([
      'TaskTimedOut',
      'TaskTimedOut',
      'TaskTimedOut',
      'TaskStateAborted',
      'TaskStateAborted',
      'ParallelStateFailed',
      'ParallelStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('act in the order in which they were set', async () => {
    const later = late('A', 30, { First: { Type: 'Wait', Seconds: 30, Next: 'A' } });
    // A was set 30 seconds after B and C; all three are due at the same instant.
    const played = await play(parallel({}, later, late('B', 60), late('C', 60)));
    await played.by(60);
    expect(played.end).toEqual({ status: 'FAILED', error: 'B' });
    expect(played.types.filter((type) => type === 'TaskTimedOut')).toHaveLength(3);
  });

  test('that all missed go by their own instants', async () => {
    const played = await play(parallel({}, late('A', 60), late('B', 50)));
    await played.player.stop();
    // Nobody runs it for a while.
    await played.by(100);
    await played.restart();
    expect(played.end).toEqual({ status: 'FAILED', error: 'B' });
  });

  test('of a Map end it once', async () => {
    const definition = machine({
      M: {
        Type: 'Map',
        Items: [1, 2, 3],
        ItemProcessor: line('T', { TimeoutSeconds: 5 }),
        End: true,
      },
    });
    const played = await play(definition);
    await played.by(5);
    expect(played.end).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    const first = played.types.indexOf('TaskTimedOut');
    expect(played.types.slice(first)).toEqual([
      'TaskTimedOut',
      'TaskTimedOut',
      'TaskTimedOut',
      'MapIterationFailed',
      'TaskStateAborted',
      'MapIterationAborted',
      'TaskStateAborted',
      'MapIterationAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  test('let nobody answer any more', async () => {
    const clock = { TimeoutSeconds: 60 };
    const played = await play(parallel({}, line('A', clock), line('B', clock)));
    const [a] = played.tokens;
    await played.by(60);
    expect(await played.answer(a, { kind: 'succeeded', output: {} })).toBe(false);
  });
});

test('expressions see the time of their step, and when their state was entered', async () => {
  const seen = '{% [$millis(), $now(), $states.context.State.EnteredTime] %}';
  const played = await play(
    machine({
      W: { Type: 'Wait', Seconds: 90, Output: seen, Next: 'P' },
      P: { Type: 'Pass', Output: { wait: '{% $states.input %}', pass: seen }, End: true },
    }),
  );
  await played.by(90);
  const [start, end] = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:30.000Z'];
  expect(played.end).toEqual(
    succeeded({ wait: [Date.parse(end), end, start], pass: [Date.parse(end), end, end] }),
  );
});
