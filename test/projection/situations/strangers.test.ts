/** Events that nobody knows what to do with. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hashOf } from '../../../lib/definition/hash.ts';
import { Monitor } from './monitor.ts';
import { event, LINE, MINUTE, orders } from './orders.ts';

let monitor: Monitor;
beforeEach(async () => {
  monitor = await Monitor.of(orders('Unpaid', LINE));
});
afterEach(() => monitor.stop());

describe('an event with unknown name', () => {
  test('that the rule let through goes to the dead letters after five attempts, and touches no instance', async () => {
    await monitor.publish(event('o0'));
    const stranger = event('Praised');
    monitor.calls.length = 0;
    expect(await monitor.publish(stranger)).toEqual(['returned']);
    await monitor.pass(3 * MINUTE);
    expect(monitor.dead).toEqual([]);
    await monitor.pass(1 * MINUTE);
    expect(monitor.dead).toEqual([JSON.stringify(stranger)]);
    expect(monitor.calls).toEqual([]);
    expect(await monitor.standing()).toBe('running Unpaid');
  });
});

describe('an event without correlation id', () => {
  test.each([
    ['none', {}],
    ['an empty one', { order: '' }],
    ['one that is no text and no number', { order: { id: 'o-1' } }],
    ['null', { order: null }],
  ])('(%s) is kept as a deviation, and told', async (_, detail) => {
    const uncorrelated = { ...event('p1'), detail };
    expect(await monitor.publish(uncorrelated)).toEqual(['done']);
    const partition = `order#!uncorrelated#${hashOf('p1')}`;
    expect(monitor.row('p1', partition)).toMatchObject({
      status: 'uncorrelated',
      name: 'Paid',
      reason: '"Paid" has no correlation id: detail.order is no non-empty text and no number in it.',
    });
    const row = monitor.row('p1', partition);
    expect(row?.status === 'uncorrelated' && JSON.parse(row.payload)).toEqual(uncorrelated);
    expect(monitor.told).toEqual(['uncorrelated p1']);
    // Delivered once more it is told no second time.
    expect(await monitor.publish(uncorrelated)).toEqual(['done']);
    expect(monitor.told).toEqual(['uncorrelated p1']);
  });

  test('but with an empty list of them concerns nobody: no row, no deviation', async () => {
    expect(await monitor.publish(event('p1', 1, { order: [] }))).toEqual(['done']);
    expect([monitor.statuses(), monitor.told]).toEqual([{}, []]);
  });
});

test('an event that two names match is ambiguous, kept and told', async () => {
  const two = orders('Unpaid', LINE);
  const events = two.events.map((declared) =>
    declared.name === 'Shipped'
      ? { ...declared, pattern: { source: ['shop'], detail: { also: [true] } } }
      : declared,
  );
  await monitor.deploy({ ...two, events });
  await monitor.publish(event('o0'));
  expect(await monitor.publish(event('p1', 1, { also: true }))).toEqual(['done']);
  expect(monitor.row('p1', `order#!uncorrelated#${hashOf('p1')}`)).toMatchObject({
    status: 'ambiguous',
    name: 'Paid | Shipped',
    reason: 'Several events look like this: "Paid", "Shipped".',
  });
  expect(monitor.told).toEqual(['ambiguous p1']);
  expect(await monitor.standing()).toBe('running Unpaid');
});

test('an event of a known name that this instance never awaits does not fit: it is unexpected, and no silence', async () => {
  await monitor.deploy(orders('Unpaid', LINE, 'unexpected: report', '1m', ['Weighed']));
  await monitor.publish(event('o0'), event('w1'), event('p2'), event('s3'));
  expect(monitor.row('w1')).toMatchObject({
    status: 'unexpected',
    reason: '"Weighed" was not awaited in "Unpaid" and cannot be awaited any more.',
  });
  expect(monitor.told).toEqual(['unexpected w1', 'closed succeeded Done']);
});

test('a list of correlation ids moves each of its instances, once', async () => {
  const states = LINE;
  await monitor.deploy(orders('Unpaid', states));
  await monitor.publish(event('o0', 0, { order: ['o-1', 'o-2', 'o-1'] }));
  await monitor.pass(0);
  await monitor.publish(event('p1', 1, { order: ['o-2', 'o-1'] }));
  await monitor.pass(0);
  expect([await monitor.moves('o-1'), await monitor.moves('o-2')]).toEqual([
    ['p1 → Unshipped'],
    ['p1 → Unshipped'],
  ]);
});
