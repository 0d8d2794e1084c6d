import { describe, expect, test } from '@jest/globals';
import { strangerPartition } from '../../../lib/projection/partitions.ts';
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

const HELD_AGAIN = { end: 'done', why: '"a" is held again, and goes to the first wait that awaits it.' };

/** `a2` has come when nothing could await it any more. */
async function rejected(): Promise<{ memory: Memory; operator: Operator }> {
  const memory = line({ policy: 'report' });
  const operator = await play(memory, 's0', 'a1', 'a2');
  expect(memory.statuses()).toEqual({ s0: 'consumed', a1: 'consumed', a2: 'unexpected' });
  return { memory, operator };
}

test('what is put back is held as if it had come now, in a new life, and a message brings it before the loop', async () => {
  const { memory, operator } = await rejected();
  memory.now = T0 + 5000;
  memory.calls.length = 0;
  expect(await operator.putBack('a2')).toEqual(HELD_AGAIN);
  expect(memory.calls).toEqual(['query', 'putEvent', 'sendMessage']);
  const row = memory.event('a2');
  expect(row).toMatchObject({ status: 'held', putBack: 1, receivedAt: new Date(T0 + 5000).toISOString() });
  expect(row).not.toHaveProperty('reason');
  expect(row).not.toHaveProperty('settledAt');
  expect(memory.sent).toEqual([
    {
      message: { kind: 'deliver', deliver: { instance: 'm#1', identity: 'a2' } },
      delaySeconds: 0,
      queue: 'events',
    },
  ]);
  await operator.deliver();
  expect(memory.event('a2')).toMatchObject({ status: 'unexpected', putBack: 1 });
});

test('an event that ended its instance goes back without the mark of that', async () => {
  const memory = line();
  const operator = await play(memory, 's0', 'a1', 'a2');
  expect(memory.event('a2')).toMatchObject({ status: 'unexpected', run: 1 });
  await operator.putBack('a2');
  expect(memory.event('a2')).not.toHaveProperty('waitHash');
  expect(memory.event('a2')).not.toHaveProperty('run');
});

test('an orphan that is put back finds the instance that was opened since', async () => {
  const memory = line();
  const operator = await play(memory, 'a1');
  memory.now += 61_000;
  await memory.begin({ kind: 'look', instance: 'm#1', identity: 'a1', putBack: 0 });
  expect(memory.statuses()).toEqual({ a1: 'orphan' });
  await play(memory, 's2');
  await operator.putBack('a1');
  await operator.deliver();
  expect(memory.statuses()).toEqual({ a1: 'consumed', s2: 'consumed' });
  expect(memory.runs()).toEqual(['running B']);
});

test('between the write and the message the command breaks off: given again, it sends the message only', async () => {
  const { memory, operator } = await rejected();
  memory.before = (call) => {
    if (call === 'sendMessage') throw new Error('gone');
  };
  expect(await operator.putBack('a2')).toEqual({ end: 'failed', why: 'sendMessage: gone' });
  memory.before = () => undefined;
  expect(memory.event('a2')).toMatchObject({ status: 'held', putBack: 1 });
  memory.calls.length = 0;
  expect(await operator.putBack('a2')).toEqual(HELD_AGAIN);
  expect(memory.calls).toEqual(['query', 'sendMessage']);
  expect(memory.event('a2')).toMatchObject({ status: 'held', putBack: 1 });
});

test('the write had its effect, and its answer was lost', async () => {
  const { memory, operator } = await rejected();
  const { putEvent } = memory.table;
  memory.table.putEvent = async (call) => {
    await putEvent(call);
    return 'refused';
  };
  expect(await operator.putBack('a2')).toEqual(HELD_AGAIN);
  expect(memory.event('a2')).toMatchObject({ status: 'held', putBack: 1 });
});

test('what has settled anew between the write and its second answer is not put back twice', async () => {
  const { memory, operator } = await rejected();
  const { putEvent } = memory.table;
  memory.table.putEvent = async (call) => {
    memory.table.putEvent = putEvent;
    await putEvent(call);
    await memory.receive({ kind: 'deliver', deliver: { instance: 'm#1', identity: 'a2' } });
    return 'refused';
  };
  const end = await operator.putBack('a2');
  expect(end.end).toBe('done');
  expect(end.why).toMatch(/^It was put back, and since then it is unexpected since /);
  expect(memory.event('a2')).toMatchObject({ status: 'unexpected', putBack: 1 });
});

test('ten operators at once put it back once', async () => {
  const { memory, operator } = await rejected();
  const ends = await Promise.all(Array.from({ length: 10 }, () => operator.putBack('a2')));
  expect(ends.map(({ end }) => end)).toEqual(Array.from({ length: 10 }, () => 'done'));
  expect(memory.event('a2')).toMatchObject({ status: 'held', putBack: 1 });
  expect(memory.sent).toHaveLength(10);
});

describe('refused with the reason', () => {
  test('what has moved the instance', async () => {
    const { operator } = await rejected();
    const end = await operator.putBack('s0', { named: true });
    expect(end.end).toBe('refused');
    expect(end.why).toMatch(
      /^It has moved the instance, at .* in run 1\. An event moves an instance once\.$/,
    );
  });

  test('on its way', async () => {
    const memory = line();
    const operator = await play(memory, 's0');
    memory.before = (call) => {
      if (call === 'sendSuccess') throw new Error('no answer');
    };
    await memory.publish(envelope('a1'));
    expect(await operator.putBack('a1', { named: true })).toEqual({
      end: 'refused',
      why: 'It is on its way since 2026-03-01T12:00:00.000Z, to "A" in run 1.',
    });
  });

  test('dropped by the author’s own word, unless it is named', async () => {
    const memory = line({ policy: 'ignore' });
    const operator = await play(memory, 's0', 'a1', 'a2');
    expect(memory.event('a2')?.status).toBe('ignored');
    const end = await operator.putBack('a2');
    expect(end.end).toBe('refused');
    expect(end.why).toMatch(/^It was dropped as ignored at .* If it is to go back, choreo resubmit it\.$/);
    expect(await operator.putBack('a2', { named: true })).toEqual(HELD_AGAIN);
    expect(memory.event('a2')).toMatchObject({ status: 'held', putBack: 1 });
  });
});

test('what is not there is absent, which is no refusal: it may lie elsewhere', async () => {
  const { operator } = await rejected();
  expect(await operator.putBack('x9', { named: true })).toEqual({
    end: 'absent',
    why: 'There is no event "x9" of "1" of "m".',
  });
});

describe('an event of no instance', () => {
  const lost = envelope('a1', 0, { id: '' });
  const partition = strangerPartition('m', 'a1');
  const again = (operator: Operator) => operator.putBack('a1', { named: true, instance: partition });

  test('goes to its queue once more, out of the inbox, and stays out where it finds its instance', async () => {
    const memory = line();
    const operator = await play(memory, 's0');
    await memory.publish(lost);
    expect(memory.event('a1', partition)).toMatchObject({ status: 'uncorrelated', putBack: 0 });
    expect(await again(operator)).toEqual({
      end: 'done',
      why: '"a" was given to its queue again, and is recognised anew.',
    });
    expect(memory.event('a1', partition)).toMatchObject({ status: 'resubmitted', putBack: 1 });
    const [sent] = memory.sent.splice(0);
    expect(sent).toMatchObject({ queue: 'events', delaySeconds: 0, message: { envelope: lost } });
    // Another version of the choreography recognises it.
    await memory.publish(envelope('a1'));
    await memory.settle();
    expect(memory.runs()).toEqual(['running B']);
    expect(memory.event('a1', partition)).toMatchObject({ status: 'resubmitted', putBack: 1 });
  });

  test('is in the inbox again where nobody recognises it, and is told again', async () => {
    const memory = line();
    const operator = await play(memory);
    await memory.publish(lost);
    await again(operator);
    await operator.deliver();
    expect(memory.event('a1', partition)).toMatchObject({ status: 'uncorrelated', putBack: 1 });
    await again(operator);
    expect(memory.event('a1', partition)).toMatchObject({ status: 'resubmitted', putBack: 2 });
  });

  test('a duplicate of the event changes nothing', async () => {
    const memory = line();
    await memory.publish(lost);
    const before = memory.event('a1', partition);
    memory.now += 1000;
    expect(await memory.publish(lost)).toEqual({ end: 'done' });
    expect(memory.event('a1', partition)).toEqual(before);
  });

  test('the command breaks off before the message: it is in the inbox still', async () => {
    const memory = line();
    const operator = await play(memory);
    await memory.publish(lost);
    memory.before = (call) => {
      if (call === 'sendMessage') throw new Error('gone');
    };
    expect(await again(operator)).toEqual({ end: 'failed', why: 'sendMessage: gone' });
    expect(memory.event('a1', partition)).toMatchObject({ status: 'uncorrelated', putBack: 0 });
    memory.before = () => undefined;
    expect((await again(operator)).end).toBe('done');
    expect(memory.event('a1', partition)).toMatchObject({ status: 'resubmitted', putBack: 1 });
    expect(memory.sent).toHaveLength(1);
  });

  test('nobody recognises it before the command takes it out of the inbox: it stays there', async () => {
    const memory = line();
    const operator = await play(memory);
    await memory.publish(lost);
    memory.before = (call) => {
      if (call !== 'putEvent') return;
      memory.before = () => undefined;
      throw new Error('gone');
    };
    expect(await again(operator)).toEqual({ end: 'failed', why: 'putEvent: gone' });
    await operator.deliver();
    expect(memory.event('a1', partition)).toMatchObject({ status: 'uncorrelated', putBack: 1 });
  });

  test('resubmitted already, it is sent again, as of the same time', async () => {
    const memory = line();
    const operator = await play(memory);
    await memory.publish(lost);
    await again(operator);
    await again(operator);
    expect(memory.event('a1', partition)).toMatchObject({ status: 'resubmitted', putBack: 1 });
    expect(memory.sent.map(({ message }) => message)).toEqual([
      { kind: 'event', envelope: lost, resubmitted: 1 },
      { kind: 'event', envelope: lost, resubmitted: 1 },
    ]);
  });
});
