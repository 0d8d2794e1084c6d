import { describe, expect, test } from '@jest/globals';
import { envelope, Memory, T0 } from '../memory.ts';
import { choreography } from '../world/choreographies.ts';
import type { Options } from '../world/choreographies.ts';
import { Operator } from './operator.ts';

const line = (options?: Options) =>
  new Memory(choreography({ A: { on: { a: 'B' } }, B: { on: { b: 'End' } }, End: 'succeeded' }, options));

async function play(memory: Memory, ...ids: readonly string[]): Promise<Operator> {
  for (const id of ids) {
    await memory.publish(envelope(id, Number(id.slice(1)) || 0));
    await memory.settle();
  }
  return new Operator(memory);
}

test('its execution is stopped, INSTANCE closed with the reason, and what is held settled', async () => {
  const memory = line();
  const operator = await play(memory, 's0', 'b1');
  expect(memory.statuses()).toEqual({ s0: 'consumed', b1: 'held' });
  memory.calls.length = 0;
  memory.sent.length = 0;
  expect(await operator.close('The customer rang up.')).toEqual({
    end: 'done',
    why: 'It is closed, in "A".',
  });
  expect(memory.calls).toEqual([
    'query',
    'describeExecution',
    'stopExecution',
    'describeExecution',
    'closeInstance',
    'sendMessage',
  ]);
  expect(operator.asked).toEqual([
    {
      call: 'stopExecution',
      choreography: 'm',
      execution: '1',
      error: 'ClosedByHand',
      cause: 'The customer rang up.',
    },
  ]);
  expect(memory.instanceRow()).toMatchObject({
    status: 'closed',
    run: 1,
    redrive: 0,
    outcome: 'failed',
    lastState: 'A',
    error: 'ClosedByHand',
    reason: 'The customer rang up.',
  });
  await operator.deliver();
  expect(memory.statuses()).toEqual({ s0: 'consumed', b1: 'late' });
  expect(memory.runs()).toEqual(['aborted A']);
});

test('with rerun, a start event that is held opens the next run', async () => {
  const memory = line({ rerun: true });
  const operator = await play(memory, 's0', 's1');
  expect(memory.statuses()).toEqual({ s0: 'consumed', s1: 'held' });
  await operator.close();
  await operator.deliver();
  expect(memory.runs()).toEqual(['aborted A', 'running A']);
  expect(memory.instanceRow()).toMatchObject({ status: 'open', run: 2, openedBy: 's1' });
});

test('DescribeExecution does not know yet that it was stopped: the status event will close it', async () => {
  const memory = line();
  const operator = await play(memory, 's0');
  const { describe: look } = memory.executions;
  const seen = await look({ call: 'describeExecution', choreography: 'm', execution: '1' });
  memory.executions.describe = async () => seen;
  expect(await operator.close()).toEqual({
    end: 'done',
    why: 'Its execution is stopped. The monitor closes the instance within a moment.',
  });
  memory.executions.describe = look;
  expect(memory.instanceRow()?.status).toBe('open');
  await memory.close();
  expect(memory.instanceRow()).toMatchObject({ status: 'closed', error: 'ClosedByHand', reason: 'Because.' });
});

test('broken off after the stop, the same command again closes it', async () => {
  const memory = line();
  const operator = await play(memory, 's0');
  memory.before = (call) => {
    if (call === 'closeInstance') throw new Error('gone');
  };
  expect(await operator.close()).toEqual({ end: 'failed', why: 'closeInstance: gone' });
  memory.before = () => undefined;
  const end = await operator.close();
  expect(end.end).toBe('done');
  expect(memory.instanceRow()).toMatchObject({ status: 'closed', error: 'ClosedByHand', reason: 'Because.' });
});

describe('without an execution that runs', () => {
  test('it had ended by itself, and nobody had heard of it', async () => {
    const memory = line();
    const operator = await play(memory, 's0', 'a1', 'b2');
    const end = await operator.close();
    expect(end.end).toBe('done');
    expect(end.why).toMatch(/^It had ended by itself, at .*, in "End"\.$/);
    expect(memory.instanceRow()).toMatchObject({ status: 'closed', outcome: 'succeeded', lastState: 'End' });
    expect(memory.instanceRow()).not.toHaveProperty('reason');
    expect(operator.asked).toEqual([]);
  });

  test('its start was left undone: it is finished first, for a start that comes later would find it closed', async () => {
    const memory = line();
    memory.before = (call) => {
      if (call === 'startExecution') throw new Error('gone');
    };
    await memory.publish(envelope('s0'));
    memory.before = () => undefined;
    const operator = new Operator(memory);
    expect(memory.instanceRow()?.status).toBe('open');
    expect(memory.runs()).toEqual([]);
    expect(await operator.close()).toEqual({
      end: 'failed',
      why: 'Its execution has not been started yet. The start has been set going again: give the command again in a few seconds.',
    });
    await operator.deliver();
    expect(memory.runs()).toEqual(['running A']);
    expect(await operator.close()).toEqual({ end: 'done', why: 'It is closed, in "A".' });
  });

  test('Step Functions does not show it yet, or has forgotten it', async () => {
    const memory = line();
    const operator = await play(memory, 's0');
    memory.executions.describe = async () => undefined;
    expect(await operator.close()).toEqual({
      end: 'failed',
      why: 'Its execution is not shown yet. Give the command again in a minute.',
    });
    memory.now = T0 + 91 * 86_400_000;
    expect(await operator.close()).toEqual({
      end: 'done',
      why: 'It is closed; Step Functions knows no execution of it, in "A".',
    });
    expect(memory.instanceRow()).toMatchObject({
      status: 'closed',
      error: 'ClosedByHand',
      reason: 'Because.',
    });
  });

  test('a claim whose redrive never began is closed in the claimed generation, once it is a minute old', async () => {
    const memory = line();
    const operator = await play(memory, 's0');
    memory.abort();
    await memory.close();
    memory.before = (call) => {
      if (call === 'redriveExecution') throw new Error('gone');
    };
    await operator.redrive();
    memory.before = () => undefined;
    expect(await operator.close()).toEqual({
      end: 'failed',
      why: 'It is being redriven at this moment. Give the command again in a minute.',
    });
    memory.now += 60_000;
    expect((await operator.close()).end).toBe('done');
    expect(memory.instanceRow()).toMatchObject({
      status: 'closed',
      run: 1,
      redrive: 1,
      error: 'ClosedByHand',
      reason: 'Because.',
    });
    // Nobody takes it up again behind the back of whoever closed it.
    expect((await operator.redrive()).end).toBe('refused');
  });

  test('such a claim is closed too once the sweep has warned of it, and looks again in a day', async () => {
    const memory = line();
    const operator = await play(memory, 's0');
    memory.abort();
    await memory.close();
    memory.before = (call) => {
      if (call === 'redriveExecution') throw new Error('gone');
    };
    await operator.redrive();
    memory.before = () => undefined;
    memory.now += 3_600_000;
    const row = memory.instanceRow();
    if (row?.status !== 'open') throw new Error('It was not claimed.');
    const timerAt = new Date(memory.now + 86_400_000).toISOString();
    memory.rows = new Map([...memory.rows, ['m#1\nINSTANCE', { ...row, timerAt }]]);
    expect(memory.instanceRow()).toMatchObject({ timerAt });
    expect((await operator.close()).end).toBe('done');
  });
});

test('where there is no instance', async () => {
  expect(await new Operator(line()).close()).toEqual({
    end: 'absent',
    why: 'There is no instance "1" of "m".',
  });
});

test('an instance that is closed stays as it is, unless it runs: then it was redriven elsewhere', async () => {
  const memory = line();
  const operator = await play(memory, 's0');
  memory.abort();
  await memory.close();
  const end = await operator.close();
  expect(end.end).toBe('refused');
  expect(end.why).toMatch(/^It is closed already, since /);
  memory.redrive();
  expect(await operator.close()).toEqual({ end: 'done', why: 'It is closed.' });
  expect(memory.runs()).toEqual(['aborted A']);
  expect(memory.instanceRow()).toMatchObject({ status: 'closed', redrive: 1, error: 'ClosedByHand' });
});
