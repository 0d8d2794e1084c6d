/** How long an early event is held, and when it is called unexpected. */
import { afterEach, expect, test } from '@jest/globals';
import { Monitor } from './monitor.ts';
import { event, LINE, orders, SECOND } from './orders.ts';

let monitor: Monitor;
afterEach(() => monitor.stop());

test('a held event whose `hold` ends is unexpected, and not a moment earlier', async () => {
  monitor = await Monitor.of(orders('Unpaid', LINE, 'unexpected: report'));
  await monitor.publish(event('o0'), event('s2'));
  await monitor.pass(59 * SECOND);
  expect(monitor.row('s2')?.status).toBe('held');
  expect(monitor.told).toEqual([]);
  await monitor.pass(1 * SECOND);
  expect(monitor.row('s2')).toMatchObject({
    status: 'unexpected',
    reason: '"Shipped" was not awaited in "Unpaid" within 1 minute.',
    settledAt: '2026-03-01T12:01:00.000Z',
  });
  expect(monitor.told).toEqual(['unexpected s2']);
  expect(await monitor.standing()).toBe('running Unpaid');
});

test('a held event whose `hold` ends is not delivered after its time: the wait that comes later awaits another', async () => {
  monitor = await Monitor.of(orders('Unpaid', LINE, 'unexpected: report'));
  await monitor.publish(event('o0'), event('s2'));
  await monitor.pass(60 * SECOND);
  await monitor.publish(event('p1'));
  expect(await monitor.standing()).toBe('running Unshipped');
  expect(monitor.row('s2')?.status).toBe('unexpected');
  await monitor.publish(event('s3'));
  expect(await monitor.moves()).toEqual(['p1 → Unshipped', 's3 → Done']);
});

test('a held event whose `hold` ends ends the instance where the policy is `fail`', async () => {
  monitor = await Monitor.of(orders('Unpaid', LINE));
  await monitor.publish(event('o0'), event('s2'));
  await monitor.pass(60 * SECOND);
  expect(await monitor.standing()).toBe('failed Unpaid');
  expect(monitor.row('s2')).toMatchObject({
    status: 'unexpected',
    reason: '"Shipped" was not expected in "Unpaid" and ended the instance.',
  });
  expect(monitor.instance()).toMatchObject({ status: 'closed', outcome: 'failed', error: 'UnexpectedEvent' });
  expect([...monitor.told].sort()).toEqual(['closed failed Unpaid UnexpectedEvent', 'unexpected s2']);
});

test('a held event whose `hold` ends before any instance is there is an orphan', async () => {
  monitor = await Monitor.of(orders('Unpaid', LINE));
  await monitor.publish(event('p1'));
  await monitor.pass(59 * SECOND);
  expect(monitor.told).toEqual([]);
  await monitor.pass(1 * SECOND);
  expect(monitor.row('p1')).toMatchObject({
    status: 'orphan',
    reason: 'No instance was opened within 1 minute.',
  });
  expect(monitor.told).toEqual(['orphan p1']);
  // The instance that comes after all does not take it.
  await monitor.publish(event('o2'));
  expect(await monitor.standing()).toBe('running Unpaid');
});

test('a held event whose `hold` ends after days is held that long, and looked at every 15 minutes', async () => {
  monitor = await Monitor.of(orders('Unpaid', LINE, 'unexpected: report', '1d'));
  await monitor.publish(event('o0'), event('s2'));
  monitor.calls.length = 0;
  await monitor.pass(86_399 * SECOND);
  expect(monitor.row('s2')?.status).toBe('held');
  // A look that comes too early only hops: it does not read the table.
  expect(new Set(monitor.calls)).toEqual(new Set(['sendMessage']));
  expect(monitor.calls).toHaveLength(95);
  await monitor.pass(1 * SECOND);
  expect(monitor.row('s2')).toMatchObject({
    status: 'unexpected',
    reason: '"Shipped" was not awaited in "Unpaid" within 1 day.',
  });
});

const AGAIN = [
  ['report', 'running Unshipped', 'unexpected', ['unexpected p2']],
  ['ignore', 'running Unshipped', 'ignored', []],
  ['fail', 'failed Unshipped', 'unexpected', ['closed failed Unshipped UnexpectedEvent', 'unexpected p2']],
  [
    'halt',
    'failed Unshipped',
    'unexpected',
    ['closed failed Unshipped UnexpectedEventHalted', 'unexpected p2'],
  ],
] as const;

test.each(AGAIN)(
  'an event that can never be awaited any more is unexpected at once (%s)',
  async (policy, standing, status, told) => {
    monitor = await Monitor.of(orders('Unpaid', LINE, `unexpected: ${policy}`));
    await monitor.publish(event('o0'), event('p1'));
    expect(await monitor.publish(event('p2'))).toEqual(['done']);
    expect(await monitor.standing()).toBe(standing);
    expect(monitor.row('p2')?.status).toBe(status);
    expect([...monitor.told].sort()).toEqual(told);
    expect(monitor.queued()).toEqual([]);
    expect(await monitor.moves()).toEqual(['p1 → Unshipped']);
  },
);

test('an event that can never be awaited any more since its instance has moved on is unexpected at once, though it was held', async () => {
  const states = `
  Open: { on: { Paid: Unpacked, Shipped: Unshipped } }
  Unpacked: { on: { Packed: Done } }
  Unshipped: { on: { Weighed: Done } }
  Done: { final: succeeded }
`;
  monitor = await Monitor.of(orders('Open', states, 'unexpected: report'));
  await monitor.publish(event('o0'), event('w2'));
  expect(monitor.row('w2')?.status).toBe('held');
  await monitor.publish(event('p3'));
  expect(monitor.row('w2')).toMatchObject({
    status: 'unexpected',
    reason: '"Weighed" was not awaited in "Unpacked" and cannot be awaited any more.',
  });
  expect(monitor.told).toEqual(['unexpected w2']);
});
