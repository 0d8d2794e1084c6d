/** What comes at the end and after it. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { executionName } from '../../../lib/projection/execution.ts';
import { Monitor } from './monitor.ts';
import { event, LINE, orders, SECOND } from './orders.ts';

let monitor: Monitor;
afterEach(() => monitor.stop());

const SECOND_RUN = executionName('o-1', 2);

describe('an event after the end', () => {
  test('is late', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE));
    await monitor.publish(event('o0'), event('p1'), event('s2'));
    expect(await monitor.publish(event('s3'))).toEqual(['done']);
    expect(monitor.row('s3')).toMatchObject({
      status: 'late',
      reason: 'The instance had ended on 1 March 2026 at 12:00:00 UTC.',
    });
    expect(monitor.told).toEqual(['closed succeeded Done', 'late s3']);
    expect(await monitor.moves()).toEqual(['p1 → Unshipped', 's2 → Done']);
  });

  test('that was held when it came is late too, and leaves no wait behind', async () => {
    const states = `
  Open: { on: { Paid: Done, Cancelled: Unshipped } }
  Unshipped: { on: { Shipped: Done } }
  Done: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Open', states));
    await monitor.publish(event('o0'), event('s1'), event('p2'));
    expect(monitor.statuses()).toEqual({ o0: 'consumed', s1: 'late', p2: 'consumed' });
    expect(monitor.instance()).toMatchObject({ status: 'closed', outcome: 'succeeded', lastState: 'Done' });
    expect(monitor.waits()).toEqual([]);
    expect(monitor.told).toEqual(['closed succeeded Done', 'late s1']);
  });

  test('is ignored where the author said so', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE, 'unexpected: ignore'));
    await monitor.publish(event('o0'), event('p1'), event('s2'), event('s3'));
    expect(monitor.row('s3')?.status).toBe('ignored');
    expect(monitor.told).toEqual(['closed succeeded Done']);
  });

  test('of a copy of one that was consumed is nothing', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE));
    await monitor.publish(event('o0'), event('p1'), event('s2'), event('p1'), event('o0'), event('s2'));
    expect(monitor.told).toEqual(['closed succeeded Done']);
    expect(monitor.statuses()).toEqual({ o0: 'consumed', p1: 'consumed', s2: 'consumed' });
  });
});

describe('a start event while its instance runs', () => {
  test.each([
    ['report', 'running Unpaid', ['unexpected o1']],
    ['fail', 'failed Unpaid', ['closed failed Unpaid UnexpectedEvent', 'unexpected o1']],
    ['ignore', 'running Unpaid', []],
  ])('starts no second execution: it is an event like any other (%s)', async (policy, standing, told) => {
    monitor = await Monitor.of(orders('Unpaid', LINE, `unexpected: ${policy}`));
    await monitor.publish(event('o0'));
    expect(await monitor.publish(event('o1'))).toEqual(['done']);
    expect(await monitor.standing()).toBe(standing);
    expect([...monitor.told].sort()).toEqual(told);
    expect(monitor.calls.filter((call) => call === 'startExecution')).toHaveLength(1);
    expect(monitor.instance()).toMatchObject({ run: 1, openedBy: 'o0' });
  });

  test('goes to the wait that awaits it', async () => {
    const states = `
  Open: { on: { Ordered: Doubled } }
  Doubled: { on: { Shipped: Done } }
  Done: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Open', states));
    await monitor.publish(event('o0'), event('o1'));
    expect(await monitor.standing()).toBe('running Doubled');
    expect(await monitor.moves()).toEqual(['o1 → Doubled']);
  });

  test.each(Array.from({ length: 12 }, (_, index) => index + 1))(
    'two start events at once: one opens it, the other finds it open (schedule %i)',
    async (seed) => {
      monitor = await Monitor.of(orders('Unpaid', LINE, 'unexpected: report'));
      await monitor.atOnce(seed, ...['o0', 'o1'].map((id) => () => monitor.arrive(event(id))));
      await monitor.pass(120 * SECOND);
      const statuses = monitor.statuses();
      expect(Object.values(statuses).sort()).toEqual(['consumed', 'unexpected']);
      expect(monitor.instance()).toMatchObject({ openedBy: statuses['o0'] === 'consumed' ? 'o0' : 'o1' });
      expect(await monitor.standing()).toBe('running Unpaid');
      expect(monitor.told).toEqual([`unexpected ${statuses['o0'] === 'consumed' ? 'o1' : 'o0'}`]);
    },
  );
});

describe('a start event after its instance has closed', () => {
  test('without `rerun` is late', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE));
    await monitor.publish(event('o0'), event('p1'), event('s2'), event('o3'));
    expect(monitor.row('o3')?.status).toBe('late');
    expect(await monitor.standing(SECOND_RUN)).toBe('none');
    expect(monitor.told).toEqual(['closed succeeded Done', 'late o3']);
  });

  test('with `rerun` opens the next run, under a name of its own', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE, 'rerun: true'));
    await monitor.publish(event('o0'), event('p1'), event('s2'), event('o3'), event('p4'));
    expect(monitor.instance()).toMatchObject({
      status: 'open',
      run: 2,
      redrive: 0,
      openedBy: 'o3',
      execution: SECOND_RUN,
    });
    expect(await monitor.standing(SECOND_RUN)).toBe('running Unshipped');
    expect(await monitor.moves()).toEqual(['p1 → Unshipped', 's2 → Done']);
    expect(await monitor.moves(SECOND_RUN)).toEqual(['p4 → Unshipped']);
    await monitor.publish(event('s5'));
    expect(monitor.told).toEqual(['closed succeeded Done', 'closed succeeded Done']);
    await monitor.publish(event('s6'));
    await monitor.pass(60 * SECOND);
    expect(monitor.row('s6')).toMatchObject({
      status: 'late',
      reason: 'Run 2 of the instance had ended on 1 March 2026 at 12:00:00 UTC.',
    });
  });

  test('with `rerun`, and all of the next run before the end of this one: held for it, no alarm', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE, 'rerun: true'));
    await monitor.publish(event('o0'), event('p1'), event('o4'), event('p5'), event('s6', 6));
    // The oldest shipment awaited is the one that is there.
    expect(await monitor.moves()).toEqual(['p1 → Unshipped', 's6 → Done']);
    expect(await monitor.moves(SECOND_RUN)).toEqual(['p5 → Unshipped']);
    expect(await monitor.standing(SECOND_RUN)).toBe('running Unshipped');
    expect(monitor.told).toEqual(['closed succeeded Done']);
  });
});

test('a start event whose execution name is taken by another execution is not lost: its message comes again, and dies', async () => {
  monitor = await Monitor.of(orders('Unpaid', LINE));
  await monitor.operate('StartExecution');
  expect(await monitor.publish(event('o0'))).toEqual(['returned']);
  expect(monitor.statuses()).toEqual({ o0: 'sent' });
  await monitor.pass(300 * SECOND);
  expect(monitor.dead).toEqual([JSON.stringify(event('o0'))]);
});

describe('an instance whose status-change event never came', () => {
  test('is found to have ended by the look at an event that waits for it', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE));
    await monitor.publish(event('o0'), event('s2'));
    monitor.isSilent = true;
    await monitor.operate('StopExecution');
    await monitor.pass(59 * SECOND);
    expect(monitor.instance()?.status).toBe('open');
    await monitor.pass(1 * SECOND);
    expect(monitor.instance()).toMatchObject({
      status: 'closed',
      outcome: 'failed',
      lastState: 'Unpaid',
      error: 'Aborted',
      closedAt: '2026-03-01T12:00:00.000Z',
    });
    expect(monitor.row('s2')?.status).toBe('late');
    expect(monitor.told).toEqual(['closed failed Unpaid Aborted', 'late s2']);
  });

  test('opens its next run all the same, when the hold of its start event is over', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE, 'rerun: true'));
    monitor.isSilent = true;
    await monitor.publish(event('o0'), event('p1'), event('s2'), event('o3'), event('p4'));
    expect(monitor.statuses()).toMatchObject({ o3: 'held', p4: 'held' });
    await monitor.pass(60 * SECOND);
    expect(await monitor.standing(SECOND_RUN)).toBe('running Unshipped');
    expect(await monitor.moves(SECOND_RUN)).toEqual(['p4 → Unshipped']);
    expect(monitor.told).toEqual(['closed succeeded Done']);
  });
});
