import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createCounters } from '../../lambdas/adapters/counters.ts';
import { createTable } from '../../lambdas/adapters/table.ts';
import { createTimers } from '../../lambdas/adapters/timers.ts';
import { createWindows } from '../../lambdas/adapters/windows.ts';
import { sweepAll } from '../../lambdas/sweeper/sweeping.ts';
import { windowKey } from '../../lib/projection/flood.ts';
import type { Notice } from '../../lib/projection/notices.ts';
import { itemOf } from '../../lib/projection/parse-row.ts';
import { Throttled } from '../../lib/projection/ports.ts';
import type { ExecutionReport, SendMessageCall } from '../../lib/projection/calls.ts';
import type { Executions } from '../../lib/projection/ports.ts';
import type { OpenInstance } from '../../lib/projection/rows.ts';
import { NOW, surround } from './around.ts';
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

function sweeper(executions: Partial<Executions> = {}, hasTime = () => true, now = NOW, checks?: number) {
  const table = createTable(stored.client, stored.name);
  const queued: SendMessageCall[] = [];
  const queue = { send: async (call: SendMessageCall) => void queued.push(call) };
  const surroundings = surround({ table, executions, queue });
  const timers = createTimers(stored.client, stored.name);
  const windows = createWindows(stored.client, stored.name);
  const told: Notice[] = [];
  const bus = {
    publish(notices: readonly Notice[]) {
      told.push(...notices);
      return Promise.resolve(new Map<string, string>());
    },
  };
  const around = { ...surroundings.around, clock: () => now };
  return {
    ...surroundings,
    told,
    queued,
    table,
    sweep: () => sweepAll({ ...around, timers, windows, bus, hasTime }, checks),
  };
}

const INPUT = JSON.stringify({ instance: 'car#7', run: 1, event: { identity: 'e0' } });
const saying = (report: ExecutionReport | undefined) => ({ describe: () => Promise.resolve(report) });
const running = (redrive = 0) => saying({ status: 'running', redrive, input: INPUT });
const DAY = 86_400_000;

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

  test('that dies once it has closed an instance has left a message for what is held', async () => {
    await stored.put({ ...itemOf(OPEN) });
    const { queued, sweep, table } = sweeper(
      saying({ status: 'succeeded', redrive: 0, input: INPUT, output: '{"state":"Done"}' }),
    );
    const { closeInstance } = table;
    Object.assign(table, {
      async closeInstance(call: Parameters<typeof closeInstance>[0]) {
        await closeInstance(call);
        throw new Error('died');
      },
    });
    await expect(sweep()).rejects.toThrow('died');
    expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({ status: 'closed' });
    expect(queued).toStrictEqual([
      {
        ...{ call: 'sendMessage', choreography: 'car', queue: 'events', delaySeconds: 60 },
        message: { kind: 'deliver', deliver: { instance: 'car#7', identity: 'e0' } },
      },
    ]);
  });

  test('leaves no message for an instance that runs', async () => {
    await stored.put({ ...itemOf(OPEN) });
    const { queued, sweep } = sweeper(running());
    await sweep();
    expect(queued).toStrictEqual([]);
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
    await stored.put({ ...WAIT_ITEM, timerAt: '2026-11-21T11:00:00.000Z' });
    const throttled = sweeper({ describe: () => Promise.reject(new Throttled('slow down')) });
    await throttled.sweep();
    expect(throttled.notes).toMatchObject([{ level: 'info', message: 'Throttled, the next sweep goes on' }]);
    await sweeper({}, () => false).sweep();
    expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({ timerAt: OPEN.timerAt });
  });

  test('fails where throttling leaves nothing of it done, or nobody would see that', async () => {
    await stored.put({ ...itemOf(OPEN) });
    const { sweep } = sweeper({ describe: () => Promise.reject(new Throttled('slow down')) });
    await expect(sweep()).rejects.toThrow('Nothing could be swept, for all was throttled: slow down');
  });

  test('has those of a choreography that was taken out not before it every minute', async () => {
    const gone = { ...OPEN, instance: 'train#7', choreography: 'train' };
    await stored.put({ ...itemOf(gone) });
    await stored.put({ ...WAIT_ITEM, instance: 'train#7', choreography: 'train' });
    const { notes, sweep } = sweeper();
    await sweep();
    const tomorrow = { timerAt: new Date(NOW + DAY).toISOString() };
    expect(await stored.get('train#7', 'INSTANCE')).toMatchObject({ status: 'open', ...tomorrow });
    expect(await stored.get('train#7', 'WAIT#')).toMatchObject(tomorrow);
    expect(notes).toStrictEqual([]);
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

describe('an execution that nears the end of its year', () => {
  const opened = Date.parse(OPEN.openedAt);
  const at = (days: number) => sweeper(running(), () => true, opened + days * DAY);

  test('is warned of once, from fourteen days before on', async () => {
    await stored.put({ ...itemOf(OPEN) });
    await at(350).sweep();
    expect(await stored.get('car#7', 'INSTANCE')).not.toHaveProperty('warned');
    await at(351).sweep();
    const warned = await stored.get('car#7', 'INSTANCE');
    expect(warned).toMatchObject({ status: 'open', warned: new Set(['year-end#1.0']) });
    expect(warned?.['timerAt']).toBe(new Date(opened + 352 * DAY).toISOString());
    await at(353).sweep();
    expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({ warned: new Set(['year-end#1.0']) });
  });
});

describe('a redrive that was claimed and not made', () => {
  const CLAIMED: OpenInstance = { ...OPEN, redrive: 2 };
  const ended = { status: 'failed', redrive: 1, input: INPUT, error: 'Boom' } as const;

  test('is warned of once, and the instance stays as it was claimed', async () => {
    await stored.put({ ...itemOf(CLAIMED) });
    await sweeper(saying(ended)).sweep();
    const warned = await stored.get('car#7', 'INSTANCE');
    expect(warned).toMatchObject({
      ...{ status: 'open', redrive: 2, warned: new Set(['unfinished-redrive#1.2']) },
    });
    await sweeper(saying(ended), () => true, NOW + 2 * DAY).sweep();
    expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({
      ...{ status: 'open', redrive: 2, warned: new Set(['unfinished-redrive#1.2']) },
      timerAt: '2026-11-24T12:00:00.000Z',
    });
  });

  test('that was made meanwhile is none', async () => {
    await stored.put({ ...itemOf(CLAIMED) });
    await sweeper(running(2)).sweep();
    expect(await stored.get('car#7', 'INSTANCE')).not.toHaveProperty('warned');
  });

  test('that was made, and has failed again without a word, is closed', async () => {
    await stored.put({ ...itemOf(CLAIMED) });
    await sweeper(saying({ ...ended, redrive: 2 })).sweep();
    const closed = await stored.get('car#7', 'INSTANCE');
    expect(closed).toMatchObject({ status: 'closed', redrive: 2, error: 'Boom' });
    expect(closed).not.toHaveProperty('warned');
  });
});

describe('a flood whose window is over', () => {
  const WINDOW = { choreography: 'car', deviation: 'overdue', from: '2026-11-21T11:50:00.000Z' };

  test('is found by its timer and told once', async () => {
    const counters = createCounters(stored.client, stored.name, () => NOW);
    await counters.admit(WINDOW, ['n1']);
    await counters.overflow(WINDOW);
    await counters.withhold(WINDOW, 31);
    const early = sweeper({}, () => true, Date.parse('2026-11-21T11:55:59.999Z'));
    await early.sweep();
    expect(early.told).toStrictEqual([]);
    const { sweep, told } = sweeper({}, () => true, Date.parse('2026-11-21T11:56:00.000Z'));
    await sweep();
    await sweep();
    expect(told).toMatchObject([{ deviation: 'many', detail: { of: 'overdue', count: 131 } }]);
    const { instance, key } = windowKey(WINDOW);
    expect(await stored.get(instance, key)).toMatchObject({ total: 131 });
  });
});

describe('a decision wait that nobody answered', () => {
  const route = { ways: [{ way: 'Sold', to: 'Sold' }] };
  const left = (entered: string) => ({
    ...WAIT_ITEM,
    ...{ order: `0001#0000#${entered}#0000`, timerAt: '2026-11-21T11:00:00.000Z' },
    rules: JSON.stringify({ place: 'On sale', level: 0, decide: { kind: 'routes', routes: [route] } }),
  });

  test('is answered a minute after it was put, not before', async () => {
    const answers: unknown[] = [];
    const { sweep } = sweeper({
      succeed({ token, output }) {
        answers.push([token, JSON.parse(output)]);
        return Promise.resolve('accepted');
      },
    });
    await stored.put({ ...itemOf(LATER) });
    await stored.put(left('2026-11-21T11:59:00.001Z'));
    await sweep();
    expect(answers).toStrictEqual([]);
    await stored.put(left('2026-11-21T11:59:00.000Z'));
    await sweep();
    expect(answers).toStrictEqual([['token-1', { to: 'Sold' }]]);
    expect(await stored.get('car#7', 'WAIT#')).toBeUndefined();
  });
});

describe('a wait that is still there long after its deadline', () => {
  test('has its execution closed where that had ended without a word', async () => {
    await stored.put({ ...itemOf(LATER) });
    await stored.put({ ...WAIT_ITEM, due: undefined, deadline: '2026-11-21T11:57:00.000Z' });
    await sweeper(saying({ status: 'timed-out', redrive: 0, input: INPUT })).sweep();
    expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({
      ...{ status: 'closed', outcome: 'failed', error: 'States.Timeout', lastState: 'On sale' },
    });
  });
});

describe('more checks than one sweep may make', () => {
  test('are left to the next one, and what needs none is not held up by them', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `x${index}`);
    for (const id of ids) {
      const row: OpenInstance = { ...OPEN, instance: `car#${id}`, correlationId: id, execution: id };
      await stored.put({ ...itemOf(row), timer: '3' });
    }
    await stored.put({ ...itemOf(LATER) });
    await stored.put({ ...WAIT_ITEM, timerAt: '2026-11-21T12:00:00.000Z' });
    const asked: string[] = [];
    const { sweep } = sweeper(
      {
        describe({ execution }) {
          asked.push(execution);
          const input = JSON.stringify({ instance: `car#${execution}`, run: 1, event: { identity: 'e0' } });
          return Promise.resolve({ status: 'running', redrive: 0, input });
        },
      },
      () => true,
      NOW,
      9,
    );
    await sweep();
    expect(new Set(asked).size).toBe(9);
    expect(await stored.get('car#7', 'INSTANCE')).toHaveProperty('overdue');
    await sweep();
    expect(asked.toSorted()).toStrictEqual(ids.toSorted());
  });

  test('and those that fail each time are tried after all others', async () => {
    const at = (id: string, minute: number): OpenInstance => ({
      ...{ ...OPEN, instance: `car#${id}`, correlationId: id, execution: id },
      timerAt: `2026-11-21T11:0${minute}:00.000Z`,
    });
    const rows = [at('bad1', 1), at('bad2', 2), at('bad3', 3), at('good', 9)];
    for (const row of rows) await stored.put({ ...itemOf(row), timer: '3' });
    const asked: string[] = [];
    const { sweep, notes } = sweeper(
      {
        describe({ execution }) {
          asked.push(execution);
          if (execution !== 'good') return Promise.reject(new Error('broken'));
          const input = JSON.stringify({ instance: 'car#good', run: 1, event: { identity: 'e0' } });
          return Promise.resolve({ status: 'running', redrive: 0, input });
        },
      },
      () => true,
      NOW,
      3,
    );
    await expect(sweep()).rejects.toThrow('3 could not be swept: broken; broken; broken');
    expect(asked.splice(0)).toStrictEqual(['bad1', 'bad2', 'bad3']);
    await expect(sweep()).rejects.toThrow('2 could not be swept');
    expect(asked[0]).toBe('good');
    expect(notes.map(({ message }) => message)).toStrictEqual(
      Array.from({ length: 5 }, () => 'Could not be swept'),
    );
  });
});
