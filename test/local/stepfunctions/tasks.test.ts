import { describe, expect, test } from '@jest/globals';
import { tokenFor } from '../../../lib/local/asl/engine/token.ts';
import { cloudWith, EXECUTION, MACHINE, WAIT, WAITING } from './cloud.ts';

const TIMED_OUT = { code: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" };

describe('a task token', () => {
  test('takes one answer', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a');
    const answer = { taskToken: cloud.tokens[0] ?? '', output: '{"a":1}' };
    expect(await cloud.call('SendTaskSuccess', answer)).toEqual({});
    expect(await cloud.call('SendTaskSuccess', answer)).toEqual(TIMED_OUT);
    expect(await cloud.call('SendTaskFailure', { taskToken: answer.taskToken })).toEqual(TIMED_OUT);
    expect(await cloud.call('SendTaskHeartbeat', { taskToken: answer.taskToken })).toEqual(TIMED_OUT);
  });

  test('takes the first of two answers that come at once', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a');
    const taskToken = cloud.tokens[0] ?? '';
    const answers = await Promise.all(
      ['1', '2'].map(async (output) => cloud.call('SendTaskSuccess', { taskToken, output })),
    );
    expect(answers).toEqual([{}, TIMED_OUT]);
    expect(await cloud.describe('a')).toMatchObject({ output: '1' });
  });

  test('takes a failure with error and cause', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a');
    await cloud.call('SendTaskFailure', {
      taskToken: cloud.tokens[0] ?? '',
      error: 'UnexpectedEvent',
      cause: '{}',
    });
    expect(await cloud.describe('a')).toMatchObject({
      status: 'FAILED',
      error: 'UnexpectedEvent',
      cause: '{}',
    });
  });

  test('with an output that is no JSON, or too large, still waits', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a');
    const taskToken = cloud.tokens[0] ?? '';
    expect((await cloud.call('SendTaskSuccess', { taskToken, output: '{' }))['code']).toBe('InvalidOutput');
    const large = JSON.stringify('x'.repeat(262_143));
    expect((await cloud.call('SendTaskSuccess', { taskToken, output: large }))['code']).toBe(
      'ValidationException',
    );
    expect(await cloud.call('SendTaskHeartbeat', { taskToken })).toEqual({});
    expect(await cloud.call('SendTaskSuccess', { taskToken, output: '1' })).toEqual({});
  });

  test('that was never given out is refused', async () => {
    const cloud = await cloudWith(WAITING);
    expect(await cloud.call('SendTaskSuccess', { taskToken: 'x', output: '1' })).toEqual({
      code: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
    const foreign = tokenFor({ execution: `${EXECUTION}no`, branch: 0, attempt: 'x' });
    expect((await cloud.call('SendTaskSuccess', { taskToken: foreign, output: '1' }))['code']).toBe(
      'TaskDoesNotExist',
    );
  });
});

describe('status changes', () => {
  test('are told as AWS puts them on the default bus', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a', { n: 1 });
    await cloud.clock.by(1500);
    await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[0] ?? '', output: '{"to":1}' });
    const envelope = {
      version: '0',
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      account: '123456789012',
      region: 'eu-central-1',
      resources: [`${EXECUTION}a`],
    };
    const detail = {
      executionArn: `${EXECUTION}a`,
      stateMachineArn: MACHINE,
      name: 'a',
      startDate: 1767225600000,
      input: '{"n":1}',
      inputDetails: { included: true },
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'NOT_REDRIVABLE',
      error: null,
      cause: null,
    };
    expect(cloud.events).toEqual([
      {
        ...envelope,
        time: '2026-01-01T00:00:00Z',
        detail: {
          ...detail,
          status: 'RUNNING',
          stopDate: null,
          output: null,
          outputDetails: null,
          redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
        },
      },
      {
        ...envelope,
        time: '2026-01-01T00:00:01Z',
        detail: {
          ...detail,
          status: 'SUCCEEDED',
          stopDate: 1767225601500,
          output: '{"to":1}',
          outputDetails: { included: true },
          redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
        },
      },
    ]);
  });

  test('tell an end once, also where a call is answered after it', async () => {
    const cloud = await cloudWith({ TimeoutSeconds: 5, ...WAITING });
    await cloud.start('a');
    await cloud.clock.by(6000);
    await cloud.service.idle();
    expect(cloud.events.map(({ detail }) => detail['status'])).toEqual(['RUNNING', 'TIMED_OUT']);
  });

  test('leave out data above 248 KB', async () => {
    const cloud = await cloudWith();
    await cloud.start('a', 'x'.repeat(130_000));
    expect(cloud.events[1]?.detail).toMatchObject({
      input: null,
      inputDetails: { included: false },
      output: null,
      outputDetails: { included: false },
    });
  });
});

test('five thousand waiting executions cost a timer each and no more', async () => {
  const cloud = await cloudWith({
    QueryLanguage: 'JSONata',
    StartAt: 'W',
    States: { W: { ...WAIT, TimeoutSeconds: 86_400 } },
  });
  const names = Array.from({ length: 5000 }, (_, index) => `e-${index}`);
  await Promise.all(
    names.map(async (name) =>
      cloud.service.call('StartExecution', { stateMachineArn: MACHINE, name }, { roleArn: undefined }),
    ),
  );
  await cloud.service.idle();
  expect(cloud.tokens).toHaveLength(5000);
  expect(cloud.clock.pending).toBe(5000);
  await cloud.service.stop();
  expect(cloud.clock.pending).toBe(0);
});
