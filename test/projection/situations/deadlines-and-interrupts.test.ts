/** What is on its way while its wait goes. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { Monitor } from './monitor.ts';
import { event, LINE, orders, SECOND } from './orders.ts';

let monitor: Monitor;
afterEach(() => monitor.stop());

const REMINDED = `
  Unpaid: { on: { Paid: Unshipped }, after: { 30s: Reminded } }
  Reminded: { on: { Paid: Unshipped, Cancelled: Gone } }
  Unshipped: { on: { Shipped: Done } }
  Done: { final: succeeded }
  Gone: { final: succeeded }
`;

/** What happens between the mark and the first send. */
function beforeSend(happens: () => Promise<void>): void {
  let isFirst = true;
  monitor.before = async (call) => {
    if (call !== 'sendSuccess' || !isFirst) return;
    isFirst = false;
    await happens();
  };
}

describe('a wait that times out while an event is on its way', () => {
  test('is asked for in the history, and the event goes to the wait that follows', async () => {
    monitor = await Monitor.of(orders('Unpaid', REMINDED));
    await monitor.publish(event('o0'));
    monitor.calls.length = 0;
    beforeSend(() => monitor.pass(30 * SECOND));
    expect(await monitor.publish(event('p1'))).toEqual(['done']);
    expect(await monitor.moves()).toEqual(['p1 → Unshipped']);
    expect(await monitor.standing()).toBe('running Unshipped');
    expect(monitor.statuses()).toEqual({ o0: 'consumed', p1: 'consumed' });
    expect(monitor.told).toEqual([]);
    expect(monitor.calls).toEqual([
      ...['query', 'putEvent', 'sendSuccess'],
      // The wait that the deadline led to: the event is on its way, but not to it.
      'query',
      ...['readHistory', 'putEvent', 'dropWait'],
      ...['query', 'putEvent', 'sendSuccess', 'putEvent'],
      // Its message was not fresh any more: it looks again; and so does the wait for the shipment.
      ...['query', 'query'],
    ]);
  });

  test('and leads to where nobody awaits the event: it is a deviation, not lost', async () => {
    const states = `
  Unpaid: { on: { Paid: Done }, after: { 30s: Reminded } }
  Reminded: { on: { Cancelled: Done } }
  Done: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Unpaid', states, 'unexpected: report'));
    await monitor.publish(event('o0'));
    beforeSend(() => monitor.pass(30 * SECOND));
    await monitor.publish(event('p1'));
    expect(await monitor.moves()).toEqual([]);
    expect(await monitor.standing()).toBe('running Reminded');
    expect(monitor.row('p1')).toMatchObject({
      status: 'unexpected',
      reason: '"Paid" was not awaited in "Reminded" and cannot be awaited any more.',
    });
  });

  test('and ends the instance: the event is late', async () => {
    const states = `
  Unpaid: { on: { Paid: Done }, after: { 30s: Missed } }
  Done: { final: succeeded }
  Missed: { final: failed, error: Missed }
`;
    monitor = await Monitor.of(orders('Unpaid', states));
    await monitor.publish(event('o0'));
    beforeSend(() => monitor.pass(30 * SECOND));
    await monitor.publish(event('p1'));
    expect(await monitor.standing()).toBe('failed Missed');
    expect(monitor.row('p1')).toMatchObject({
      status: 'late',
      reason: 'The instance had ended on 1 March 2026 at 12:00:30 UTC.',
    });
    expect(monitor.told).toEqual(['closed failed Missed Missed', 'late p1']);
  });

  test('and whose history does not show yet how it ended: the message goes back, and is settled the next time', async () => {
    monitor = await Monitor.of(orders('Unpaid', REMINDED));
    await monitor.publish(event('o0'));
    beforeSend(() => monitor.pass(30 * SECOND));
    const { before } = monitor;
    monitor.before = async (call) => {
      if (call === 'readHistory') throw new Error('not shown yet');
      await before(call);
    };
    expect(await monitor.publish(event('p1'))).toEqual(['returned']);
    expect(monitor.row('p1')?.status).toBe('sent');
    monitor.before = () => undefined;
    await monitor.pass(60 * SECOND);
    expect(await monitor.moves()).toEqual(['p1 → Unshipped']);
    expect(monitor.dead).toEqual([]);
  });
});

const REGIONS = `
  Preparing:
    parallel:
      Goods: { initial: Unpacked, states: { Unpacked: { on: { Packed: Ready } }, Ready: { final: succeeded } } }
      Papers: { initial: Unweighed, states: { Unweighed: { on: { Weighed: Labelled } }, Labelled: { final: succeeded } } }
    onDone: Done
    on: { Cancelled: Stopping }
  Stopping: { on: { Packed: Unpacking, Returned: Gone } }
  Unpacking: { on: { Returned: Gone } }
  Gone: { final: succeeded }
  Done: { final: succeeded }
`;

describe("a parallel interrupted while a region's event is on its way", () => {
  test('the event goes to where it is awaited next, once', async () => {
    monitor = await Monitor.of(orders('Preparing', REGIONS));
    await monitor.publish(event('o0'));
    expect(monitor.waits().map(({ key }) => key)).toEqual(['WAIT#Preparing/Goods', 'WAIT#Preparing/Papers']);
    await monitor.pass(1);
    beforeSend(async () => {
      await monitor.publish(event('c1'));
    });
    expect(await monitor.publish(event('k2'))).toEqual(['done']);
    expect(await monitor.moves()).toEqual(['c1 → Stopping', 'k2 → Unpacking']);
    expect(await monitor.standing()).toBe('running Unpacking');
    expect(monitor.statuses()).toEqual({ o0: 'consumed', c1: 'consumed', k2: 'consumed' });
    expect(monitor.waits().map(({ key }) => key)).toEqual(['WAIT#']);
    await monitor.publish(event('r3'));
    expect(await monitor.standing()).toBe('succeeded Gone');
    expect(monitor.told).toEqual(['closed succeeded Gone']);
  });

  test('an event of the other region that came meanwhile is unexpected, not lost with its region', async () => {
    monitor = await Monitor.of(orders('Preparing', REGIONS, 'unexpected: report'));
    await monitor.publish(event('o0'));
    await monitor.pass(1);
    beforeSend(async () => {
      await monitor.publish(event('c1'));
    });
    await monitor.publish(event('w2'));
    expect(await monitor.moves()).toEqual(['c1 → Stopping']);
    expect(monitor.row('w2')).toMatchObject({
      status: 'unexpected',
      reason: '"Weighed" was not awaited in "Stopping" and cannot be awaited any more.',
    });
    expect(monitor.told).toEqual(['unexpected w2']);
  });

  test.each(Array.from({ length: 20 }, (_, index) => index + 1))(
    'in any order of their calls, both are accounted for once (schedule %i)',
    async (seed) => {
      monitor = await Monitor.of(orders('Preparing', REGIONS, 'unexpected: report'));
      await monitor.publish(event('o0'));
      await monitor.pass(1);
      await monitor.atOnce(seed, ...['c1', 'k2', 'w3'].map((id) => () => monitor.arrive(event(id))));
      await monitor.pass(300 * SECOND);
      const moves = [...(await monitor.moves())].map((move) => move.slice(0, 2));
      const statuses = monitor.statuses();
      const moving = Object.keys(statuses).filter((id) => id !== 'o0' && statuses[id] === 'consumed');
      expect([...moves].sort()).toEqual(moving.sort());
      // Whatever the order, nothing stays in between, and nothing fails.
      expect(Object.values(statuses).filter((status) => status === 'held' || status === 'sent')).toEqual([]);
      expect(monitor.dead).toEqual([]);
    },
  );
});

describe('stale waits', () => {
  test('one that an interrupt left awaits nothing any more: it does not eat the next event', async () => {
    monitor = await Monitor.of(orders('Preparing', REGIONS, 'unexpected: report'));
    await monitor.publish(event('o0'));
    await monitor.pass(1);
    await monitor.arrive(event('c1'));
    // The machine has not put its next wait: those of the regions are all there is, and nobody hears them any more.
    await monitor.arrive(event('k2'));
    await monitor.settle();
    await monitor.pass(60 * SECOND);
    expect(await monitor.moves()).toEqual(['c1 → Stopping', 'k2 → Unpacking']);
    expect(monitor.told).toEqual([]);
  });

  test('one of an execution that was aborted without a word: the event is late, not consumed', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE));
    await monitor.publish(event('o0'));
    monitor.isSilent = true;
    await monitor.operate('StopExecution');
    expect(await monitor.publish(event('p1'))).toEqual(['done']);
    expect(monitor.row('p1')?.status).toBe('held');
    expect(monitor.waits()).toEqual([]);
    await monitor.pass(60 * SECOND);
    expect(monitor.row('p1')?.status).toBe('late');
    expect(monitor.instance()).toMatchObject({ status: 'closed', outcome: 'failed', error: 'Aborted' });
    expect(await monitor.moves()).toEqual([]);
  });

  test('a used one stays until the next overwrites it, and takes nothing', async () => {
    monitor = await Monitor.of(
      orders(
        'Open',
        `
  Open: { on: { Paid: Open, Shipped: Done } }
  Done: { final: succeeded }
`,
      ),
    );
    await monitor.publish(event('o0'));
    const [first] = monitor.waits();
    await monitor.arrive(event('p1'));
    expect(monitor.waits()).toEqual([first]);
    monitor.calls.length = 0;
    await monitor.arrive(event('p2'));
    expect(monitor.row('p2')?.status).toBe('held');
    // Nothing is sent to it in vain.
    expect(monitor.calls).toEqual(['query', 'putEvent', 'query', 'sendMessage']);
    await monitor.settle();
    expect(await monitor.moves()).toEqual(['p1 → Open', 'p2 → Open']);
  });
});
