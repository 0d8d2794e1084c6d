/** The machine rounds numbers to 15 digits where it writes down what it remembers: no guard may notice. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { Monitor } from './monitor.ts';
import { event, MINUTE, orders } from './orders.ts';

let monitor: Monitor;
afterEach(() => monitor.stop());

const N = 9_007_199_254_740_991;
const TOP = 'context: { n: 0, more: 0 }';

describe('a number of more than 15 digits', () => {
  test.each([
    ['sixteen digits', N],
    ['a fraction', 0.1 + 0.2],
    ['within a list', [{ n: [N] }, 'x']],
    ['as a text', String(N)],
  ])('is compared as it came: %s', async (_, n) => {
    const states = `
  Open: { on: { Paid: { target: Paid up, assign: { n: detail.n } } } }
  Paid up: { on: { Shipped: { guard: detail.n = $context.n and $count($keys($context)) = 2, target: Done } } }
  Done: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Open', states, TOP));
    await monitor.publish(event('o0'), event('p1', 1, { n }));
    expect(monitor.waits()[0]?.memories).toEqual([{ context: { n, more: 0 } }]);
    await monitor.publish(event('s2', 2, { n }));
    expect(await monitor.standing()).toBe('succeeded Done');
  });

  test('is told from its neighbour', async () => {
    const states = `
  Open: { on: { Paid: { target: Paid up, assign: { n: detail.n } } } }
  Paid up: { on: { Shipped: { guard: detail.n = $context.n, target: Done } } }
  Done: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Open', states, `${TOP}\nunexpected: report`));
    await monitor.publish(event('o0'), event('p1', 1, { n: N }), event('s2', 2, { n: N - 1 }));
    expect(monitor.row('s2')?.status).toBe('unexpected');
    expect(await monitor.standing()).toBe('running Paid up');
  });

  test('is the same inside regions, behind them, and where it was changed or removed there', async () => {
    const states = `
  Both:
    parallel:
      Money: { initial: Unpaid, states: { Unpaid: { on: { Paid: { target: Sum, assign: { more: detail.n } } } }, Sum: { on: { Returned: { guard: detail.n = $context.more and $context.n = ${N}, target: Paid up } } }, Paid up: { final: succeeded } } }
      Goods: { initial: Unpacked, states: { Unpacked: { on: { Packed: { target: Gone, assign: { n: detail.none } } } }, Gone: { final: succeeded } } }
    onDone: Last
  Last: { on: { Shipped: { guard: detail.n = $context.more and $not($exists($context.n)), target: Done } } }
  Done: { final: succeeded }
`;
    const choreography = orders('{ target: Both, assign: { n: detail.n } }', states, TOP);
    monitor = await Monitor.of(choreography);
    await monitor.publish(event('o0', 0, { n: N }), event('p1', 1, { n: N - 2 }));
    await monitor.publish(event('r2', 2, { n: N - 2 }), event('k3'));
    expect(monitor.waits().at(-1)?.memories).toEqual([{ context: { more: N - 2 } }]);
    await monitor.publish(event('s4', 4, { n: N - 2 }));
    expect(await monitor.standing()).toBe('succeeded Done');
  });

  test('is carried out of a region by an interrupt', async () => {
    const states = `
  Both:
    parallel:
      Goods: { initial: Unpacked, states: { Unpacked: { on: { Packed: Ready } }, Ready: { final: succeeded } } }
    onDone: Done
    on: { Cancelled: { target: Last, assign: { n: detail.n } } }
  Last: { on: { Shipped: { guard: detail.n = $context.n, target: Done } } }
  Done: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Both', states, TOP));
    await monitor.publish(event('o0'), event('c1', 1, { n: N }), event('s2', 2, { n: N }));
    expect(await monitor.standing()).toBe('succeeded Done');
  });

  test('is carried with its text, or not at all', async () => {
    const states = `
  Both:
    parallel:
      Goods: { initial: Unpacked, states: { Unpacked: { on: { Packed: Ready } }, Ready: { final: succeeded } } }
    onDone: Done
    on: { Cancelled: { target: Last, assign: { n: detail.n } } }
  Last: { on: { Shipped: { guard: 'detail.n = $context.n[0]', target: Done } } }
  Done: { final: succeeded }
`;
    const many = (count: number) => Array.from({ length: count }, () => N);
    monitor = await Monitor.of(orders('Both', states, `${TOP}\nunexpected: report`));
    // 22 KB could be carried, but not twice.
    await monitor.publish(event('o0'), event('c1', 1, { n: many(1_300) }));
    await monitor.pass(6 * MINUTE);
    expect([await monitor.standing(), monitor.row('c1')?.status]).toEqual(['running Unpacked', 'unexpected']);
    await monitor.publish(event('c2', 400, { n: many(900) }), event('s3', 401, { n: N }));
    expect(await monitor.standing()).toBe('succeeded Done');
  });

  test('is what an item is found by', async () => {
    const states = `
  Lines:
    forEach:
      items: '[]'
      opens: [Paid]
      match: $string(detail.line)
      initial: New
      states:
        New: { on: { Packed: { guard: detail.n = $item.n, target: Old } } }
        Old: { final: succeeded }
    on: { Cancelled: Done }
  Done: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Lines', states));
    await monitor.publish(event('o0'), event('p1', 1, { line: 1, n: N }));
    expect(await monitor.standing()).toBe('running Lines');
    await monitor.publish(event('k2', 2, { line: 1, n: N }));
    expect(monitor.statuses()).toEqual({ o0: 'consumed', p1: 'consumed', k2: 'consumed' });
    expect(monitor.waits()[0]?.memories?.[0]?.items?.['1']).toMatchObject({ state: 'Old' });
  });

  test('gives way to what a deadline assigns in the machine itself', async () => {
    const states = `
  Open: { on: { Paid: { target: Paid up, assign: { n: detail.n } } } }
  Paid up: { on: { Shipped: Done }, after: { 1m: [{ guard: $context.more = 0, target: Last, assign: { n: '5' } }, Done] } }
  Last: { on: { Shipped: { guard: $context.n = 5, target: Done } } }
  Done: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Open', states, TOP));
    await monitor.publish(event('o0'), event('p1', 1, { n: N }));
    await monitor.pass(2 * MINUTE);
    expect(await monitor.standing()).toBe('running Last');
    expect(monitor.waits()[0]?.memories).toMatchObject([{ context: { n: 5, more: 0 } }]);
    await monitor.publish(event('s2', 130));
    expect(await monitor.standing()).toBe('succeeded Done');
  });

  test('counts with its text, where an item would not fit into the table with a large event', async () => {
    const states = `
  Lines:
    forEach:
      items: '[]'
      opens: [Paid]
      match: $string(detail.line)
      initial: New
      states: { New: { on: { Packed: Old } }, Old: { final: succeeded } }
    on: { Cancelled: Done }
  Done: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Lines', states, 'unexpected: report'));
    let stored = 0;
    monitor.before = (call) => {
      const row = monitor.row('k2');
      if (call === 'sendSuccess' && row?.status === 'sent')
        stored = Buffer.byteLength(row.payload) + Buffer.byteLength(JSON.stringify(row.mark));
    };
    // 94 KB of an item, and as much again of its text.
    await monitor.publish(
      event('o0'),
      event('p1', 1, { line: 1, numbers: Array.from({ length: 5_500 }, () => N) }),
    );
    expect(monitor.row('p1')?.status).toBe('consumed');
    await monitor.publish(event('k2', 2, { line: 1, filler: 'x'.repeat(245_000) }));
    expect([monitor.row('k2')?.status, stored]).toEqual(['unexpected', 0]);
    await monitor.publish(event('k3', 3, { line: 1, filler: 'x'.repeat(150_000) }));
    expect(monitor.row('k3')?.status).toBe('consumed');
  });
});
