import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/local/service.ts';
import { Cloud, cloudWith, EXECUTION, MACHINE, PASS, WAIT, WAITING } from './cloud.ts';

const START = 1767225600;
const DAY = 86_400_000;

describe('starting an execution', () => {
  test('with the same name and input while it runs gives the same one', async () => {
    const cloud = await cloudWith(WAITING);
    const first = await cloud.start('a', { n: 1 });
    expect(first).toEqual({ executionArn: `${EXECUTION}a`, startDate: START });
    await cloud.clock.by(5000);
    expect(await cloud.start('a', { n: 1 })).toEqual(first);
    expect(cloud.tokens).toHaveLength(1);
  });

  test('with the name of another input, or of a closed one, is refused', async () => {
    const refused = {
      code: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${EXECUTION}a'`,
    };
    const cloud = await cloudWith(WAITING);
    await cloud.start('a', { n: 1 });
    expect(await cloud.start('a', { n: 2 })).toEqual(refused);
    await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[0] ?? '', output: '1' });
    expect(await cloud.start('a', { n: 1 })).toEqual(refused);
    await cloud.clock.by(90 * DAY);
    expect(await cloud.start('a', { n: 1 })).toEqual({
      executionArn: `${EXECUTION}a`,
      startDate: START + (90 * DAY) / 1000,
    });
  });

  test('without a name gives one, without an input an empty one', async () => {
    const cloud = await cloudWith();
    const { executionArn } = await cloud.call('StartExecution', { stateMachineArn: MACHINE });
    expect(executionArn).toBe(`${EXECUTION}id-1`);
    expect(await cloud.describe('id-1')).toMatchObject({ input: '{}', output: '{}' });
  });

  test.each(['a b', 'a/b', 'a:b', 'a\u0001'])('with the name "%s" is refused', async (name) => {
    const cloud = await cloudWith();
    expect(await cloud.start(name)).toEqual({ code: 'InvalidName', message: `Invalid Name: '${name}'` });
  });

  test('with an input above 262,144 bytes or no JSON is refused', async () => {
    const cloud = await cloudWith();
    const most = 'ä'.repeat(131_071);
    expect(await cloud.start('a', most)).toMatchObject({ executionArn: `${EXECUTION}a` });
    expect(await cloud.start('b', `${most}x`)).toEqual({
      code: 'ValidationException',
      message:
        "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
    });
    const broken = await cloud.call('StartExecution', { stateMachineArn: MACHINE, name: 'c', input: '{' });
    expect(broken['code']).toBe('InvalidExecutionInput');
  });

  test('of a machine that is not there is refused', async () => {
    const cloud = new Cloud();
    expect((await cloud.start('a'))['code']).toBe('StateMachineDoesNotExist');
    expect(await cloud.call('StartExecution', { stateMachineArn: 'nonsense' })).toEqual({
      code: 'InvalidArn',
      message: "Invalid Arn: 'Invalid ARN prefix: nonsense'",
    });
    expect((await cloud.call('DescribeExecution', { executionArn: MACHINE }))['message']).toBe(
      "Invalid Arn: 'Resource type not valid in this context: stateMachine'",
    );
  });
});

describe('an execution', () => {
  test('is described while it runs and when it has succeeded', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a', { n: 1 });
    const running = {
      executionArn: `${EXECUTION}a`,
      stateMachineArn: MACHINE,
      name: 'a',
      status: 'RUNNING',
      startDate: START,
      input: '{"n":1}',
      inputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    };
    expect(await cloud.describe('a')).toEqual(running);
    await cloud.clock.by(1500);
    await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[0] ?? '', output: '{"to":1}' });
    expect(await cloud.describe('a')).toEqual({
      ...running,
      status: 'SUCCEEDED',
      stopDate: START + 1.5,
      output: '{"to":1}',
      outputDetails: { included: true },
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    expect(await cloud.describe('b')).toEqual({
      code: 'ExecutionDoesNotExist',
      message: `Execution Does Not Exist: '${EXECUTION}b'`,
    });
  });

  test('is stopped, which ends its tasks', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a');
    await cloud.clock.by(1000);
    const stopped = await cloud.call('StopExecution', {
      executionArn: `${EXECUTION}a`,
      error: 'E',
      cause: 'why',
    });
    expect(stopped).toEqual({ stopDate: START + 1 });
    expect(await cloud.describe('a')).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'why' });
    expect(
      (await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[0] ?? '', output: '1' }))['code'],
    ).toBe('TaskTimedOut');
    expect(await cloud.call('StopExecution', { executionArn: `${EXECUTION}a` })).toEqual(stopped);
    expect(cloud.events.map(({ detail }) => detail['status'])).toEqual(['RUNNING', 'ABORTED']);
  });

  test('is redriven from where it failed', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a');
    await cloud.call('SendTaskFailure', { taskToken: cloud.tokens[0] ?? '', error: 'E' });
    expect(await cloud.describe('a')).toMatchObject({
      status: 'FAILED',
      error: 'E',
      redriveStatus: 'REDRIVABLE',
    });
    await cloud.clock.by(2000);
    expect(await cloud.call('RedriveExecution', { executionArn: `${EXECUTION}a` })).toEqual({
      redriveDate: START + 2,
    });
    const again = await cloud.describe('a');
    expect(again).toMatchObject({ status: 'RUNNING', redriveCount: 1, redriveDate: START + 2 });
    expect(again).not.toHaveProperty('error');
    expect(again).not.toHaveProperty('stopDate');
    await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[1] ?? '', output: '1' });
    expect(await cloud.describe('a')).toMatchObject({ status: 'SUCCEEDED', output: '1' });
    const { events } = await cloud.call('GetExecutionHistory', { executionArn: `${EXECUTION}a` });
    expect(Array.isArray(events) ? events.map((event: { type: string }) => event.type) : []).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskFailed',
      'ExecutionFailed',
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('is not redriven while it runs, when it has succeeded, or after 14 days', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a');
    const redrive = async () => cloud.call('RedriveExecution', { executionArn: `${EXECUTION}a` });
    expect(await redrive()).toEqual({
      code: 'ExecutionNotRedrivable',
      message: 'Execution is RUNNING and cannot be redriven',
    });
    await cloud.call('StopExecution', { executionArn: `${EXECUTION}a` });
    await cloud.clock.by(14 * DAY + 1);
    expect((await redrive())['code']).toBe('ExecutionNotRedrivable');
  });

  test('is redriven once by one client token, as long as that is known', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a');
    const fail = async () =>
      cloud.call('SendTaskFailure', { taskToken: cloud.tokens.at(-1) ?? '', error: 'E' });
    const redrive = async (clientToken: string) =>
      cloud.call('RedriveExecution', { executionArn: `${EXECUTION}a`, clientToken });
    await fail();
    expect(await redrive('one')).toEqual({ redriveDate: START });
    await cloud.clock.by(2000);
    // While it runs, and after it has failed again.
    expect(await redrive('one')).toEqual({ redriveDate: START });
    await fail();
    expect(await redrive('one')).toEqual({ redriveDate: START });
    expect(await cloud.describe('a')).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    expect(await redrive('two')).toEqual({ redriveDate: START + 2 });
    expect(await cloud.describe('a')).toMatchObject({ status: 'RUNNING', redriveCount: 2 });
    await fail();
    await cloud.clock.by(15 * 60_000);
    expect(await redrive('two')).toEqual({ redriveDate: START + 902 });
    expect((await redrive('x'.repeat(65)))['code']).toBe('ValidationException');
  });

  test('is redriven inside a Parallel without repeating what had succeeded', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: WAIT } });
    const cloud = await cloudWith({
      QueryLanguage: 'JSONata',
      StartAt: 'P',
      States: { P: { Type: 'Parallel', Branches: [branch('A'), branch('B'), branch('C')], End: true } },
    });
    await cloud.start('a');
    const [a, b] = cloud.tokens;
    await cloud.call('SendTaskSuccess', { taskToken: a ?? '', output: '1' });
    await cloud.call('SendTaskFailure', { taskToken: b ?? '', error: 'E' });
    await cloud.call('RedriveExecution', { executionArn: `${EXECUTION}a` });
    expect(cloud.tokens).toHaveLength(5);
    await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[3] ?? '', output: '2' });
    await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[4] ?? '', output: '3' });
    expect(await cloud.describe('a')).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3]' });
  });
});

describe('listing executions', () => {
  test('gives the newest first, page by page, whatever is started meanwhile', async () => {
    const cloud = await cloudWith();
    for (const name of ['a', 'b', 'c']) await cloud.start(name);
    const first = await cloud.call('ListExecutions', { stateMachineArn: MACHINE, maxResults: 2 });
    expect(first['executions']).toMatchObject([{ name: 'c' }, { name: 'b' }]);
    await cloud.start('d');
    const nextToken = first['nextToken'] ?? '';
    const second = await cloud.call('ListExecutions', { stateMachineArn: MACHINE, maxResults: 2, nextToken });
    expect(second).toEqual({
      executions: [
        {
          executionArn: `${EXECUTION}a`,
          stateMachineArn: MACHINE,
          name: 'a',
          status: 'SUCCEEDED',
          startDate: START,
          stopDate: START,
          redriveCount: 0,
        },
      ],
    });
  });

  test('filters by status', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a');
    await cloud.start('b');
    await cloud.call('SendTaskSuccess', { taskToken: cloud.tokens[0] ?? '', output: '1' });
    const list = async (statusFilter: string) =>
      cloud.call('ListExecutions', { stateMachineArn: MACHINE, statusFilter });
    expect((await list('SUCCEEDED'))['executions']).toMatchObject([{ name: 'a' }]);
    expect((await list('RUNNING'))['executions']).toMatchObject([{ name: 'b' }]);
    expect((await list('NO'))['code']).toBe('ValidationException');
  });

  test('refuses a token that is none of its own', async () => {
    const cloud = await cloudWith();
    expect(await cloud.call('ListExecutions', { stateMachineArn: MACHINE, nextToken: 'x' })).toEqual({
      code: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
    expect((await cloud.call('ListExecutions', { stateMachineArn: MACHINE, maxResults: 1001 }))['code']).toBe(
      'ValidationException',
    );
  });
});

describe('a history', () => {
  const read = async (cloud: Cloud, members: { readonly [member: string]: Json }) =>
    cloud.call('GetExecutionHistory', { executionArn: `${EXECUTION}a`, ...members });

  test('is read in both directions, page by page', async () => {
    const cloud = await cloudWith();
    await cloud.start('a');
    const first = await read(cloud, { maxResults: 3 });
    expect(first['events']).toMatchObject([{ id: 1 }, { id: 2 }, { id: 3 }]);
    const rest = await read(cloud, { maxResults: 3, nextToken: first['nextToken'] ?? '' });
    expect(rest['events']).toMatchObject([{ id: 4, type: 'ExecutionSucceeded' }]);
    expect(rest).not.toHaveProperty('nextToken');
    const last = await read(cloud, { maxResults: 3, reverseOrder: true });
    expect(last['events']).toMatchObject([{ id: 4 }, { id: 3 }, { id: 2 }]);
    const next = await read(cloud, {
      maxResults: 3,
      reverseOrder: true,
      nextToken: last['nextToken'] ?? '',
    });
    expect(next['events']).toMatchObject([{ id: 1 }]);
    expect(next).not.toHaveProperty('nextToken');
  });

  test('leaves out the data where asked to', async () => {
    const cloud = await cloudWith(PASS);
    await cloud.start('a', { secret: 1 });
    const { events } = await read(cloud, { includeExecutionData: false });
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(events).toMatchObject([
      { executionStartedEventDetails: { inputDetails: { truncated: false } } },
      { stateEnteredEventDetails: { name: 'P' } },
      { stateExitedEventDetails: { name: 'P' } },
      {},
    ]);
  });
});
