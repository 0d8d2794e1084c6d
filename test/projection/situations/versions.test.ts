/** A new version of the choreography while instances of the old one run. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { Monitor } from './monitor.ts';
import { event, LINE, orders, SECOND } from './orders.ts';

let monitor: Monitor;
afterEach(() => monitor.stop());

describe('a new version of the choreography while instances of the old one run', () => {
  test('with changed targets: the old ones go where their own version leads', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE));
    await monitor.publish(event('o0'));
    await monitor.deploy(
      orders(
        'Unpaid',
        `
  Unpaid: { on: { Paid: Unpacked } }
  Unpacked: { on: { Packed: Unshipped } }
  Unshipped: { on: { Shipped: Done } }
  Done: { final: succeeded }
`,
      ),
    );
    await monitor.publish(event('p1'), event('s2'));
    expect(await monitor.moves()).toEqual(['p1 → Unshipped', 's2 → Done']);
    expect(await monitor.standing()).toBe('succeeded Done');
    expect(monitor.told).toEqual(['closed succeeded Done']);
  });

  test('with new event names: the old ones leave them alone, whatever the policy', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE));
    await monitor.publish(event('o0'));
    await monitor.deploy(
      orders(
        'Unpaid',
        `
  Unpaid: { on: { Paid: Unpacked } }
  Unpacked: { on: { Packed: Unshipped } }
  Unshipped: { on: { Shipped: Done } }
  Done: { final: succeeded }
`,
      ),
    );
    expect(await monitor.publish(event('k1'))).toEqual(['done']);
    expect(monitor.row('k1')?.status).toBe('ignored');
    expect(await monitor.standing()).toBe('running Unpaid');
    expect(monitor.told).toEqual([]);
  });

  test('with an event no longer awaited, but still in `events`: the old ones get it', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE));
    await monitor.publish(event('o0'));
    // Nothing pays any more; the event is kept for those that still wait for it.
    await monitor.deploy(
      orders(
        'Unshipped',
        `
  Unshipped: { on: { Shipped: Done } }
  Done: { final: succeeded }
`,
        '',
        '1m',
        ['Paid'],
      ),
    );
    await monitor.publish(event('p1'), event('s2'));
    expect(await monitor.standing()).toBe('succeeded Done');
    expect(await monitor.moves()).toEqual(['p1 → Unshipped', 's2 → Done']);
  });

  test('with an event removed: it goes to the dead letters, from where it can be driven back', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE));
    await monitor.publish(event('o0'));
    await monitor.deploy(
      orders(
        'Unshipped',
        `
  Unshipped: { on: { Shipped: Done } }
  Done: { final: succeeded }
`,
      ),
    );
    expect(await monitor.publish(event('p1'))).toEqual(['returned']);
    await monitor.pass(600 * SECOND);
    expect(monitor.dead).toEqual([JSON.stringify(event('p1'))]);
    await monitor.deploy(orders('Unpaid', LINE));
    for (const body of monitor.dead) expect(await monitor.bring(body)).toBe('done');
    await monitor.settle();
    expect(await monitor.standing()).toBe('running Unshipped');
  });

  test('events that were held under the old version go to the instance that starts under the new one', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE));
    await monitor.publish(event('k2'), event('p1'));
    // The old version does not know what "Packed" is: it comes again until the new one is there.
    expect(monitor.statuses()).toEqual({ p1: 'held' });
    await monitor.deploy(
      orders(
        'Unpaid',
        `
  Unpaid: { on: { Paid: Unpacked } }
  Unpacked: { on: { Packed: Done } }
  Done: { final: succeeded }
`,
        '',
        '5m',
      ),
    );
    await monitor.publish(event('o0'));
    await monitor.pass(60 * SECOND);
    expect(await monitor.moves()).toEqual(['p1 → Unpacked', 'k2 → Done']);
    expect(monitor.told).toEqual(['closed succeeded Done']);
  });

  test('with another policy: the old ones keep theirs', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE, 'unexpected: report'));
    await monitor.publish(event('o0'), event('p1'));
    await monitor.deploy(orders('Unpaid', LINE, 'unexpected: fail'));
    await monitor.publish(event('p2'));
    expect(await monitor.standing()).toBe('running Unshipped');
    expect(monitor.told).toEqual(['unexpected p2']);
  });
});
