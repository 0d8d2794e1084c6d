/** Order, where there is one. */
import { afterEach, expect, test } from '@jest/globals';
import { Monitor } from './monitor.ts';
import { event, orders, SECOND, T0 } from './orders.ts';

let monitor: Monitor;
afterEach(() => monitor.stop());

const LOOP = `
  Open: { on: { Paid: Open, Shipped: Done } }
  Done: { final: succeeded }
`;
const EITHER = `
  Open: { on: { Paid: Unshipped, Shipped: Done } }
  Unshipped: { on: { Shipped: Done } }
  Done: { final: succeeded }
`;

test('held events are taken oldest first: as a queue, not as a stack, whatever the order of their coming', async () => {
  monitor = await Monitor.of(orders('Open', LOOP));
  await monitor.publish(event('p3'), event('p1'), event('p4'), event('p2'), event('o0'));
  expect(await monitor.moves()).toEqual(['p1 → Open', 'p2 → Open', 'p3 → Open', 'p4 → Open']);
  expect(await monitor.standing()).toBe('running Open');
});

test('held events are taken oldest first, also where the newest is the one that has just come', async () => {
  monitor = await Monitor.of(orders('Unpaid', `  Unpaid: { on: { Paid: Open } }${LOOP}`));
  await monitor.publish(event('o0'));
  // The first goes to the wait, which is used from then on; the others come while the next is on its way.
  for (const id of ['p1', 'p5', 'p2']) await monitor.arrive(event(id));
  expect(monitor.statuses()).toEqual({ o0: 'consumed', p1: 'consumed', p2: 'held', p5: 'held' });
  await monitor.settle();
  expect(await monitor.moves()).toEqual(['p1 → Open', 'p2 → Open', 'p5 → Open']);
});

test('held events are taken oldest first, those of one instant in the order of their coming', async () => {
  monitor = await Monitor.of(orders('Open', LOOP));
  for (const id of ['p9', 'p1', 'p5']) {
    await monitor.publish(event(id, 1));
    await monitor.pass(1);
  }
  await monitor.publish(event('o0'));
  expect(await monitor.moves()).toEqual(['p9 → Open', 'p1 → Open', 'p5 → Open']);
});

test('events of one second are ordered by `time` and `settle`: the older one overtakes', async () => {
  monitor = await Monitor.of(orders('Open', EITHER, 'time: detail.at\nsettle: 10s'));
  const at = (id: string, millis: number) => event(id, 5, { at: T0 + 5 * SECOND + millis });
  await monitor.publish(at('o0', 0));
  await monitor.pass(20 * SECOND);
  expect(await monitor.standing()).toBe('running Open');
  expect(await monitor.publish(at('s2', 800))).toEqual(['done']);
  expect(monitor.row('s2')).toMatchObject({ status: 'held', settle: 10_000 });
  expect(monitor.queued()).toMatchObject([{ message: { look: { identity: 's2' } }, seconds: 10 }]);
  await monitor.pass(4 * SECOND);
  await monitor.publish(at('p1', 200));
  await monitor.pass(5 * SECOND);
  expect(await monitor.standing()).toBe('running Open');
  expect(monitor.statuses()).toMatchObject({ s2: 'held', p1: 'held' });
  await monitor.pass(1 * SECOND);
  expect(await monitor.moves()).toEqual(['p1 → Unshipped', 's2 → Done']);
  expect(await monitor.standing()).toBe('succeeded Done');
});

test('events of one second are ordered by `time` and `settle`: without them, in the order of their coming', async () => {
  monitor = await Monitor.of(orders('Open', EITHER, 'unexpected: report'));
  await monitor.publish(event('o0'), event('s2', 5), event('p1', 5));
  expect(await monitor.moves()).toEqual(['s2 → Done']);
  expect(monitor.statuses()).toMatchObject({ s2: 'consumed', p1: 'late' });
});

test('events of one second are ordered by `time` and `settle`: one that has settled gives way to an older one that has not', async () => {
  monitor = await Monitor.of(orders('Open', EITHER, 'settle: 20s'));
  await monitor.publish(event('o0', 0));
  await monitor.pass(30 * SECOND);
  await monitor.publish(event('s2', 2));
  await monitor.pass(15 * SECOND);
  await monitor.publish(event('p1', 1));
  expect(monitor.statuses()).toMatchObject({ p1: 'held', s2: 'held' });
  await monitor.pass(5 * SECOND);
  expect(await monitor.moves()).toEqual(['p1 → Unshipped', 's2 → Done']);
});

test('events of one second are ordered by `time` and `settle`: that counts from the receipt, and a look follows for the hold', async () => {
  monitor = await Monitor.of(
    orders(
      'Unpaid',
      `
  Unpaid: { on: { Paid: Unshipped } }
  Unshipped: { on: { Shipped: Done } }
  Done: { final: succeeded }
`,
      'settle: 20s\nunexpected: report',
    ),
  );
  await monitor.publish(event('o0'));
  await monitor.pass(30 * SECOND);
  await monitor.publish(event('s1'));
  expect(monitor.queued()).toMatchObject([{ message: { look: { identity: 's1' } }, seconds: 20 }]);
  await monitor.pass(20 * SECOND);
  expect(monitor.queued()).toMatchObject([{ message: { look: { identity: 's1' } }, seconds: 40 }]);
  await monitor.pass(39 * SECOND);
  expect(monitor.row('s1')?.status).toBe('held');
  await monitor.pass(1 * SECOND);
  expect(monitor.row('s1')).toMatchObject({
    status: 'unexpected',
    reason: '"Shipped" was not awaited in "Unpaid" within 1 minute.',
  });
});

test('an event that one of several regions will await later is held, and consumed once: never both', async () => {
  const states = `
  Preparing:
    parallel:
      Goods:
        initial: Unpacked
        states:
          Unpacked: { on: { Packed: Unweighed } }
          Unweighed: { on: { Weighed: Ready } }
          Ready: { final: succeeded }
      Money: { initial: Unpaid, states: { Unpaid: { on: { Paid: Settled } }, Settled: { final: succeeded } } }
    onDone: Done
  Done: { final: succeeded }
`;
  monitor = await Monitor.of(orders('Preparing', states));
  await monitor.publish(event('o0'), event('w1'), event('p2'));
  expect(monitor.statuses()).toEqual({ o0: 'consumed', w1: 'held', p2: 'consumed' });
  await monitor.publish(event('k3'));
  expect(await monitor.moves()).toEqual(['p2 → Settled', 'k3 → Unweighed', 'w1 → Ready']);
  expect(await monitor.standing()).toBe('succeeded Done');
  expect(monitor.told).toEqual(['closed succeeded Done']);
});
