import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTable } from '../../lambdas/adapters/table.ts';
import { createTimers } from '../../lambdas/adapters/timers.ts';
import { sweepAll } from '../../lambdas/sweeper/sweeping.ts';
import { itemOf } from '../../lib/projection/parse-row.ts';
import { Throttled } from '../../lib/projection/ports.ts';
import type { Executions } from '../../lib/projection/ports.ts';
import type { OpenInstance } from '../../lib/projection/rows.ts';
import { surround } from './around.ts';
import { OPEN, WAIT_ITEM } from './rows.ts';
import { startTestTable } from './test-table.ts';
import type { TestTable } from './test-table.ts';

let stored: TestTable;
beforeAll(async () => {
  stored = await startTestTable();
});
afterAll(() => stored.stop());
beforeEach(() => stored.clear());

const LATER: OpenInstance = { ...OPEN, timerAt: '2026-11-21T12:30:00.000Z' };

function sweeper(executions: Partial<Executions> = {}, hasTime = () => true) {
  const table = createTable(stored.client, stored.name);
  const surroundings = surround({ table, executions, queue: { send: () => Promise.resolve() } });
  const timers = createTimers(stored.client, stored.name);
  return { ...surroundings, sweep: () => sweepAll({ ...surroundings.around, timers, hasTime }) };
}

describe('the sweep', () => {
  test('reports an overdue state once, and then leaves its wait alone', async () => {
    await stored.put({ ...itemOf(LATER) });
    await stored.put(WAIT_ITEM);
    const { sweep } = sweeper();
    await sweep();
    await sweep();
    const instance = await stored.get('car#7', 'INSTANCE');
    expect(instance?.['overdue']).toStrictEqual(new Set(['On sale#2026-11-21T11:30:00.000Z']));
    expect(await stored.get('car#7', 'WAIT#')).not.toHaveProperty('timer');
  });

  test('closes an instance whose execution has ended without a word', async () => {
    await stored.put({ ...itemOf(OPEN) });
    const { sweep } = sweeper({
      describe: () =>
        Promise.resolve({
          status: 'succeeded',
          redrive: 0,
          input: JSON.stringify({ instance: 'car#7', run: 1, event: { identity: 'e0' } }),
          output: '{"state":"Done"}',
          stoppedAt: '2026-11-21T11:50:00.000Z',
        }),
    });
    await sweep();
    expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({
      status: 'closed',
      outcome: 'succeeded',
      lastState: 'Done',
      closedAt: '2026-11-21T11:50:00.000Z',
    });
  });

  test('looks again tomorrow at one that runs', async () => {
    await stored.put({ ...itemOf(OPEN) });
    const input = JSON.stringify({ instance: 'car#7', run: 1, event: { identity: 'e0' } });
    const { sweep } = sweeper({ describe: () => Promise.resolve({ status: 'running', redrive: 0, input }) });
    await sweep();
    expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({
      status: 'open',
      timerAt: '2026-11-22T12:00:00.000Z',
    });
  });

  test('finishes a start that was left before its execution began', async () => {
    await stored.put({ ...itemOf(OPEN) });
    await stored.put({
      ...{ instance: 'car#7', key: 'EVENT#e0', status: 'sent', name: 'Announced', putBack: 0, ttl: 1 },
      ...{ time: OPEN.openedAt, receivedAt: OPEN.openedAt, payload: '{"detail":{"id":7}}', hold: 0 },
      mark: JSON.stringify({
        ...{ kind: 'start', by: 'event:e0', since: OPEN.openedAt, run: 1, to: 'On sale' },
        after: { run: 0, redrive: 0 },
      }),
      markTo: 'run 1 after 0.0',
    });
    const started: string[] = [];
    const { sweep } = sweeper({
      describe: () => Promise.resolve(undefined),
      start({ execution }) {
        started.push(execution);
        return Promise.resolve('started');
      },
    });
    await sweep();
    expect(started).toStrictEqual(['7']);
    expect(await stored.get('car#7', 'EVENT#e0')).toMatchObject({ status: 'consumed' });
  });

  test('leaves the rest to the next one where it is throttled, or its time is up', async () => {
    await stored.put({ ...itemOf(OPEN) });
    const throttled = sweeper({ describe: () => Promise.reject(new Throttled('slow down')) });
    await throttled.sweep();
    expect(throttled.notes).toMatchObject([{ level: 'info', message: 'Throttled, the next sweep goes on' }]);
    await sweeper({}, () => false).sweep();
    expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({ timerAt: OPEN.timerAt });
  });

  test('goes on after an entry that fails, and then says how many did', async () => {
    await stored.put({
      ...WAIT_ITEM,
      instance: 'car#6',
      awaits: 'broken',
      timerAt: '2026-11-21T11:00:00.000Z',
    });
    await stored.put({ ...itemOf(LATER) });
    await stored.put(WAIT_ITEM);
    const { notes, sweep } = sweeper();
    await expect(sweep()).rejects.toThrow(/^1 could not be swept: /);
    expect(notes).toStrictEqual([{ level: 'error', message: 'Could not be swept' }]);
    expect(await stored.get('car#7', 'WAIT#')).not.toHaveProperty('timer');
  });
});
