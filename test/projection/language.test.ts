/** What the language says beyond waits and targets, played through the whole loop. */
import { describe, expect, test } from '@jest/globals';
import type { State, WaitState } from '../../lib/definition/model.ts';
import { envelope, Memory, T0 } from './memory.ts';
import { choreography } from './world/choreographies.ts';
import type { Short } from './world/choreographies.ts';

const assign = (name: string, expression: string) => ({ assign: [{ name, expression }] });

async function play(memory: Memory, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await memory.publish(envelope(id, Number(id.slice(1)) || 0));
    await memory.settle();
  }
}

function waits(memory: Memory): readonly string[] {
  return [...memory.rows.values()].flatMap((row) => (row.kind === 'wait' ? [row.key] : [])).sort();
}

describe('a context', () => {
  const counting: Record<string, Short> = {
    A: {
      on: { a: assign('n', '$context.n + detail.id') },
      always: [{ guard: '$context.n >= 3', target: 'B' }],
    },
    B: { on: { b: 'End' } },
    End: 'succeeded',
  };

  test('is changed by events, travels with each delivery, and decides what no event brings', async () => {
    const memory = new Memory(choreography(counting, { context: { n: 1 } }));
    await play(memory, 's0', 'a1');
    expect(memory.runs()).toEqual(['running A']);
    await play(memory, 'a2');
    expect(memory.runs()).toEqual(['running B']);
    expect(memory.outputs).toMatchObject([
      { to: '#stay', identity: 'a1', memory: { context: { n: 2 } } },
      { to: '#stay', identity: 'a2', memory: { context: { n: 3 } } },
      { to: 'B', memory: { context: { n: 3 } } },
    ]);
    expect(memory.statuses()).toEqual({ s0: 'consumed', a1: 'consumed', a2: 'consumed' });
  });

  test('costs no call more', async () => {
    const memory = new Memory(choreography(counting, { context: { n: 1 } }));
    await play(memory, 's0');
    memory.calls.length = 0;
    await memory.publish(envelope('a1'));
    expect(memory.calls).toEqual(['query', 'putEvent', 'sendSuccess', 'putEvent']);
  });

  test('that a branch would take over 64 KB makes that branch not hold', async () => {
    const memory = new Memory(
      choreography(
        {
          A: { on: { a: { target: 'X', ...assign('text', 'detail.filler') } } },
          X: { on: { b: 'End' } },
          End: 'succeeded',
        },
        { policy: 'report', context: { text: '' } },
      ),
    );
    await play(memory, 's0');
    await memory.publish(envelope('a1', 1, { filler: 'x'.repeat(70_000) }));
    expect(memory.runs()).toEqual(['running A']);
    expect(memory.event('a1')?.status).toBe('unexpected');
  });
});

describe('actions', () => {
  const publishing = (detail: string) =>
    new Memory(
      choreography(
        {
          A: {
            on: {
              'a?true': {
                target: 'B',
                actions: [{ kind: 'publish', source: 'm', detailType: 'moved', detail }],
              },
            },
          },
          B: { on: { b: 'End' } },
          End: 'succeeded',
        },
        { policy: 'report' },
      ),
    );

  test('go along with their computed values', async () => {
    const memory = publishing('{"id": $id, "kind": detail.kind}');
    await play(memory, 's0');
    await memory.publish(envelope('a1', 1, { kind: 'new' }));
    expect(memory.outputs).toMatchObject([{ to: 'B', actions: [{ id: '1', kind: 'new' }] }]);
  });

  test('too big to be sent make their branch not hold', async () => {
    const memory = publishing('{"text": detail.filler & detail.filler}');
    await play(memory, 's0');
    await memory.publish(envelope('a1', 1, { filler: 'x'.repeat(140_000) }));
    expect(memory.runs()).toEqual(['running A']);
    expect(memory.event('a1')).toMatchObject({ status: 'unexpected' });
  });

  test('that fit leave less room for the envelope', async () => {
    const memory = publishing('{"text": detail.text}');
    await play(memory, 's0');
    await memory.publish(envelope('a1', 1, { text: 'x'.repeat(90_000), filler: 'y'.repeat(110_000) }));
    const [output] = memory.outputs;
    expect(Buffer.byteLength(JSON.stringify(output))).toBeLessThanOrEqual(250_000);
    expect(output).toMatchObject({ actions: [{ text: 'x'.repeat(90_000) }] });
  });
});

describe('what follows a deadline, or the last member, where it has to be decided', () => {
  const states: Record<string, Short> = {
    AB: {
      all: ['a', 'b'],
      onDone: [{ guard: '$context.fast', target: 'X' }, { target: 'C' }],
      after: [{ guard: '$context.fast', target: 'C' }, { target: 'X' }],
    },
    C: { on: { c: 'End' } },
    X: { on: { c: 'End' } },
    End: 'succeeded',
  };

  test.each([
    [true, 'running C'],
    [false, 'running X'],
  ])('is answered at once (fast: %s)', async (fast, state) => {
    const memory = new Memory(choreography(states, { context: { fast } }));
    await play(memory, 's0');
    memory.deadline();
    await memory.settle();
    expect(memory.runs()).toEqual([state]);
    expect(memory.outputs).toMatchObject([{ to: state.slice('running '.length) }]);
  });

  test('is answered by whoever looks at the instance next, where its own trigger was lost', async () => {
    const memory = new Memory(choreography(states, { context: { fast: false } }));
    await play(memory, 's0', 'a1', 'b2');
    expect(memory.runs()).toEqual(['running C']);
    expect(memory.statuses()).toEqual({ s0: 'consumed', a1: 'consumed', b2: 'consumed' });
  });
});

describe('an all that remembers who has come', () => {
  test('takes each member once, in any order; one that comes again is ignored', async () => {
    const count = { branches: [assign('n', '$context.n + 1')] };
    const state: State = {
      ...{ kind: 'all', name: 'AB', entry: [], on: [], after: [] },
      members: [
        { event: 'a', ...count },
        { event: 'b', ...count },
      ],
      onDone: [{ target: 'C' }],
    };
    const short = { state, events: ['a', 'b'] };
    const memory = new Memory(
      choreography({ AB: short, C: { on: { c: 'End' } }, End: 'succeeded' }, { context: { n: 0 } }),
    );
    await play(memory, 's0', 'b1', 'b2', 'a3');
    expect(memory.statuses()).toEqual({ s0: 'consumed', b1: 'consumed', b2: 'ignored', a3: 'consumed' });
    expect(memory.outputs).toMatchObject([
      { to: '#stay', memory: { context: { n: 1 }, pending: ['a'] } },
      { to: '#done', memory: { context: { n: 2 } } },
    ]);
    expect(memory.runs()).toEqual(['running C']);
  });
});

describe('items', () => {
  const inner = (name: string, on: Record<string, string>): WaitState => ({
    ...{ kind: 'wait', name, entry: [], after: [], always: [] },
    on: Object.entries(on).map(([event, target]) => ({ event, branches: [{ target }] })),
  });
  const state: State = {
    ...{ kind: 'forEach', name: 'Lines', entry: [], on: [], after: [], always: [] },
    ...{ items: '$context.lines', key: '$item', match: 'detail.line', opens: [], initial: 'Open' },
    states: [
      inner('Open', { a: 'Packed' }),
      inner('Packed', { b: 'Sent' }),
      { kind: 'final', name: 'Sent', entry: [], outcome: 'succeeded' },
    ],
    onDone: [{ target: 'C' }],
  };
  const lines = (count: number, policy: 'fail' | 'report' = 'fail') => {
    const keys = Array.from({ length: count }, (_, index) => `l${index}`);
    const short = { state, events: ['a', 'b'] };
    const states = { Lines: short, C: { on: { c: 'End' } }, End: 'succeeded' } as const;
    return new Memory(choreography(states, { context: { lines: keys }, policy, hold: 10_000 }));
  };
  const publish = async (memory: Memory, id: string, line: unknown): Promise<void> => {
    await memory.publish(envelope(id, Number(id.slice(1)), { line }));
    await memory.settle();
  };

  test('go on one by one, in any order; what comes early for one of them is held for it', async () => {
    const memory = lines(2);
    await play(memory, 's0');
    await publish(memory, 'b1', 'l1');
    expect(memory.event('b1')?.status).toBe('held');
    await publish(memory, 'a2', 'l0');
    await publish(memory, 'a3', 'l1');
    expect(memory.event('b1')?.status).toBe('consumed');
    await publish(memory, 'b4', 'l0');
    expect(memory.runs()).toEqual(['running C']);
  });

  test('that nobody knows are unexpected when the hold is over', async () => {
    const memory = lines(1, 'report');
    await play(memory, 's0');
    await publish(memory, 'a1', 'l9');
    memory.now = T0 + 20_000;
    for (const { message } of [...memory.sent]) await memory.receive(message);
    expect(memory.event('a1')?.status).toBe('unexpected');
    expect(memory.runs()).toEqual(['running Lines']);
  });

  test('a list without any is done at once', async () => {
    const memory = lines(0);
    await play(memory, 's0');
    expect(memory.runs()).toEqual(['running C']);
  });

  test('forty, all events at once and in reverse', async () => {
    const memory = lines(40);
    await play(memory, 's0');
    for (let line = 39; line >= 0; line--) {
      await memory.publish(envelope(`b${line + 41}`, line + 41, { line: `l${line}` }));
      await memory.publish(envelope(`a${line + 1}`, line + 1, { line: `l${line}` }));
    }
    await memory.settle();
    expect(memory.runs()).toEqual(['running C']);
    expect(new Set(Object.values(memory.statuses()))).toEqual(new Set(['consumed']));
  });
});

describe('regions', () => {
  const regions = () =>
    new Memory(
      choreography({
        P: {
          parallel: {
            R: { A: { on: { a: 'A done' } }, 'A done': 'succeeded' },
            S: { B: { on: { b: 'B2' } }, B2: { on: { b: 'B done' } }, 'B done': 'succeeded' },
          },
          onDone: 'C',
          on: { i: 'Z' },
        },
        C: { on: { c: 'End' } },
        Z: { on: { a: 'End' } },
        End: 'succeeded',
      }),
    );

  test('go on side by side; the wait of one that is over goes', async () => {
    const memory = regions();
    await play(memory, 's0');
    expect(waits(memory)).toEqual(['WAIT#P/R', 'WAIT#P/S']);
    await play(memory, 'a1');
    expect(waits(memory)).toEqual(['WAIT#P/S']);
    await play(memory, 'b2', 'b3', 'c4');
    expect(memory.runs()).toEqual(['succeeded End']);
  });

  test('are left together by an interrupt, which takes the wait that had it along', async () => {
    const memory = regions();
    await play(memory, 's0', 'b1');
    memory.calls.length = 0;
    await memory.publish(envelope('i2', 2));
    expect(memory.calls).toEqual(['query', 'putEvent', 'sendSuccess', 'putEvent', 'dropWait']);
    expect(waits(memory)).toEqual(['WAIT#P/S']);
    await memory.settle();
    expect(memory.runs()).toEqual(['running Z']);
    expect(waits(memory)).toEqual(['WAIT#']);
    await play(memory, 'a3');
    expect(memory.runs()).toEqual(['succeeded End']);
  });
});

describe('what stands around regions', () => {
  const shared = () =>
    new Memory(
      choreography(
        {
          P: {
            parallel: {
              R: { A: { on: { a: 'A done' } }, 'A done': 'succeeded' },
              S: {
                B: { on: { e: 'B2' } },
                B2: { on: { e: 'B3' } },
                B3: { on: { b: 'B done' } },
                'B done': 'succeeded',
              },
            },
            onDone: 'End',
            on: { e: '-' },
          },
          End: 'succeeded',
        },
        { hold: 60_000 },
      ),
    );

  test('gives way to what one of them awaits itself', async () => {
    const memory = shared();
    await play(memory, 's0', 'e1', 'e2', 'e3');
    expect(memory.outputs).toMatchObject([
      { to: 'B2', identity: 'e1' },
      { to: 'B3', identity: 'e2' },
    ]);
    expect(memory.statuses()).toEqual({ s0: 'consumed', e1: 'consumed', e2: 'consumed', e3: 'ignored' });
  });

  test('is not taken while that one is on its way to its next wait', async () => {
    const memory = shared();
    await play(memory, 's0');
    await memory.publish(envelope('e1', 1));
    await memory.publish(envelope('e2', 2));
    expect(memory.statuses()).toEqual({ s0: 'consumed', e1: 'consumed', e2: 'held' });
    await memory.settle();
    expect(memory.statuses()).toEqual({ s0: 'consumed', e1: 'consumed', e2: 'consumed' });
    expect(memory.outputs).toMatchObject([
      { to: 'B2', identity: 'e1' },
      { to: 'B3', identity: 'e2' },
    ]);
  });

  test('is taken at the end of the hold, though that one never comes to a wait', async () => {
    const memory = shared();
    await play(memory, 's0');
    await memory.publish(envelope('e1', 1));
    await memory.publish(envelope('e2', 2));
    memory.now = T0 + 70_000;
    for (const { message } of [...memory.sent]) await memory.receive(message);
    expect(memory.statuses()).toEqual({ s0: 'consumed', e1: 'consumed', e2: 'ignored' });
  });
});

describe('stale: ignore', () => {
  const snapshots = () =>
    new Memory(
      choreography({ A: { on: { a: 'A', b: 'B' } }, B: { on: { a: 'A', b: 'B' } } }, { stale: 'ignore' }),
    );

  test('leaves out what is older than the newest one consumed', async () => {
    const memory = snapshots();
    await play(memory, 's0', 'b3', 'a2', 'a4', 'a3');
    expect(memory.runs()).toEqual(['running A']);
    expect(memory.statuses()).toEqual({
      s0: 'consumed',
      b3: 'consumed',
      a2: 'stale',
      a4: 'consumed',
      a3: 'stale',
    });
    expect(memory.event('a2')).toMatchObject({
      reason: '"a" is older than what the instance has had already.',
    });
  });

  test('leaves out what was held meanwhile, too', async () => {
    const memory = snapshots();
    await play(memory, 'a1', 's3');
    expect(memory.event('a1')?.status).toBe('stale');
    expect(memory.runs()).toEqual(['running A']);
  });
});

describe('labels', () => {
  const labelled = () =>
    new Memory(
      choreography(
        {
          A: { on: { a: { target: 'B', ...assign('n', '$context.n + 1') } } },
          B: { on: { b: 'End' } },
          End: 'succeeded',
        },
        {
          context: { n: 1 },
          labels: [
            { name: 'Customer no.', expression: 'detail.customer' },
            { name: 'count', expression: '$context.n' },
          ],
        },
      ),
    );

  test('are there from the start, and change with what is delivered, by one call more', async () => {
    const memory = labelled();
    await memory.publish(envelope('s0', 0, { customer: 'C-7' }));
    await memory.settle();
    expect(memory.instanceRow()?.labels).toEqual({ 'Customer no.': 'C-7', count: 1 });
    memory.calls.length = 0;
    await memory.publish(envelope('a1', 1));
    expect(memory.calls).toEqual(['query', 'putEvent', 'sendSuccess', 'labelInstance', 'putEvent']);
    expect(memory.instanceRow()?.labels).toEqual({ 'Customer no.': 'C-7', count: 2 });
    await memory.settle();
    memory.calls.length = 0;
    await memory.publish(envelope('b2', 2, { customer: 'C-7' }));
    expect(memory.calls).toEqual(['query', 'putEvent', 'sendSuccess', 'putEvent']);
  });

  test('are written before the event is confirmed, also by who finishes it', async () => {
    const memory = labelled();
    await memory.publish(envelope('s0'));
    await memory.settle();
    memory.before = (call) => {
      if (call === 'labelInstance') throw new Error('killed');
    };
    await memory.publish(envelope('a1', 1));
    expect(memory.event('a1')?.status).toBe('sent');
    memory.before = () => undefined;
    await memory.publish(envelope('a1', 1));
    expect(memory.event('a1')?.status).toBe('consumed');
    expect(memory.instanceRow()?.labels).toEqual({ count: 2 });
  });
});

describe('labels of deliveries that cross', () => {
  const counting = () =>
    new Memory(
      choreography(
        {
          A: { on: { a: assign('n', '1 - $context.n'), b: 'End' } },
          End: 'succeeded',
        },
        { context: { n: 0 }, labels: [{ name: 'n', expression: '$context.n' }] },
      ),
    );

  test('a function that was stopped does not set its own over those of the next delivery', async () => {
    const memory = counting();
    await memory.publish(envelope('s0'));
    await memory.settle();
    // What the first one was about to write, when the second one had been delivered and had written its own.
    memory.before = (call) => {
      if (call === 'labelInstance') throw new Error('killed');
    };
    await memory.publish(envelope('a1', 1));
    const stopped = memory.event('a1');
    memory.before = () => undefined;
    await memory.settle();
    await memory.publish(envelope('a2', 2));
    expect(memory.instanceRow()?.labels).toEqual({ n: 0 });
    if (stopped?.status !== 'sent' || stopped.mark.kind !== 'deliver') throw new Error('not on its way');
    const { labels = {}, labelOrder: order = 0, run } = stopped.mark;
    expect(labels).toEqual({ n: 1 });
    const late = { call: 'labelInstance', instance: 'm#1', run, labels, order } as const;
    expect(await memory.table.labelInstance(late)).toBe('refused');
    expect(memory.instanceRow()?.labels).toEqual({ n: 0 });
  });

  test('one that goes back to what it was is written, though the change before is still on its way', async () => {
    const memory = counting();
    await memory.publish(envelope('s0'));
    await memory.settle();
    memory.before = (call) => {
      if (call === 'labelInstance') throw new Error('killed');
    };
    await memory.publish(envelope('a1', 1));
    await memory.settle();
    memory.before = () => undefined;
    memory.calls.length = 0;
    await memory.publish(envelope('a2', 2));
    expect(memory.calls).toEqual(['query', 'putEvent', 'sendSuccess', 'labelInstance', 'putEvent']);
    await memory.publish(envelope('a1', 1));
    expect(memory.event('a1')?.status).toBe('consumed');
    expect(memory.instanceRow()?.labels).toEqual({ n: 0 });
  });
});

describe('redact', () => {
  test('keeps out of the table and the execution what the paths name, in lists too', async () => {
    const memory = new Memory(
      choreography(
        { A: { on: { a: 'End' } }, End: 'succeeded' },
        { redact: ['detail.card', 'detail.lines.*.secret'] },
      ),
    );
    await play(memory, 's0');
    const lines = [{ x: { secret: 1, open: 2 } }, { y: { secret: 3 } }];
    memory.before = (call) => {
      if (call === 'sendSuccess') throw new Error('killed');
    };
    await memory.publish(envelope('a1', 1, { card: { number: '4711' }, lines }));
    const row = memory.event('a1');
    const payload = row?.status === 'sent' ? row.payload : '';
    expect(JSON.parse(payload)).toMatchObject({ detail: { id: 1, lines: [{ x: { open: 2 } }, { y: {} }] } });
    expect(payload).not.toMatch(/4711|secret/);
    memory.before = () => undefined;
    await memory.publish(envelope('a1', 1));
    expect(JSON.stringify(memory.outputs)).not.toMatch(/4711|secret/);
    expect(memory.runs()).toEqual(['succeeded End']);
  });
});
