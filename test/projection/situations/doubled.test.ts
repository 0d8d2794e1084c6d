/** The same event more than once. */
import { afterEach, expect, test } from '@jest/globals';
import { itemOf } from '../../../lib/projection/parse-row.ts';
import { Monitor } from './monitor.ts';
import { event, orders } from './orders.ts';

let monitor: Monitor;
afterEach(() => monitor.stop());

const TWICE = `
  Unpaid: { on: { Paid: Half paid } }
  Half paid: { on: { Paid: Done } }
  Done: { final: succeeded }
`;

test.each(Array.from({ length: 12 }, (_, index) => index + 1))(
  'the same event delivered 10 times, concurrently, moves its instance once (schedule %i)',
  async (seed) => {
    monitor = await Monitor.of(orders('Unpaid', TWICE));
    await monitor.publish(event('o0'));
    const ends: string[] = [];
    const deliver = async () => void ends.push(await monitor.arrive(event('p1')));
    await monitor.atOnce(seed, ...Array.from({ length: 10 }, () => deliver));
    expect(ends).toEqual(Array.from({ length: 10 }, () => 'done'));
    await monitor.pass(600_000);
    await monitor.publish(event('p1'));
    expect(await monitor.moves()).toEqual(['p1 → Half paid']);
    expect(await monitor.standing()).toBe('running Half paid');
    expect(monitor.statuses()).toEqual({ o0: 'consumed', p1: 'consumed' });
    expect([monitor.queued(), monitor.dead, monitor.told]).toEqual([[], [], []]);
  },
);

test.each(Array.from({ length: 12 }, (_, index) => index + 1))(
  'the same event delivered 10 times, concurrently, starts one execution where it is a start event (schedule %i)',
  async (seed) => {
    monitor = await Monitor.of(orders('Unpaid', TWICE));
    await monitor.atOnce(seed, ...Array.from({ length: 10 }, () => () => monitor.arrive(event('o0'))));
    await monitor.pass(600_000);
    expect(await monitor.standing()).toBe('running Unpaid');
    expect(monitor.statuses()).toEqual({ o0: 'consumed' });
    expect(monitor.instance()).toMatchObject({ run: 1, openedBy: 'o0', execution: 'o-1' });
    expect([monitor.queued(), monitor.dead, monitor.told]).toEqual([[], [], []]);
  },
);

test('the same event delivered 10 times, concurrently or a year later: 250 bytes are all that is kept to know it by', async () => {
  monitor = await Monitor.of(orders('Unpaid', TWICE));
  const id = 'p0b5c6a5-1d8f-4f0e-9d5e-2f6f0f5a7c11';
  await monitor.publish(event('o0'), event(id, 1, { note: 'x'.repeat(10_000) }));
  const row = monitor.row(id);
  if (row === undefined) throw new Error('It is not there');
  const kept = Object.entries(itemOf(row)).filter(([name]) => !['instance', 'key'].includes(name));
  const bytes = kept.map(([name, value]) => name.length + String(value).length);
  expect(bytes.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(250);
  await monitor.pass(364 * 86_400_000);
  await monitor.publish(event(id, 1));
  expect(await monitor.moves()).toEqual([`${id} → Half paid`]);
});

test("a producer's retry with a new envelope id and the same `identity` is the same event", async () => {
  monitor = await Monitor.of(orders('Unpaid', TWICE, 'identity: detail.message'));
  await monitor.publish(event('o0', 0, { message: 'm-0' }), event('p1', 1, { message: 'm-1' }));
  expect(await monitor.publish(event('p2', 2, { message: 'm-1' }))).toEqual(['done']);
  expect(await monitor.standing()).toBe('running Half paid');
  expect(await monitor.moves()).toEqual(['m-1 → Half paid']);
  expect(monitor.statuses()).toEqual({ 'm-0': 'consumed', 'm-1': 'consumed' });
  expect(await monitor.publish(event('p3', 3, { message: 'm-3' }))).toEqual(['done']);
  expect(await monitor.standing()).toBe('succeeded Done');
});

test("a producer's retry with a new envelope id and the same `identity` is held once, like the first", async () => {
  monitor = await Monitor.of(orders('Unpaid', TWICE, 'identity: detail.message'));
  await monitor.publish(event('p1', 1, { message: 'm-1' }), event('p2', 2, { message: 'm-1' }));
  expect(monitor.statuses()).toEqual({ 'm-1': 'held' });
  await monitor.publish(event('o0', 0, { message: 'm-0' }));
  expect(await monitor.moves()).toEqual(['m-1 → Half paid']);
});

const LOOP = `
  Open: { on: { Paid: Open, Shipped: Done } }
  Done: { final: succeeded }
`;

test('the same event name awaited again in a loop: each event moves it once, a copy of an earlier one does not', async () => {
  monitor = await Monitor.of(orders('Open', LOOP));
  await monitor.publish(event('o0'), event('p1'), event('p2'), event('p1'), event('p3'), event('p2'));
  expect(await monitor.moves()).toEqual(['p1 → Open', 'p2 → Open', 'p3 → Open']);
  await monitor.publish(event('s4'));
  expect(await monitor.standing()).toBe('succeeded Done');
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'the same event name awaited again in a loop, all events twice and concurrently (schedule %i)',
  async (seed) => {
    monitor = await Monitor.of(orders('Open', LOOP));
    await monitor.publish(event('o0'));
    const ids = ['p1', 'p2', 'p3', 'p4', 'p1', 'p2', 'p3', 'p4'];
    await monitor.atOnce(seed, ...ids.map((id) => () => monitor.arrive(event(id))));
    await monitor.pass(120_000);
    const moves = await monitor.moves();
    expect([...moves].sort()).toEqual(['p1 → Open', 'p2 → Open', 'p3 → Open', 'p4 → Open']);
    expect(await monitor.standing()).toBe('running Open');
    expect([monitor.dead, monitor.told]).toEqual([[], []]);
  },
);
