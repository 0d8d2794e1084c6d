import { describe, expect, test } from '@jest/globals';
import { executionName } from '../../lib/projection/execution.ts';
import { Throttled } from '../../lib/projection/ports.ts';
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

  test('that comes before its instance is held, and delivered once it is there', async () => {
    const memory = line();
    await play(memory, 'b2', 'a1');
    expect(memory.statuses()).toEqual({ a1: 'held', b2: 'held' });
    await play(memory, 's0');
    expect(memory.runs()).toEqual(['succeeded End']);
    expect(memory.statuses()).toEqual({ a1: 'consumed', b2: 'consumed', s0: 'consumed' });
  });

  test('that comes while the instance starts is held until the wait is there', async () => {
    const memory = line();
    await memory.publish(envelope('s0'));
    await memory.publish(envelope('a1'));
    expect(memory.statuses()).toEqual({ s0: 'consumed', a1: 'held' });
    await memory.settle();
    expect(memory.runs()).toEqual(['running B']);
  });

  test('that comes between two waits is held until the second is there', async () => {
    const memory = line();
    await play(memory, 's0');
    await memory.publish(envelope('a1'));
    await memory.publish(envelope('b2'));
    expect(memory.event('b2')?.status).toBe('held');
    await memory.settle();
    expect(memory.runs()).toEqual(['succeeded End']);
  });

  test('ten times at once moves it once', async () => {
    const memory = new Memory(
      choreography({ A: { on: { a: 'A2' } }, A2: { on: { a: 'End' } }, End: 'succeeded' }),
    );
    await play(memory, 's0');
    await Promise.all(Array.from({ length: 10 }, async () => memory.publish(envelope('a1'))));
    await memory.settle();
    await memory.publish(envelope('a1'));
    expect(memory.runs()).toEqual(['running A2']);
    expect(memory.statuses()).toEqual({ s0: 'consumed', a1: 'consumed' });
  });

  test('retried by its producer under a new envelope id, with the same identity, is consumed once', async () => {
    const of = choreography({ A: { on: { a: 'A2' } }, A2: { on: { a: 'End' } }, End: 'succeeded' });
    const events = of.events.map((event) => ({ ...event, identity: 'detail.message' }));
    const memory = new Memory({ ...of, events });
    await memory.publish(envelope('s0', 0, { message: 's' }));
    await memory.settle();
    await memory.publish(envelope('a1', 1, { message: 'm-1' }));
    await memory.settle();
    await memory.publish(envelope('a2', 2, { message: 'm-1' }));
    expect(memory.runs()).toEqual(['running A2']);
    expect(memory.statuses()).toEqual({ s: 'consumed', 'm-1': 'consumed' });
  });

  test('of a name that is awaited again in a loop moves it once more', async () => {
    const memory = new Memory(choreography({ A: { on: { a: 'A', b: 'End' } }, End: 'succeeded' }));
    await play(memory, 's0', 'a1', 'a2', 'a3', 'b4');
    expect(memory.runs()).toEqual(['succeeded End']);
    expect(Object.values(memory.statuses())).toEqual(Array.from({ length: 5 }, () => 'consumed'));
  });

  test('held events go oldest first, by their time, whatever the order of their coming', async () => {
    const taken: string[] = [];
    const memory = new Memory(choreography({ A: { on: { a: 'A', b: 'End' } }, End: 'succeeded' }));
    await play(memory, 'a3', 'a1', 'a2', 's0');
    for (const row of memory.rows.values()) {
      if (row.kind === 'event' && row.name === 'a') taken.push(`${row.identity} ${row.status}`);
    }
    const sends = memory.calls.filter((call) => call === 'sendSuccess').length;
    expect({ sends, taken: taken.sort() }).toEqual({
      sends: 3,
      taken: ['a1 consumed', 'a2 consumed', 'a3 consumed'],
    });
  });

  test('two at the same instant for one wait: one goes, the other waits for the next', async () => {
    const memory = new Memory(
      choreography({ A: { on: { a: 'B' } }, B: { on: { a: 'End' } }, End: 'succeeded' }),
    );
    await play(memory, 's0');
    await Promise.all([memory.publish(envelope('a1')), memory.publish(envelope('a2'))]);
    await memory.settle();
    expect(memory.runs()).toEqual(['succeeded End']);
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

describe('deviations', () => {
  test('an event that can be awaited no more is unexpected at once, and ends the instance', async () => {
    const memory = line();
    await play(memory, 's0', 'a1', 'a2');
    expect(memory.runs()).toEqual(['failed B']);
    const row = memory.event('a2');
    expect(row).toMatchObject({
      status: 'unexpected',
      reason: '"a" was not expected in "B" and ended the instance.',
    });
    await memory.close();
    expect(memory.instanceRow()).toMatchObject({
      status: 'closed',
      outcome: 'failed',
      lastState: 'B',
      error: 'UnexpectedEvent',
    });
  });

  test('with report it is a deviation, and the instance lives', async () => {
    const memory = line({ policy: 'report' });
    await play(memory, 's0', 'a1', 'a2', 'b3');
    expect(memory.runs()).toEqual(['succeeded End']);
    expect(memory.event('a2')).toMatchObject({
      status: 'unexpected',
      reason: '"a" was not awaited in "B" and cannot be awaited any more.',
    });
  });

  test('with ignore it is recorded, and no deviation', async () => {
    const memory = line({ policy: 'ignore' });
    await play(memory, 's0', 'a1', 'a2');
    expect(memory.event('a2')?.status).toBe('ignored');
  });

  test('an early event whose hold is over is unexpected', async () => {
    const memory = line({ policy: 'report' });
    await play(memory, 's0', 'b2');
    const [look] = memory.sent;
    expect(look).toMatchObject({ queue: 'events', delaySeconds: 60 });
    memory.now = T0 + 61_000;
    if (look !== undefined) await memory.receive(look.message);
    expect(memory.event('b2')).toMatchObject({
      status: 'unexpected',
      reason: '"b" was not awaited in "A" within 1 minute.',
    });
  });

  test('without an instance it is an orphan when its hold is over', async () => {
    const memory = line();
    await play(memory, 'a1');
    memory.now = T0 + 61_000;
    for (const { message } of memory.sent) await memory.receive(message);
    expect(memory.event('a1')).toMatchObject({
      status: 'orphan',
      reason: 'No instance was opened within 1 minute.',
    });
  });

  test('an event after the end is late; what was held when it ended, too', async () => {
    const memory = new Memory(
      choreography({ A: { on: { a: 'End', c: 'B' } }, B: { on: { b: 'End' } }, End: 'succeeded' }),
    );
    await play(memory, 's0', 'b1', 'a2');
    expect(memory.event('b1')?.status).toBe('held');
    await memory.close();
    await play(memory, 'a3');
    expect(memory.statuses()).toEqual({ s0: 'consumed', b1: 'late', a2: 'consumed', a3: 'late' });
    expect(memory.instanceRow()).toMatchObject({ status: 'closed', outcome: 'succeeded', lastState: 'End' });
    expect([...memory.rows.values()].some(({ kind }) => kind === 'wait')).toBe(false);
  });

  test('an event without correlation id, or with an empty one, is uncorrelated and kept', async () => {
    const memory = line();
    expect(await memory.publish(envelope('a1', 0, { id: undefined }))).toEqual(done);
    expect(await memory.publish(envelope('a2', 0, { id: '' }))).toEqual(done);
    const rows = [...memory.rows.values()].filter((row) => row.kind === 'event');
    expect(rows.map(({ status, choreography: of }) => `${of} ${status}`)).toEqual([
      'm uncorrelated',
      'm uncorrelated',
    ]);
    expect(rows[0]).toMatchObject({
      reason: '"a" has no correlation id: detail.id is no non-empty text and no number in it.',
    });
  });

  test('an event that two names match is ambiguous', async () => {
    const of = choreography({ A: { on: { a: 'B', b: 'B' } }, B: { on: { b: 'End' } }, End: 'succeeded' });
    const events = of.events.map((event) =>
      event.name === 'b' ? { ...event, pattern: { source: ['test'] } } : event,
    );
    const memory = new Memory({ ...of, events });
    await memory.publish(envelope('a1'));
    const [row] = memory.rows.values();
    expect(row).toMatchObject({
      status: 'ambiguous',
      name: 'a | b',
      reason: 'Several events look like this: "a", "b".',
    });
  });

  test('an event that no name matches goes back, to its dead letters at last', async () => {
    const end = await line().publish({ ...envelope('a1'), source: 'other' });
    expect(end).toEqual({ end: 'returned', why: 'No event of "m" matches source "other", detail-type "a".' });
  });
});

describe('runs', () => {
  test('a start event while the instance runs is an event like any other', async () => {
    const memory = line({ policy: 'report' });
    await play(memory, 's0', 's1');
    expect(memory.runs()).toEqual(['running A']);
    expect(memory.event('s1')?.status).toBe('unexpected');
  });

  test('after the end, without rerun, a start event is late', async () => {
    const memory = line();
    await play(memory, 's0', 'a1', 'b2');
    await memory.close();
    await play(memory, 's3');
    expect(memory.event('s3')?.status).toBe('late');
    expect(memory.runs()).toEqual(['succeeded End']);
  });

  test('after the end, with rerun, a start event opens the next run under another name', async () => {
    const memory = line({ rerun: true });
    await play(memory, 's0', 'a1', 'b2');
    await memory.close();
    await play(memory, 's3', 'a4');
    expect(memory.runs()).toEqual(['succeeded End', 'running B']);
    expect(memory.instanceRow()).toMatchObject({
      status: 'open',
      run: 2,
      openedBy: 's3',
      execution: executionName('1', 2),
    });
  });

  test('with rerun, events of the next run that come early are held for it', async () => {
    const memory = line({ rerun: true });
    await play(memory, 's0', 'a1', 's4', 'a5', 'b2');
    await memory.close();
    await memory.settle();
    expect(memory.runs()).toEqual(['succeeded End', 'running B']);
    expect(memory.statuses()).toEqual({
      s0: 'consumed',
      a1: 'consumed',
      b2: 'consumed',
      s4: 'consumed',
      a5: 'consumed',
    });
  });

  test('a status event that never came is found by a look', async () => {
    const memory = line();
    await play(memory, 's0', 'b2');
    memory.abort();
    memory.now = T0 + 61_000;
    for (const { message } of memory.sent) await memory.receive(message);
    expect(memory.instanceRow()).toMatchObject({
      status: 'closed',
      outcome: 'failed',
      lastState: 'A',
      error: 'Aborted',
    });
    expect(memory.event('b2')?.status).toBe('late');
  });

  test('a redrive that nobody announced: the event is not late', async () => {
    const memory = line();
    await play(memory, 's0');
    memory.abort();
    await memory.close();
    expect(memory.instanceRow()?.status).toBe('closed');
    memory.redrive();
    await memory.publish(envelope('a1'));
    expect(memory.instanceRow()).toMatchObject({ status: 'open', run: 1, redrive: 1 });
    await memory.settle();
    expect(memory.runs()).toEqual(['running B']);
  });
});

describe('in doubt', () => {
  test('a wait that times out while an event is on its way: the event goes to the next wait', async () => {
    const memory = new Memory(
      choreography({ A: { on: { a: 'End' }, after: 'A2' }, A2: { on: { a: 'End' } }, End: 'succeeded' }),
    );
    await play(memory, 's0');
    memory.deadline();
    await memory.publish(envelope('a1'));
    expect(memory.event('a1')?.status).toBe('held');
    await memory.settle();
    expect(memory.runs()).toEqual(['succeeded End']);
  });

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

  test.each(['query', 'putEvent', 'sendSuccess'])(
    'throttled at %s: the message is put off',
    async (throttled) => {
      const memory = line();
      await play(memory, 's0');
      memory.before = (call) => {
        if (call === throttled) throw new Throttled('Rate exceeded');
      };
      const end = await memory.publish(envelope('a1'));
      expect(end).toEqual({ end: 'throttled', why: `${throttled}: Rate exceeded` });
      memory.before = () => undefined;
      await memory.publish(envelope('a1'));
      await memory.settle();
      expect(memory.runs()).toEqual(['running B']);
    },
  );

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

test('a new version of a choreography does not misroute what started under the old one', async () => {
  const old = line();
  await play(old, 's0');
  const states = choreography({ A: { on: { a: 'X' } }, X: { on: { b: 'End' } }, End: 'succeeded' });
  const memory = new Memory(states);
  memory.rows = old.rows;
  const [wait] = [...old.rows.values()].filter((row) => row.kind === 'wait');
  expect(wait?.wait.awaits).toEqual([{ event: 'a', routes: [{ ways: [{ way: 'B', to: 'B' }] }] }]);
  await memory.publish(envelope('a1'));
  expect(memory.event('a1')).toMatchObject({ status: 'sent', mark: { to: 'B' } });
});

test('an event that only the new version knows leaves what started under the old one alone', async () => {
  const old = line();
  await play(old, 's0');
  const memory = new Memory(
    choreography({ A: { on: { a: 'B' } }, B: { on: { b: 'C' } }, C: { on: { c: 'End' } }, End: 'succeeded' }),
  );
  memory.rows = old.rows;
  await memory.publish(envelope('c1'));
  expect(memory.event('c1')?.status).toBe('ignored');
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
