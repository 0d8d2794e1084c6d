import { describe, expect, test } from '@jest/globals';
import { envelope, Memory, T0 } from './memory.ts';
import { choreography } from './world/choreographies.ts';
import type { Options } from './world/choreographies.ts';

const line = (options?: Options) =>
  new Memory(choreography({ A: { on: { a: 'B' } }, B: { on: { b: 'End' } }, End: 'succeeded' }, options));
const done = { end: 'done' };

async function play(memory: Memory, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await memory.publish(envelope(id, Number(id.slice(1)) || 0));
    await memory.settle();
  }
}

describe('what an event costs', () => {
  test('a start takes 5 calls', async () => {
    const memory = line();
    expect(await memory.publish(envelope('s0'))).toEqual(done);
    expect(memory.calls).toEqual(['query', 'putEvent', 'openInstance', 'startExecution', 'putEvent']);
  });

  test('an event in order takes 4 calls, and the wait that follows one', async () => {
    const memory = line();
    await play(memory, 's0');
    memory.calls.length = 0;
    await memory.publish(envelope('a1'));
    expect(memory.calls).toEqual(['query', 'putEvent', 'sendSuccess', 'putEvent']);
    memory.calls.length = 0;
    await memory.settle();
    expect(memory.calls).toEqual(['query']);
  });
});

describe('an event finds its wait', () => {
  test('in order', async () => {
    const memory = line();
    await play(memory, 's0', 'a1', 'b2');
    expect(memory.runs()).toEqual(['succeeded End']);
    expect(memory.statuses()).toEqual({ s0: 'consumed', a1: 'consumed', b2: 'consumed' });
  });

  test('all of two in any order; a member that comes again is ignored', async () => {
    const memory = new Memory(choreography({ P: { all: ['a', 'b'], onDone: 'End' }, End: 'succeeded' }));
    await play(memory, 's0', 'b1', 'b2', 'a3');
    expect(memory.runs()).toEqual(['succeeded End']);
    expect(memory.statuses()).toEqual({ s0: 'consumed', b1: 'consumed', b2: 'ignored', a3: 'consumed' });
  });

  test('an all is interrupted while a member is on its way: the member goes where it is awaited next', async () => {
    const memory = new Memory(
      choreography({
        P: { all: ['a', 'b'], onDone: 'End', on: { i: 'Z' } },
        Z: { on: { a: 'End' } },
        End: 'succeeded',
      }),
    );
    await play(memory, 's0', 'i1', 'a2');
    expect(memory.runs()).toEqual(['succeeded End']);
    expect(memory.event('a2')?.status).toBe('consumed');
  });
});

describe('a guard', () => {
  const of = (guard: string) =>
    new Memory(
      choreography({ A: { on: { [`a?${guard}`]: 'End' } }, End: 'succeeded' }, { policy: 'report' }),
    );

  test('that holds for this event lets it through', async () => {
    const memory = of('detail.id = 1');
    await play(memory, 's0', 'a1');
    expect(memory.runs()).toEqual(['succeeded End']);
  });

  test.each(['detail.id = 2', 'detail.id < "x"', '$toMillis(null)', '"true"', 'detail.none'])(
    'that does not hold (%s) makes it unexpected, and never ends the instance',
    async (guard) => {
      const memory = of(guard);
      await play(memory, 's0', 'a1');
      expect(memory.runs()).toEqual(['running A']);
      expect(memory.event('a1')?.status).toBe('unexpected');
    },
  );
});

describe('in doubt', () => {
  test('no answer to a send: the message goes back, and the mark is finished next time', async () => {
    const memory = line();
    await play(memory, 's0');
    memory.before = (call) => {
      if (call === 'sendSuccess') throw new Error('socket hang up');
    };
    expect(await memory.publish(envelope('a1'))).toEqual({
      end: 'returned',
      why: 'sendSuccess: socket hang up',
    });
    expect(memory.event('a1')?.status).toBe('sent');
    memory.before = () => undefined;
    expect(await memory.publish(envelope('a1'))).toEqual(done);
    expect(memory.event('a1')?.status).toBe('consumed');
  });

  test('a mark that lost its owner is finished by whoever sees it after 15 minutes', async () => {
    const memory = line({ policy: 'report' });
    await play(memory, 's0');
    memory.before = (call) => {
      if (call === 'sendSuccess') throw new Error('killed');
    };
    await memory.publish(envelope('a1'));
    memory.before = () => undefined;
    memory.now = T0 + 15 * 60_000 + 1;
    await memory.publish(envelope('b2'));
    expect(memory.event('a1')?.status).toBe('consumed');
  });
});

test('a list of correlation ids becomes one message for each id; an empty one concerns nobody', async () => {
  const memory = line();
  expect(await memory.publish(envelope('s0', 0, { id: [1, 2, '1'] }))).toEqual(done);
  expect(
    memory.sent.map(({ message, queue }) => [
      queue,
      message.kind === 'deliver' ? message.deliver.instance : '',
    ]),
  ).toEqual([
    ['start', 'm#1'],
    ['start', 'm#2'],
  ]);
  for (const { message } of memory.sent) await memory.receive(message);
  expect([memory.runs('m#1'), memory.runs('m#2')]).toEqual([['running A'], ['running A']]);
  expect(await memory.publish(envelope('a1', 0, { id: [] }))).toEqual(done);
  expect(memory.event('a1')).toBeUndefined();
});

test('a list longer than what one function can send in its time is spread over several', async () => {
  const memory = line();
  const ids = Array.from({ length: 5_001 }, (_, index) => String(index));
  expect(await memory.publish(envelope('s0', 0, { id: ids }))).toEqual(done);
  const spread = memory.sent.splice(0);
  const [first] = spread;
  expect([first?.message.kind, first?.queue]).toEqual(['spread', 'start']);
  const sends: number[] = [spread.length];
  const delivered: string[] = [];
  for (const { message } of spread) {
    if (message.kind === 'deliver') {
      delivered.push(message.deliver.instance);
      continue;
    }
    expect(await memory.receive(message)).toEqual(done);
    const sent = memory.sent.splice(0);
    sends.push(sent.length);
    for (const each of sent) {
      if (each.message.kind !== 'deliver' || each.queue !== 'start') throw new Error(each.message.kind);
      delivered.push(each.message.deliver.instance);
    }
  }
  expect(delivered.sort()).toEqual(ids.map((id) => `m#${id}`).sort());
  // With half a minute for all of them, and a tenth of a second for a slow one.
  expect(Math.max(...sends)).toBeLessThanOrEqual(300);
});
