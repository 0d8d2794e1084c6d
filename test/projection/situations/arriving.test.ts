/** Events that come before anybody awaits them. */
import { afterEach, expect, test } from '@jest/globals';
import { Monitor } from './monitor.ts';
import { event, LINE, orders } from './orders.ts';

let monitor: Monitor;
afterEach(() => monitor.stop());

const ALL = { o0: 'consumed', p1: 'consumed', s2: 'consumed' };
const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

async function expectDone(): Promise<void> {
  expect(await monitor.standing()).toBe('succeeded Done');
  expect(await monitor.moves()).toEqual(['p1 → Unshipped', 's2 → Done']);
  expect(monitor.statuses()).toEqual(ALL);
  expect(monitor.told).toEqual(['closed succeeded Done']);
}

test('an event before its instance is held, and delivered once the instance is there', async () => {
  monitor = await Monitor.of(orders('Unpaid', LINE));
  expect(await monitor.publish(event('s2'), event('p1'))).toEqual(['done', 'done']);
  expect(monitor.statuses()).toEqual({ p1: 'held', s2: 'held' });
  expect(await monitor.standing()).toBe('none');
  expect(await monitor.publish(event('o0'))).toEqual(['done']);
  await expectDone();
});

test('an event while its instance starts is held until the first wait is there', async () => {
  monitor = await Monitor.of(orders('Unpaid', LINE));
  expect(await monitor.arrive(event('o0'))).toBe('done');
  expect(await monitor.arrive(event('p1'))).toBe('done');
  expect(monitor.statuses()).toEqual({ o0: 'consumed', p1: 'held' });
  expect(monitor.waits()).toEqual([]);
  await monitor.settle();
  expect(await monitor.standing()).toBe('running Unshipped');
  expect(await monitor.moves()).toEqual(['p1 → Unshipped']);
});

test.each(SEEDS)(
  'an event while its instance starts, every call of both in another order (%i)',
  async (seed) => {
    monitor = await Monitor.of(orders('Unpaid', LINE));
    await monitor.atOnce(seed, ...['o0', 'p1', 's2'].map((id) => () => monitor.arrive(event(id))));
    await monitor.pass(30_000);
    await expectDone();
    expect(monitor.calls.filter((call) => call === 'startExecution')).toHaveLength(1);
  },
);

test('an event between two waits is held until the second is there', async () => {
  monitor = await Monitor.of(orders('Unpaid', LINE));
  await monitor.publish(event('o0'));
  expect(await monitor.arrive(event('p1'))).toBe('done');
  expect(await monitor.arrive(event('s2'))).toBe('done');
  expect(monitor.row('s2')).toMatchObject({ status: 'held', hold: 60_000 });
  expect(monitor.queued()).toMatchObject([
    { message: { kind: 'look', look: { identity: 's2' } }, seconds: 60 },
  ]);
  await monitor.settle();
  await expectDone();
  // The look comes all the same, and changes nothing.
  await monitor.pass(120_000);
  await expectDone();
  expect(monitor.queued()).toEqual([]);
});

test.each(SEEDS)(
  'two events at the same instant for one wait: one goes, the other to the wait that follows (%i)',
  async (seed) => {
    const states = `
  Unpaid: { on: { Paid: Half paid } }
  Half paid: { on: { Paid: Done } }
  Done: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Unpaid', states));
    await monitor.publish(event('o0'));
    await monitor.atOnce(seed, ...['p1', 'p2'].map((id) => () => monitor.arrive(event(id, 1))));
    expect(await monitor.standing()).toBe('succeeded Done');
    const moves = await monitor.moves();
    expect([...moves].map((move) => move.slice(0, 2)).sort()).toEqual(['p1', 'p2']);
    expect(moves.map((move) => move.slice(5))).toEqual(['Half paid', 'Done']);
    expect(monitor.statuses()).toEqual({ o0: 'consumed', p1: 'consumed', p2: 'consumed' });
  },
);

test('two events at the same instant for one wait: the second is not judged before the next wait tells', async () => {
  const states = `
  Unpaid: { on: { Paid: Unshipped, Cancelled: Done } }
  Unshipped: { on: { Shipped: Done } }
  Done: { final: succeeded }
`;
  monitor = await Monitor.of(orders('Unpaid', states, 'unexpected: report'));
  await monitor.publish(event('o0'));
  await monitor.arrive(event('p1', 1));
  await monitor.arrive(event('c1', 1));
  expect(monitor.statuses()).toEqual({ o0: 'consumed', p1: 'consumed', c1: 'held' });
  expect(monitor.told).toEqual([]);
  await monitor.settle();
  expect(monitor.row('c1')).toMatchObject({
    status: 'unexpected',
    reason: '"Cancelled" was not awaited in "Unshipped" and cannot be awaited any more.',
  });
});

test('two events at the same instant for one wait that lets only one of them: the other is a deviation', async () => {
  const states = `
  Unpaid: { on: { Paid: Unshipped, Cancelled: Gone } }
  Unshipped: { on: { Shipped: Done } }
  Done: { final: succeeded }
  Gone: { final: succeeded }
`;
  const outcomes = new Set<string>();
  for (const seed of SEEDS) {
    monitor = await Monitor.of(orders('Unpaid', states, 'unexpected: report'));
    await monitor.publish(event('o0'));
    await monitor.atOnce(seed, ...['p1', 'c1'].map((id) => () => monitor.arrive(event(id))));
    const { p1, c1 } = monitor.statuses();
    const moves = await monitor.moves();
    outcomes.add([await monitor.standing(), `paid ${p1}, cancelled ${c1};`, ...moves].join(' '));
    await monitor.stop();
  }
  expect([...outcomes].sort()).toEqual([
    'running Unshipped paid consumed, cancelled unexpected; p1 → Unshipped',
    'succeeded Gone paid late, cancelled consumed; c1 → Gone',
  ]);
});
