import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/local/service.ts';
import { Disk } from '../storage/disk.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { Cloud, EXECUTION, MACHINE, PASS, ROLE, WAIT, WAITING } from './cloud.ts';

const DAY = 86_400_000;

/** One cloud after the other on one disk and in one time. */
class Lives {
  readonly disk = new Disk();
  readonly clock = new VirtualClock();
  #count = 0;
  cloud = this.#open();

  #open(): Cloud {
    const { storage } = this.disk.open();
    return new Cloud({ clock: this.clock, storage, ids: `life-${(this.#count += 1)}` });
  }

  /** The process ends without a chance to save anything, and another begins. `deploy` makes the template's machines. */
  async again(deploy: (cloud: Cloud) => Promise<unknown> = async () => undefined): Promise<Cloud> {
    const { service } = this.cloud;
    this.cloud = this.#open();
    await service.stop();
    await deploy(this.cloud);
    this.cloud.service.begin();
    await this.clock.by(0);
    return this.cloud;
  }
}

/** With the machine `orders`, made through the API. */
async function livesWith(definition: Json): Promise<Lives> {
  const lives = new Lives();
  lives.cloud.service.begin();
  await lives.cloud.create(definition);
  return lives;
}

async function typesOf(cloud: Cloud, name: string): Promise<readonly unknown[]> {
  const { events } = await cloud.call('GetExecutionHistory', { executionArn: EXECUTION + name });
  return (events as readonly { readonly type: string }[]).map(({ type }) => type);
}

describe('executions in another process', () => {
  test('wait on for their token, and go on where they were', async () => {
    const lives = await livesWith(WAITING);
    const started = await lives.cloud.start('a', { n: 1 });
    const [token = ''] = lives.cloud.tokens;
    const before = await lives.cloud.describe('a');
    const cloud = await lives.again();
    expect(await cloud.describe('a')).toEqual(before);
    expect(await cloud.start('a', { n: 1 })).toEqual(started);
    expect(cloud.tokens).toEqual([]);
    expect(await cloud.call('SendTaskSuccess', { taskToken: token, output: '"done"' })).toEqual({});
    expect(await cloud.describe('a')).toMatchObject({ status: 'SUCCEEDED', output: '"done"' });
    expect(await typesOf(cloud, 'a')).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(cloud.events.map(({ detail }) => detail['status'])).toEqual(['SUCCEEDED']);
  });

  test('stay ended, with all that can be asked of them, and their names stay taken for 90 days', async () => {
    const lives = await livesWith(PASS);
    await lives.cloud.start('a', { n: 1 });
    const before = await lives.cloud.describe('a');
    const history = await lives.cloud.call('GetExecutionHistory', { executionArn: `${EXECUTION}a` });
    const cloud = await lives.again();
    expect(await cloud.describe('a')).toEqual(before);
    expect(await cloud.call('GetExecutionHistory', { executionArn: `${EXECUTION}a` })).toEqual(history);
    expect(await cloud.start('a', { n: 1 })).toMatchObject({ code: 'ExecutionAlreadyExists' });
    expect(cloud.events).toEqual([]);
    await lives.clock.by(90 * DAY);
    expect(await (await lives.again()).start('a', { n: 2 })).toMatchObject({ executionArn: `${EXECUTION}a` });
    expect(await lives.cloud.describe('a')).toMatchObject({ input: '{"n":2}' });
    expect(lives.disk.of('states.executions').size).toBe(1);
  });

  test('wait a year over many ends of the process', async () => {
    const wait = { Type: 'Wait', Seconds: 365 * 86_400, End: true };
    const lives = await livesWith({ StartAt: 'W', States: { W: wait } });
    await lives.cloud.start('a');
    for (let month = 1; month <= 12; month += 1) {
      await lives.clock.by(30 * DAY);
      expect(await (await lives.again()).describe('a')).toMatchObject({ status: 'RUNNING' });
    }
    await lives.clock.by(5 * DAY - 1);
    expect(await lives.cloud.describe('a')).toMatchObject({ status: 'RUNNING' });
    await lives.clock.by(1);
    expect(await lives.cloud.describe('a')).toMatchObject({ status: 'SUCCEEDED' });
  });

  test.each([
    ['a wait', { Type: 'Wait', Seconds: 60, End: true }, 'SUCCEEDED', 'WaitStateExited'],
    ['a task', { ...WAIT, TimeoutSeconds: 60 }, 'FAILED', 'TaskTimedOut'],
    ['a heartbeat', { ...WAIT, HeartbeatSeconds: 60 }, 'FAILED', 'TaskTimedOut'],
  ])('see to %s that was due while there was no process', async (_, state, status, type) => {
    const lives = await livesWith({ QueryLanguage: 'JSONata', StartAt: 'S', States: { S: state } });
    await lives.cloud.start('a');
    await lives.cloud.service.stop();
    await lives.clock.by(3_600_000);
    const cloud = await lives.again();
    expect(await cloud.describe('a')).toMatchObject({ status, stopDate: lives.clock.now() / 1000 });
    expect((await typesOf(cloud, 'a')).at(-2)).toBe(type);
    expect(cloud.events.map(({ detail }) => detail['status'])).toEqual([status]);
  });

  test('try again at the instant that was set before', async () => {
    const retry = [{ ErrorEquals: ['E'], IntervalSeconds: 60 }];
    const lives = await livesWith({ ...WAITING, States: { W: { ...WAIT, Retry: retry } } });
    await lives.cloud.start('a');
    const [token = ''] = lives.cloud.tokens;
    await lives.cloud.call('SendTaskFailure', { taskToken: token, error: 'E' });
    await lives.clock.by(59_000);
    const cloud = await lives.again();
    expect(cloud.tokens).toEqual([]);
    await lives.clock.by(1_000);
    expect(cloud.tokens).toHaveLength(1);
    expect(cloud.tokens[0]).not.toBe(token);
    expect(await cloud.call('SendTaskSuccess', { taskToken: token, output: '1' })).toMatchObject({
      code: 'TaskTimedOut',
    });
  });

  test('time out as a whole', async () => {
    const lives = await livesWith({ ...WAITING, TimeoutSeconds: 60 });
    await lives.cloud.start('a');
    await lives.cloud.service.stop();
    await lives.clock.by(61_000);
    expect(await (await lives.again()).describe('a')).toMatchObject({ status: 'TIMED_OUT' });
  });

  test('have the heartbeat that was sent last', async () => {
    const lives = await livesWith({ ...WAITING, States: { W: { ...WAIT, HeartbeatSeconds: 60 } } });
    await lives.cloud.start('a');
    const [token = ''] = lives.cloud.tokens;
    await lives.clock.by(50_000);
    expect(await lives.cloud.call('SendTaskHeartbeat', { taskToken: token })).toEqual({});
    const cloud = await lives.again();
    await lives.clock.by(59_000);
    expect(await cloud.describe('a')).toMatchObject({ status: 'RUNNING' });
    await lives.clock.by(1_000);
    expect(await cloud.describe('a')).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('are redriven, and remember the token with which they were', async () => {
    const lives = await livesWith(WAITING);
    await lives.cloud.start('a');
    await lives.cloud.call('SendTaskFailure', { taskToken: lives.cloud.tokens[0] ?? '', error: 'E' });
    let cloud = await lives.again();
    const redrive = { executionArn: `${EXECUTION}a`, clientToken: 'once' };
    const answer = await cloud.call('RedriveExecution', redrive);
    expect(cloud.tokens).toHaveLength(1);
    cloud = await lives.again();
    expect(await cloud.call('RedriveExecution', redrive)).toEqual(answer);
    expect(await cloud.describe('a')).toMatchObject({ status: 'RUNNING', redriveCount: 1 });
    expect((await typesOf(cloud, 'a')).slice(5, 10)).toEqual([
      'TaskFailed',
      'ExecutionFailed',
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
    ]);
  });

  test('that were stopped stay so', async () => {
    const lives = await livesWith(WAITING);
    await lives.cloud.start('a');
    await lives.cloud.call('StopExecution', { executionArn: `${EXECUTION}a`, error: 'E', cause: 'C' });
    const cloud = await lives.again();
    expect(await cloud.describe('a')).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' });
  });

  test('are listed in the order in which they were started', async () => {
    const lives = await livesWith(PASS);
    for (const name of ['b', 'a']) await lives.cloud.start(name);
    const cloud = await lives.again();
    await cloud.start('c');
    const { executions } = await cloud.call('ListExecutions', { stateMachineArn: MACHINE });
    const names = (executions as readonly { readonly name: string }[]).map(({ name }) => name);
    expect(names).toEqual(['c', 'a', 'b']);
  });

  test('have histories that are read page by page, forwards and backwards', async () => {
    const loop = {
      QueryLanguage: 'JSONata',
      StartAt: 'N',
      States: {
        N: { Type: 'Pass', Output: '{% $states.input + 1 %}', Next: 'W' },
        W: { Type: 'Wait', Seconds: 1, Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input < 40 %}', Next: 'N' }], Default: 'E' },
        E: { Type: 'Succeed' },
      },
    };
    const lives = await livesWith(loop);
    await lives.cloud.start('a', 0);
    await lives.clock.by(20_000);
    const cloud = await lives.again();
    await lives.clock.by(60_000);
    for (const reverseOrder of [false, true]) {
      const ids: number[] = [];
      for (let nextToken: Json | undefined = null; nextToken !== undefined;) {
        const page = { executionArn: `${EXECUTION}a`, maxResults: 7, reverseOrder, nextToken };
        const answer = await cloud.call('GetExecutionHistory', page);
        ids.push(...(answer['events'] as readonly { readonly id: number }[]).map(({ id }) => id));
        nextToken = answer['nextToken'];
      }
      const all = Array.from({ length: 244 }, (_, index) => index + 1);
      expect(ids).toEqual(reverseOrder ? all.reverse() : all);
    }
    // Written once each, and a definition once for all.
    const written = [...lives.disk.of('states.history').values()].flatMap(
      (run) => JSON.parse(run.split('\n')[0] ?? '') as [],
    );
    const members = 5;
    expect(written).toHaveLength(244 * members);
    expect([...lives.disk.of('states.definitions').values()]).toEqual([JSON.stringify(JSON.stringify(loop))]);
    expect([...lives.disk.of('states.executions').values()].join('')).not.toContain('QueryLanguage');
  });
});

describe('state machines in another process', () => {
  test('are still being deleted, until the last of their executions has ended', async () => {
    const lives = await livesWith(WAITING);
    await lives.cloud.start('a');
    const [token = ''] = lives.cloud.tokens;
    const machine = { stateMachineArn: MACHINE };
    await lives.cloud.call('DeleteStateMachine', machine);
    const cloud = await lives.again();
    expect(await cloud.call('DescribeStateMachine', machine)).toMatchObject({ status: 'DELETING' });
    await cloud.call('SendTaskSuccess', { taskToken: token, output: '1' });
    expect(await cloud.describe('a')).toMatchObject({ status: 'SUCCEEDED' });
    for (const life of [cloud, await lives.again()])
      expect(await life.call('DescribeStateMachine', machine)).toMatchObject({
        code: 'StateMachineDoesNotExist',
      });
  });

  test('that the API made are there, with their tags and changes; what it deleted is not', async () => {
    const lives = await livesWith(PASS);
    await lives.cloud.create(PASS, 'other');
    await lives.cloud.call('UpdateStateMachine', {
      stateMachineArn: MACHINE,
      definition: JSON.stringify(WAITING),
    });
    await lives.cloud.call('TagResource', { resourceArn: MACHINE, tags: [{ key: 'a', value: '1' }] });
    await lives.cloud.call('DeleteStateMachine', { stateMachineArn: MACHINE.replace('orders', 'other') });
    const before = await lives.cloud.call('DescribeStateMachine', { stateMachineArn: MACHINE });
    const cloud = await lives.again();
    expect(await cloud.call('DescribeStateMachine', { stateMachineArn: MACHINE })).toEqual(before);
    expect(await cloud.call('ListTagsForResource', { resourceArn: MACHINE })).toEqual({
      tags: [{ key: 'a', value: '1' }],
    });
    expect((await cloud.call('ListStateMachines'))['stateMachines']).toHaveLength(1);
    await cloud.start('a');
    expect(cloud.tokens).toHaveLength(1);
  });

  test('of the template keep what the API changed, unless the template changes', async () => {
    const lives = new Lives();
    const deploy =
      (definition: Json) =>
      (cloud: Cloud): Promise<unknown> =>
        cloud.create(definition);
    await deploy(PASS)(lives.cloud);
    lives.cloud.service.begin();
    const role = ROLE.replace('machine', 'another');
    await lives.cloud.call('UpdateStateMachine', { stateMachineArn: MACHINE, roleArn: role });
    await lives.clock.by(1000);
    const describe = { stateMachineArn: MACHINE };
    let cloud = await lives.again(deploy(PASS));
    expect(await cloud.call('DescribeStateMachine', describe)).toMatchObject({ roleArn: role });
    cloud = await lives.again(deploy(WAITING));
    expect(await cloud.call('DescribeStateMachine', describe)).toMatchObject({
      roleArn: ROLE,
      definition: JSON.stringify(WAITING),
      creationDate: lives.clock.now() / 1000 - 1,
    });
  });

  test('that the template has no longer are gone, and their executions go on', async () => {
    const lives = new Lives();
    await lives.cloud.create(WAITING);
    lives.cloud.service.begin();
    await lives.cloud.start('a');
    const [token = ''] = lives.cloud.tokens;
    await lives.again();
    const cloud = await lives.again();
    expect(await cloud.start('b')).toMatchObject({ code: 'StateMachineDoesNotExist' });
    expect(await cloud.call('SendTaskSuccess', { taskToken: token, output: '1' })).toEqual({});
    expect(await cloud.describe('a')).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  });
});
