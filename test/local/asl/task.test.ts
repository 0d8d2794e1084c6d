import { describe, expect, test } from '@jest/globals';
import type { IntegrationOutcome, Json } from '../../../lib/local/service.ts';
import { readToken } from '../../../lib/local/asl/engine/token.ts';
import { FUNCTION, play, PUT, succeeded, WAIT_FOR_TOKEN } from './play.ts';

type Fields = { readonly [field: string]: Json };

function task(fields: Fields, resource = PUT): Json {
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'T',
    States: {
      T: { Type: 'Task', Resource: resource, Next: 'Done', ...fields },
      Done: { Type: 'Pass', End: true },
      ...('Catch' in fields ? { Caught: { Type: 'Pass', End: true } } : {}),
    },
  };
}

const failed = (error: string, cause = 'because') => ({ kind: 'failed', error, cause }) as const;
const caught = (...ErrorEquals: string[]): Fields => ({ Catch: [{ ErrorEquals, Next: 'Caught' }] });

describe('a task', () => {
  test('calls its integration and leaves with the result', async () => {
    const played = await play(
      task({ Arguments: { Key: '{% $states.input.k %}' }, Output: { got: '{% $states.result.x %}' } }),
      { input: { k: 1 }, outcomes: [{ kind: 'succeeded', output: { x: 2 } }] },
    );
    expect(played.calls).toEqual([
      { resource: PUT, arguments: { Key: 1 }, roleArn: 'arn:aws:iam::123456789012:role/machine' },
    ]);
    expect(played.end).toEqual(succeeded({ got: 2 }));
    const named = { resourceType: 'aws-sdk:dynamodb', resource: 'putItem' };
    expect(played.history.slice(2, 5)).toEqual([
      {
        id: 3,
        previousEventId: 2,
        timestamp: 1767225600,
        type: 'TaskScheduled',
        taskScheduledEventDetails: { ...named, region: 'us-east-1', parameters: '{"Key":1}' },
      },
      {
        id: 4,
        previousEventId: 3,
        timestamp: 1767225600,
        type: 'TaskStarted',
        taskStartedEventDetails: named,
      },
      {
        id: 5,
        previousEventId: 4,
        timestamp: 1767225600,
        type: 'TaskSucceeded',
        taskSucceededEventDetails: { ...named, output: '{"x":2}', outputDetails: { truncated: false } },
      },
    ]);
  });

  test('is not called with arguments above 256 KiB, and States.ALL does not catch that', async () => {
    const large = (length: number): Json =>
      task({ Arguments: { Key: `{% $pad("", ${length}, "x") %}` }, ...caught('States.ALL') });
    const most = await play(large(262_144 - '{"Key":""}'.length));
    expect(most.calls).toHaveLength(1);
    const more = await play(large(262_145 - '{"Key":""}'.length));
    expect(more.calls).toEqual([]);
    expect(more.end).toEqual({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'T' was given an input with a size exceeding the maximum number of bytes service limit.",
    });
  });

  test('of a function has events of its own kind', async () => {
    const played = await play(task({}, FUNCTION));
    expect(played.types.slice(2, 5)).toEqual([
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
    ]);
  });

  test('takes the role of its credentials', async () => {
    const played = await play(task({ Credentials: { RoleArn: 'arn:aws:iam::123456789012:role/other' } }));
    expect(played.calls[0]?.roleArn).toBe('arn:aws:iam::123456789012:role/other');
  });

  test('that fails uncaught fails the execution with the same error and cause', async () => {
    const played = await play(task({}), { outcomes: [failed('DynamoDb.Oops')] });
    expect(played.end).toEqual({ status: 'FAILED', error: 'DynamoDb.Oops', cause: 'because' });
    expect(played.types.slice(-2)).toEqual(['TaskFailed', 'ExecutionFailed']);
  });

  test.each([
    ['its name', 'DynamoDb.Oops'],
    ['States.TaskFailed', 'States.TaskFailed'],
    ['States.ALL', 'States.ALL'],
  ])('that fails is caught by %s', async (_, name) => {
    const played = await play(task(caught(name)), { outcomes: [failed('DynamoDb.Oops')] });
    expect(played.end).toEqual(succeeded({ Error: 'DynamoDb.Oops', Cause: 'because' }));
  });

  test('catches with Output and Assign', async () => {
    const played = await play(
      {
        QueryLanguage: 'JSONata',
        StartAt: 'T',
        States: {
          T: {
            Type: 'Task',
            Resource: PUT,
            End: true,
            Catch: [
              {
                ErrorEquals: ['A name with spaces'],
                Output: { in: '{% $states.input %}', why: '{% $states.errorOutput.Cause %}' },
                Assign: { error: '{% $states.errorOutput.Error %}' },
                Next: 'Caught',
              },
            ],
          },
          Caught: { Type: 'Pass', Output: ['{% $error %}', '{% $states.input %}'], End: true },
        },
      },
      { input: 1, outcomes: [failed('A name with spaces')] },
    );
    expect(played.end).toEqual(succeeded(['A name with spaces', { in: 1, why: 'because' }]));
  });

  test('a failing evaluation is caught by its name', async () => {
    const played = await play(
      task({ Output: '{% $states.result.no %}', ...caught('States.QueryEvaluationError') }),
    );
    expect(played.types).toContain('EvaluationFailed');
    expect(played.output).toMatchObject({ Error: 'States.QueryEvaluationError' });
  });

  test('an oversized result is caught by States.ALL', async () => {
    const played = await play(task(caught('States.ALL')), {
      outcomes: [{ kind: 'succeeded', output: 'x'.repeat(262_143) }],
    });
    expect(played.output).toEqual({
      Error: 'States.DataLimitExceeded',
      Cause:
        "The state/task 'aws-sdk:dynamodb' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });
});

describe('a retry', () => {
  test('waits longer each time, up to a limit, and counts', async () => {
    const played = await play(
      task({
        Arguments: { count: '{% $states.context.State.RetryCount %}' },
        Retry: [
          { ErrorEquals: ['E'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 3 },
        ],
      }),
      { outcomes: [failed('E'), failed('E'), failed('E'), failed('E')] },
    );
    const start = played.clock.now();
    const instants = [0];
    while (played.execution.status === 'RUNNING') {
      await played.clock.to(played.clock.next() ?? 0);
      await played.by(0);
      instants.push((played.clock.now() - start) / 1000);
    }
    expect(instants).toEqual([0, 2, 8, 18]);
    expect(played.calls.map((call) => call.arguments)).toEqual([0, 1, 2, 3].map((count) => ({ count })));
    expect(played.end).toEqual({ status: 'FAILED', error: 'E', cause: 'because' });
  });

  test('with full jitter waits a random part', async () => {
    const played = await play(
      task({ Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 10, JitterStrategy: 'FULL' }] }),
      { outcomes: [failed('E')] },
    );
    expect(played.clock.next()).toBe(played.clock.now() + 5000);
  });

  test('is tried before the catch, and each retrier counts for itself', async () => {
    const played = await play(
      task({
        Retry: [
          { ErrorEquals: ['A'], MaxAttempts: 1 },
          { ErrorEquals: ['States.ALL'], MaxAttempts: 1 },
        ],
        ...caught('States.ALL'),
      }),
      { outcomes: [failed('A'), failed('B'), failed('A')] },
    );
    await played.toEnd();
    expect(played.calls).toHaveLength(3);
    expect(played.output).toEqual({ Error: 'A', Cause: 'because' });
  });
});

describe('a task that waits for its token', () => {
  const waiting = (fields: Fields = {}) =>
    task({ Arguments: { token: '{% $states.context.Task.Token %}' }, ...fields }, WAIT_FOR_TOKEN);

  test('goes on with what comes for it, once', async () => {
    const played = await play(waiting());
    const [token] = played.tokens;
    expect(played.calls[0]).toMatchObject({ resource: PUT, arguments: { token } });
    expect(await played.answer(token, { kind: 'succeeded', output: { to: 'X' } })).toBe(true);
    expect(await played.answer(token, { kind: 'succeeded', output: { to: 'Y' } })).toBe(false);
    expect(played.end).toEqual(succeeded({ to: 'X' }));
    expect(played.types.slice(1, 7)).toEqual([
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
    ]);
  });

  test('takes an answer that overtakes the reply of its call', async () => {
    const { promise, resolve } = Promise.withResolvers<IntegrationOutcome>();
    const played = await play(waiting(), { outcomes: [promise] });
    expect(await played.answer(played.tokens[0], { kind: 'succeeded', output: 1 })).toBe(true);
    expect(await played.answer(played.tokens[0], { kind: 'succeeded', output: 2 })).toBe(false);
    expect(played.types.at(-1)).toBe('TaskStarted');
    resolve({ kind: 'succeeded', output: {} });
    await played.by(0);
    expect(played.types.slice(4, 6)).toEqual(['TaskSubmitted', 'TaskSucceeded']);
    expect(played.end).toEqual(succeeded(1));
  });

  test('fails with what comes for it', async () => {
    const played = await play(waiting());
    await played.answer(played.tokens[0], { kind: 'failed', error: 'UnexpectedEvent', cause: '{}' });
    expect(played.end).toEqual({ status: 'FAILED', error: 'UnexpectedEvent', cause: '{}' });
  });

  test('fails where its call fails, and the token is worth nothing', async () => {
    const played = await play(waiting(), { outcomes: [failed('DynamoDb.Oops')] });
    expect(played.types.slice(-2)).toEqual(['TaskFailed', 'ExecutionFailed']);
    expect(played.tokens).toEqual([]);
  });

  test('times out, is caught as States.Timeout, and its token is worth nothing', async () => {
    const played = await play(waiting({ TimeoutSeconds: 60, ...caught('States.Timeout') }));
    const [token] = played.tokens;
    await played.by(59.999);
    expect(played.execution.status).toBe('RUNNING');
    await played.by(0.001);
    expect(played.end).toEqual(succeeded({ Error: 'States.Timeout', Cause: '' }));
    expect(await played.answer(token, { kind: 'succeeded', output: 1 })).toBe(false);
    expect(played.history[5]).toEqual({
      id: 6,
      previousEventId: 5,
      timestamp: 1767225660,
      type: 'TaskTimedOut',
      taskTimedOutEventDetails: {
        resourceType: 'aws-sdk:dynamodb',
        resource: 'putItem.waitForTaskToken',
        error: 'States.Timeout',
      },
    });
  });

  test('a timeout is not caught by States.TaskFailed', async () => {
    const played = await play(waiting({ TimeoutSeconds: 1, ...caught('States.TaskFailed') }));
    expect((await played.toEnd()).end).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('computes its timeout', async () => {
    const played = await play(waiting({ TimeoutSeconds: '{% $states.input.s %}' }), { input: { s: 7 } });
    expect(played.clock.next()).toBe(played.clock.now() + 7000);
    const bad = await play(waiting({ TimeoutSeconds: '{% $states.input.s %}' }), { input: { s: -7 } });
    expect(bad.execution.error).toBe('States.QueryEvaluationError');
  });

  test('needs its heartbeats, which do not move its timeout', async () => {
    const played = await play(
      waiting({ TimeoutSeconds: 25, HeartbeatSeconds: 10, ...caught('States.HeartbeatTimeout') }),
    );
    const beat = (): boolean => {
      const token = readToken(played.tokens[0] ?? '');
      return token !== undefined && played.player.heartbeat(token);
    };
    await played.by(9);
    expect(beat()).toBe(true);
    await played.by(9);
    expect(played.execution.status).toBe('RUNNING');
    await played.by(1);
    expect(played.output).toEqual({ Error: 'States.Timeout', Cause: '' });
    expect(beat()).toBe(false);
  });

  test('needs no heartbeat while its function runs, and from its answer on', async () => {
    const { promise, resolve } = Promise.withResolvers<IntegrationOutcome>();
    const invoke = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
    const played = await play(task({ TimeoutSeconds: 100, HeartbeatSeconds: 10 }, invoke), {
      outcomes: [promise],
    });
    const beat = (): boolean => {
      const token = readToken(played.tokens[0] ?? '');
      return token !== undefined && played.player.heartbeat(token);
    };
    await played.by(15);
    expect(beat()).toBe(true);
    await played.by(15);
    expect(played.execution.status).toBe('RUNNING');
    resolve({ kind: 'succeeded', output: {} });
    await played.by(9);
    expect(beat()).toBe(true);
    await played.by(9);
    expect(played.execution.status).toBe('RUNNING');
    await played.by(1);
    expect(played.end).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('a retry has a new token', async () => {
    const played = await play(waiting({ Retry: [{ ErrorEquals: ['E'] }] }));
    const [first] = played.tokens;
    await played.answer(first, { kind: 'failed', error: 'E', cause: undefined });
    await played.by(1);
    const [second] = played.tokens;
    expect(second).not.toBe(first);
    expect(await played.answer(first, { kind: 'succeeded', output: 1 })).toBe(false);
    expect(await played.answer(second, { kind: 'succeeded', output: 1 })).toBe(true);
  });

  test('waits on in another process', async () => {
    const played = await play(waiting({ TimeoutSeconds: 60, Output: '{% $states.result %}' }));
    const [token] = played.tokens;
    await played.restart();
    expect(played.calls).toHaveLength(1);
    expect(await played.answer(token, { kind: 'succeeded', output: 'late' })).toBe(true);
    expect(played.end).toEqual(succeeded('late'));
    expect(played.statuses).toEqual(['RUNNING', 'SUCCEEDED']);
  });

  test('makes a call again in another process whose reply was not stored, with the same token', async () => {
    const played = await play(waiting({}), { outcomes: [new Promise(() => undefined)] });
    const [token] = played.tokens;
    await played.restart();
    expect(played.calls).toHaveLength(2);
    expect(played.calls[1]).toEqual(played.calls[0]);
    expect(await played.answer(token, { kind: 'succeeded', output: 1 })).toBe(true);
    expect(played.end).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('times out in another process', async () => {
    const played = await play(waiting({ TimeoutSeconds: 60 }));
    await played.restart();
    expect((await played.toEnd()).end).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });
});
