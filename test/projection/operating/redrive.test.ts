import { describe, expect, test } from '@jest/globals';
import { hashOf } from '../../../lib/definition/hash.ts';
import { envelope, Memory, T0 } from '../memory.ts';
import { choreography } from '../world/choreographies.ts';
import type { Options } from '../world/choreographies.ts';
import { Operator } from './operator.ts';

const line = (options?: Options) =>
  new Memory(
    choreography(
      { A: { on: { a: 'B', x: 'Bad' } }, B: { on: { b: 'End' } }, End: 'succeeded', Bad: 'failed' },
      options,
    ),
  );

async function play(memory: Memory, ...ids: readonly string[]): Promise<Operator> {
  for (const id of ids) {
    await memory.publish(envelope(id, Number(id.slice(1)) || 0));
    await memory.settle();
  }
  return new Operator(memory);
}

const GOES_ON = { end: 'done', why: 'Run 1 goes on where it failed.' };

test('what was halted goes on: claimed first, then redriven with a token of the generation', async () => {
  const memory = line({ policy: 'halt' });
  const operator = await play(memory, 's0', 'a1', 'a2');
  await memory.close();
  expect(memory.runs()).toEqual(['failed B']);
  memory.calls.length = 0;
  expect(await operator.redrive()).toEqual(GOES_ON);
  expect(memory.calls).toEqual([
    'getInstance',
    'describeExecution',
    'readEnd',
    'claimInstance',
    'redriveExecution',
  ]);
  expect(operator.asked.at(-1)).toEqual({
    call: 'redriveExecution',
    choreography: 'm',
    execution: '1',
    clientToken: hashOf(JSON.stringify(['m', '1', 1])),
  });
  expect(memory.instanceRow()).toMatchObject({ status: 'open', run: 1, redrive: 1 });
  await memory.settle();
  await play(memory, 'b3');
  expect(memory.runs()).toEqual(['succeeded End']);
});

test('what was stopped goes on without a look at its history, also where the monitor has not heard of its end', async () => {
  const memory = line();
  const operator = await play(memory, 's0');
  memory.abort();
  expect(memory.instanceRow()?.status).toBe('open');
  expect(await operator.redrive()).toEqual(GOES_ON);
  expect(operator.asked.map(({ call }) => call)).toEqual(['claimInstance', 'redriveExecution']);
});

test('between the claim and the redrive the command breaks off: given again, it goes through', async () => {
  const memory = line();
  const operator = await play(memory, 's0');
  memory.abort();
  await memory.close();
  memory.before = (call) => {
    if (call === 'redriveExecution') throw new Error('gone');
  };
  expect(await operator.redrive()).toEqual({ end: 'failed', why: 'redriveExecution: gone' });
  expect(memory.instanceRow()).toMatchObject({ status: 'open', redrive: 1 });
  memory.before = () => undefined;
  expect(await operator.redrive()).toEqual(GOES_ON);
  expect(memory.runs()).toEqual(['running A']);
  expect(memory.instanceRow()).toMatchObject({ status: 'open', redrive: 1 });
});

test('the claim was written, and its answer lost', async () => {
  const memory = line();
  const operator = await play(memory, 's0');
  memory.abort();
  const end = operator.redrive();
  expect(await end).toEqual(GOES_ON);
  // A second operator who had described it before sees the claim, and his token is the same.
  memory.abort();
  const [one, other] = await Promise.all([operator.redrive(), operator.redrive()]);
  expect([one, other]).toEqual([GOES_ON, GOES_ON]);
  expect(memory.instanceRow()).toMatchObject({ status: 'open', redrive: 2 });
  expect(
    new Set(operator.asked.flatMap((call) => (call.call === 'redriveExecution' ? [call.clientToken] : [])))
      .size,
  ).toBe(2);
});

describe('refused before the claim', () => {
  const claimed = (operator: Operator) => operator.asked.some(({ call }) => call === 'claimInstance');

  test('where it ended in a state that fails', async () => {
    const memory = line();
    const operator = await play(memory, 's0', 'x1');
    await memory.close();
    operator.end = { kind: 'fail-state', state: 'Bad' };
    expect(await operator.redrive()).toEqual({
      end: 'refused',
      why: 'Run 1 ended in "Bad", which fails by the choreography\'s own word: redriven, it would fail there again.',
    });
    expect(claimed(operator)).toBe(false);
    expect(memory.instanceRow()?.status).toBe('closed');
  });

  test('where the history does not show its end yet', async () => {
    const memory = line({ policy: 'halt' });
    const operator = await play(memory, 's0', 'a1', 'a2');
    operator.end = { kind: 'not-shown' };
    expect((await operator.redrive()).end).toBe('failed');
    expect(claimed(operator)).toBe(false);
  });

  test('where it runs, or has succeeded', async () => {
    const memory = line();
    const operator = await play(memory, 's0');
    expect(await operator.redrive()).toEqual({
      end: 'refused',
      why: 'Run 1 is running. There is nothing to redrive.',
    });
    await play(memory, 'a1', 'b2');
    const end = await operator.redrive();
    expect(end.end).toBe('refused');
    expect(end.why).toMatch(/^Run 1 has succeeded, at /);
    expect(claimed(operator)).toBe(false);
  });

  test('where another run was opened since', async () => {
    const memory = line({ rerun: true });
    const operator = await play(memory, 's0');
    memory.abort();
    await memory.close();
    await play(memory, 's1');
    expect(await operator.redrive(1)).toEqual({
      end: 'refused',
      why: 'Run 1 cannot be redriven any more: run 2 has been opened since.',
    });
    expect((await operator.redrive(3)).why).toBe('There is no run 3; the newest is run 2.');
    expect(claimed(operator)).toBe(false);
  });

  test('where another run is opened between the look and the claim', async () => {
    const memory = line({ rerun: true });
    const operator = await play(memory, 's0');
    memory.abort();
    await memory.close();
    const { describe: look } = memory.executions;
    memory.executions.describe = async (call) => {
      const seen = await look(call);
      memory.executions.describe = look;
      await play(memory, 's1');
      return seen;
    };
    expect(await operator.redrive()).toEqual({
      end: 'refused',
      why: 'Run 1 cannot be redriven any more: run 2 has been opened since.',
    });
    expect(memory.instanceRow()).toMatchObject({ run: 2, redrive: 0, openedBy: 's1' });
  });

  test('after 14 days, and where Step Functions says that it cannot', async () => {
    const memory = line();
    const operator = await play(memory, 's0');
    memory.abort();
    const { describe: look } = memory.executions;
    const report = (more: object) => async (call: Parameters<typeof look>[0]) => {
      const seen = await look(call);
      return seen === undefined ? undefined : { ...seen, ...more };
    };
    memory.executions.describe = report({ stoppedAt: '2026-02-15T11:59:59.000Z' });
    expect(await operator.redrive()).toEqual({
      end: 'refused',
      why: 'Run 1 ended at 2026-02-15T11:59:59.000Z: an execution can be redriven for 14 days only.',
    });
    memory.executions.describe = report({ notRedrivable: 'Execution history event limit exceeded.' });
    expect(await operator.redrive()).toEqual({
      end: 'refused',
      why: 'Step Functions cannot redrive run 1: Execution history event limit exceeded.',
    });
    expect(claimed(operator)).toBe(false);
  });

  test('where there is no instance', async () => {
    expect(await new Operator(line()).redrive()).toEqual({
      end: 'absent',
      why: 'There is no instance "1" of "m".',
    });
  });
});

describe('Step Functions refuses after the claim', () => {
  const stopped = async (options?: Options) => {
    const memory = line(options);
    const operator = await play(memory, 's0', 'b1');
    memory.abort();
    return { memory, operator };
  };
  const CLOSED_AGAIN = {
    end: 'refused',
    why: 'Step Functions cannot redrive run 1: State machine is deleting. The instance is closed again.',
  };

  test('and can never do it: INSTANCE is closed in the generation that was claimed, and what is held is settled', async () => {
    const { memory, operator } = await stopped();
    await memory.close();
    const before = memory.instanceRow();
    expect(before).toMatchObject({ status: 'closed', redrive: 0, lastState: 'A' });
    expect(memory.statuses()).toEqual({ s0: 'consumed', b1: 'late' });
    operator.notRedrivable = { message: 'State machine is deleting.', spent: true };
    memory.calls.length = 0;
    expect(await operator.redrive()).toEqual(CLOSED_AGAIN);
    expect(memory.calls).toEqual([
      'getInstance',
      'describeExecution',
      'claimInstance',
      'redriveExecution',
      'describeExecution',
      'closeInstance',
      'sendMessage',
    ]);
    expect(memory.instanceRow()).toMatchObject({
      ...{ status: 'closed', outcome: 'failed', run: 1, redrive: 1, lastState: 'A', error: 'Aborted' },
      closedAt: new Date(T0).toISOString(),
    });
  });

  test('what came while it was claimed is late by the message that follows', async () => {
    const { memory, operator } = await stopped();
    operator.notRedrivable = { message: 'State machine is deleting.', spent: true };
    expect(await operator.redrive()).toEqual(CLOSED_AGAIN);
    expect(memory.statuses()).toEqual({ s0: 'consumed', b1: 'held' });
    await operator.deliver();
    expect(memory.statuses()).toEqual({ s0: 'consumed', b1: 'late' });
  });

  test.each(['closeInstance', 'sendMessage'] as const)(
    'and the command breaks off before %s: given again, it finishes that',
    async (broken) => {
      const { memory, operator } = await stopped();
      operator.notRedrivable = { message: 'State machine is deleting.', spent: true };
      memory.before = (call) => {
        if (call === broken) throw new Error('gone');
      };
      expect(await operator.redrive()).toEqual({ end: 'failed', why: `${broken}: gone` });
      memory.before = () => undefined;
      memory.sent.length = 0;
      expect((await operator.redrive()).end).toBe('refused');
      expect(memory.instanceRow()).toMatchObject({ status: 'closed', run: 1, redrive: 1 });
      await operator.deliver();
      expect(memory.statuses()).toEqual({ s0: 'consumed', b1: 'late' });
    },
  );

  test('for now: the claim stays, and it says how to go on', async () => {
    const { memory, operator } = await stopped();
    operator.notRedrivable = { message: 'Not now.', spent: false };
    expect(await operator.redrive()).toEqual({
      end: 'refused',
      why: 'Step Functions did not redrive run 1: Not now. The instance is shown as open: give the command again, or close it with choreo close.',
    });
    expect(memory.instanceRow()).toMatchObject({ status: 'open', redrive: 1 });
    operator.notRedrivable = undefined;
    expect(await operator.redrive()).toEqual(GOES_ON);
  });

  test('because somebody else has redriven it: that goes on', async () => {
    const { memory, operator } = await stopped();
    operator.notRedrivable = { message: 'It is running.', spent: false };
    memory.before = (call) => {
      if (call === 'redriveExecution') memory.redrive();
    };
    expect(await operator.redrive()).toEqual({
      end: 'done',
      why: 'Run 1 goes on: somebody else has redriven it.',
    });
    expect(memory.instanceRow()).toMatchObject({ status: 'open', redrive: 1 });
  });
});
