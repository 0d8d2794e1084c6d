/** Executions that somebody redrives, in the console of Step Functions. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { Monitor } from './monitor.ts';
import { event, LINE, orders, SECOND } from './orders.ts';

let monitor: Monitor;
afterEach(() => monitor.stop());

describe('a halted instance redriven', () => {
  test('goes on where it stood; the event that halted it is not delivered again', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE, 'unexpected: halt'));
    await monitor.publish(event('o0'), event('p1'), event('p2'));
    expect(await monitor.standing()).toBe('failed Unshipped');
    expect(monitor.instance()).toMatchObject({
      status: 'closed',
      outcome: 'failed',
      error: 'UnexpectedEventHalted',
    });
    await monitor.operate('RedriveExecution');
    expect(monitor.instance()).toMatchObject({ status: 'open', run: 1, redrive: 1 });
    expect(await monitor.standing()).toBe('running Unshipped');
    expect(monitor.statuses()).toEqual({ o0: 'consumed', p1: 'consumed', p2: 'unexpected' });
    await monitor.publish(event('p2'), event('s3'));
    expect(await monitor.standing()).toBe('succeeded Done');
    expect(await monitor.moves()).toEqual(['p1 → Unshipped', 's3 → Done']);
    expect(monitor.instance()).toMatchObject({ status: 'closed', outcome: 'succeeded', redrive: 1 });
    expect(monitor.told).toEqual([
      'unexpected p2',
      'closed failed Unshipped UnexpectedEventHalted',
      'closed succeeded Done',
    ]);
  });

  test('and halted again, by another event, is told again', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE, 'unexpected: halt'));
    await monitor.publish(event('o0'), event('p1'), event('p2'));
    await monitor.operate('RedriveExecution');
    await monitor.publish(event('p3'));
    expect(monitor.instance()).toMatchObject({
      status: 'closed',
      redrive: 1,
      error: 'UnexpectedEventHalted',
    });
    expect(monitor.told.filter((told) => told.startsWith('closed'))).toHaveLength(2);
    await monitor.operate('RedriveExecution');
    await monitor.publish(event('s4'));
    expect(await monitor.standing()).toBe('succeeded Done');
    expect(monitor.instance()).toMatchObject({ redrive: 2 });
  });

  test('takes what came for it meanwhile only if it was not called late: it was', async () => {
    monitor = await Monitor.of(orders('Unpaid', LINE, 'unexpected: halt'));
    await monitor.publish(event('o0'), event('p1'), event('p2'), event('s3'));
    expect(monitor.row('s3')?.status).toBe('late');
    await monitor.operate('RedriveExecution');
    await monitor.pass(120 * SECOND);
    expect(await monitor.standing()).toBe('running Unshipped');
    expect(monitor.row('s3')?.status).toBe('late');
  });
});

test('a redrive that nobody announced: an event that comes before its wait is not late', async () => {
  monitor = await Monitor.of(orders('Unpaid', LINE));
  await monitor.publish(event('o0'));
  await monitor.operate('StopExecution');
  expect(monitor.instance()).toMatchObject({ status: 'closed', lastState: 'Unpaid', error: 'Aborted' });
  // What the machine puts is not there yet when the event comes: the execution alone knows.
  let isPut = (): void => undefined;
  const put = new Promise<void>((resolve) => (isPut = resolve));
  monitor.beforePut = () => put;
  const redriven = monitor.operate('RedriveExecution');
  expect(await monitor.arrive(event('p1'))).toBe('done');
  expect(monitor.row('p1')?.status).toBe('held');
  expect(monitor.instance()).toMatchObject({ status: 'open', run: 1, redrive: 1 });
  isPut();
  await redriven;
  await monitor.settle();
  expect(await monitor.moves()).toEqual(['p1 → Unshipped']);
  expect(monitor.told).toEqual(['closed failed Unpaid Aborted']);
});

test('an instance that ended in a Fail state of its author makes no progress when it is redriven', async () => {
  const states = `
  Unpaid: { on: { Paid: Done, Cancelled: Lost } }
  Done: { final: succeeded }
  Lost: { final: failed, error: Lost }
`;
  monitor = await Monitor.of(orders('Unpaid', states));
  await monitor.publish(event('o0'), event('c1'));
  await monitor.operate('RedriveExecution');
  expect(await monitor.standing()).toBe('failed Lost');
  expect(monitor.instance()).toMatchObject({
    status: 'closed',
    redrive: 1,
    lastState: 'Lost',
    error: 'Lost',
  });
  await monitor.publish(event('p2'));
  expect(monitor.row('p2')).toMatchObject({
    status: 'late',
    reason: 'The instance had ended on 1 March 2026 at 12:00:00 UTC.',
  });
});
