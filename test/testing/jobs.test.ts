import { describe, expect, test } from '@jest/globals';
import { after, fail, machine, never, submitted } from '../../lib/testing/index.ts';

const JOB = 'arn:aws:states:::states:startExecution.sync:2';
const ACTIVITY = 'arn:aws:states:us-east-1:123456789012:activity:paint';

function asking(resource: string, more: object = {}) {
  const Ask = { Type: 'Task', Resource: resource, ...more, End: true };
  return machine({ StartAt: 'Ask', States: { Ask } });
}

describe('a job, such as another execution', () => {
  test('is begun by its call, and ends with its result', async () => {
    const run = await asking(JOB, { Parameters: { Input: { 'by.$': '$$.Task.Token' } } })
      .mock('Ask', [submitted({ ExecutionArn: 'e' }, after('1h', { Output: { sum: 3 } }))])
      .run();
    expect([run.output, run.now]).toEqual([{ Output: { sum: 3 } }, '2026-01-01T01:00:00.000Z']);
    expect(run.calls).toMatchObject([{ resource: JOB, arguments: { Input: { by: run.calls[0]?.token } } }]);
    const of = { resourceType: 'states', resource: 'startExecution.sync:2' };
    expect(run.history.slice(4, 6)).toMatchObject([
      { type: 'TaskSubmitted', taskSubmittedEventDetails: { ...of, output: '{"ExecutionArn":"e"}' } },
      { type: 'TaskSucceeded', taskSucceededEventDetails: { ...of, output: '{"Output":{"sum":3}}' } },
    ]);
  });

  test('that cannot be begun fails, and so does one that fails', async () => {
    const refused = await asking(JOB)
      .mock('Ask', [submitted(fail('No'))])
      .run();
    expect([refused.error, refused.history.map(({ type }) => type).at(-2)]).toEqual(['No', 'TaskFailed']);
    expect(refused.history.map(({ type }) => type)).not.toContain('TaskSubmitted');
    const failed = await asking(JOB)
      .mock('Ask', [fail('States.TaskFailed', { Status: 'FAILED' })])
      .run();
    expect([failed.error, failed.cause]).toEqual(['States.TaskFailed', '{"Status":"FAILED"}']);
  });
});

describe('an activity', () => {
  const types = (run: { readonly history: readonly { readonly type: string }[] }) =>
    run.history.map(({ type }) => type).slice(2, -2);

  test('is given its input, and ends with what its worker says', async () => {
    const run = await asking(ACTIVITY, {
      Parameters: { 'n.$': '$.n' },
      TimeoutSeconds: 60,
      HeartbeatSeconds: 9,
    })
      .mock('Ask', [after('20s', { done: true }, { heartbeat: '5s' })])
      .run({ n: 1 });
    expect(run.output).toEqual({ done: true });
    expect(run.history.slice(2, 5)).toEqual([
      expect.objectContaining({
        type: 'ActivityScheduled',
        activityScheduledEventDetails: {
          resource: ACTIVITY,
          input: '{"n":1}',
          inputDetails: { truncated: false },
          timeoutInSeconds: 60,
          heartbeatInSeconds: 9,
        },
      }),
      expect.objectContaining({ type: 'ActivityStarted', activityStartedEventDetails: {} }),
      expect.objectContaining({
        type: 'ActivitySucceeded',
        activitySucceededEventDetails: { output: '{"done":true}', outputDetails: { truncated: false } },
      }),
    ]);
  });

  test('fails by what its worker says, and times out without a word of it', async () => {
    const failed = await asking(ACTIVITY)
      .mock('Ask', [fail('Spilled', 'red')])
      .run();
    expect([failed.error, failed.cause]).toEqual(['Spilled', 'red']);
    expect(types(failed)).toEqual(['ActivityScheduled', 'ActivityStarted']);
    const slow = await asking(ACTIVITY, { TimeoutSeconds: 5 }).mock('Ask', [never]).run();
    expect([slow.error, slow.history.at(-2)]).toEqual([
      'States.Timeout',
      expect.objectContaining({
        type: 'ActivityTimedOut',
        activityTimedOutEventDetails: { error: 'States.Timeout' },
      }),
    ]);
  });

  test('can be answered by hand', async () => {
    const run = await asking(ACTIVITY).mock('Ask', [never]).start();
    expect(run.waiting).toMatchObject([{ state: 'Ask' }]);
    await run.succeed('Ask', 7);
    expect(run.output).toBe(7);
  });
});
