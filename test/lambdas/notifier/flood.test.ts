import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { notify } from '../../../lambdas/notifier/notifying.ts';
import type { Telling } from '../../../lambdas/notifier/notifying.ts';
import { closeWindow } from '../../../lambdas/sweeper/closing-windows.ts';
import { windowKey } from '../../../lib/projection/flood.ts';
import { CAP } from '../../../lib/projection/notice-cap.ts';
import { OPEN } from '../rows.ts';
import { late, openNotifierStage, overdue, record } from './stage.ts';

let stage: Awaited<ReturnType<typeof openNotifierStage>>;
beforeAll(async () => {
  stage = await openNotifierStage();
});
afterAll(() => stage.stop());
beforeEach(() => stage.clear());

const from = '2026-11-21T12:00:00.000Z';
const LATE = { choreography: 'car', deviation: 'late', from };
const OVERDUE = { choreography: 'car', deviation: 'overdue', from };
const rowOf = ({ instance, key } = windowKey(LATE)) => stage.table.get(instance, key);
const kinds = () => stage.details().map(({ deviation }) => deviation);
const lines = () => stage.details().filter(({ deviation }) => deviation === 'many');
const close = (window = LATE) => closeWindow(window, { bus: stage.telling().bus, windows: stage.windows });
const BATCH = 50;
const batches = (count: number) =>
  Array.from({ length: count / BATCH }, (_, batch) =>
    Array.from({ length: BATCH }, (__, index) => record(index, late(batch * BATCH + index))),
  );

/** Says which calls of the counters were made. */
function watching(telling: Telling) {
  const calls: string[] = [];
  const { counters } = telling;
  const watched: Telling['counters'] = {
    read: (window) => (calls.push('read'), counters.read(window)),
    admit: (window, ids) => (calls.push('admit'), counters.admit(window, ids)),
    overflow: (window) => (calls.push('overflow'), counters.overflow(window)),
    withhold: (window, count) => (calls.push('withhold'), counters.withhold(window, count)),
  };
  return { telling: { ...telling, counters: watched }, calls };
}

describe('a flood of strangers', () => {
  test('is the cap, and one line with the number when the window is over; its counter is hardly written', async () => {
    const count = 600;
    await stage.putRows([
      ...Array.from({ length: count }, (_, index) => late(index)),
      late(9001, '2026-11-21T11:59:59.999Z'),
      late(9002, '2026-11-21T12:04:59.999Z'),
      late(9003, '2026-11-21T12:05:00.000Z'),
      { ...late(9004), status: 'orphan' } as ReturnType<typeof late>,
    ]);
    const told = stage.telling();
    const { telling, calls } = watching(told);
    for (const Records of batches(count))
      expect(await notify({ Records }, telling)).toStrictEqual({ batchItemFailures: [] });
    expect(kinds()).toStrictEqual(Array.from({ length: CAP }, () => 'late'));
    expect(calls.filter((call) => call !== 'read')).toStrictEqual(['admit', 'admit', 'overflow']);
    expect(told.counted).toStrictEqual(batches(count).map(() => 'car late 50'));

    expect(await rowOf()).toMatchObject({ over: true, timerAt: '2026-11-21T12:06:00.000Z' });
    await close();
    expect(lines()).toMatchObject([
      {
        deviation: 'many',
        of: 'late',
        count: count + 1,
        choreography: 'car',
        until: '2026-11-21T12:05:00.000Z',
      },
    ]);
    expect(await rowOf()).not.toHaveProperty('timer');
    expect(
      JSON.stringify(await rowOf(), (_, value: unknown) => (value instanceof Set ? [...value] : value))
        .length,
    ).toBeLessThan(3_000);
  });

  test('is told up to the cap where batches of several shards are told side by side', async () => {
    const told = stage.telling();
    const answers = await Promise.all(batches(400).map((Records) => notify({ Records }, told)));
    expect(answers).toStrictEqual(batches(400).map(() => ({ batchItemFailures: [] })));
    expect(new Set(stage.details().map(({ id }) => id)).size).toBe(CAP);
    expect(kinds()).toHaveLength(CAP);
    expect((await rowOf())?.['admitted']).toHaveProperty('size', CAP);
  });

  test('has its line told once, though batches of it come late', async () => {
    const told = stage.telling();
    const [first = [], ...others] = batches(200);
    for (const Records of others) await notify({ Records }, told);
    await close();
    await notify({ Records: first }, told);
    expect(await rowOf()).not.toHaveProperty('timer');
    expect(lines()).toHaveLength(1);
  });

  test('below the cap has no line, and no timer', async () => {
    const told = stage.telling();
    for (const Records of batches(CAP)) await notify({ Records }, told);
    expect(kinds()).toHaveLength(CAP);
    expect(await rowOf()).not.toHaveProperty('timer');
  });

  test('of what the table does not list is counted by the notifier', async () => {
    const told = stage.telling();
    const { telling, calls } = watching(told);
    for (let batch = 0; batch < 5; batch += 1) {
      const Records = Array.from({ length: BATCH }, (_, index) => {
        const row = overdue(batch * BATCH + index);
        return record(index, row, { ...row, overdue: [] });
      });
      await notify({ Records }, telling);
    }
    expect(calls.filter((call) => call === 'withhold')).toHaveLength(3);
    await close(OVERDUE);
    expect(lines()).toMatchObject([{ of: 'overdue', count: 250 }]);
  });
});

describe('a notifier that dies', () => {
  const Records = [
    ...Array.from({ length: CAP + 20 }, (_, index) => record(index, late(index))),
    record(200, overdue(1), { ...overdue(1), overdue: [] }),
    record(201, { ...OPEN, status: 'closed', outcome: 'succeeded', closedAt: from }, OPEN),
  ];

  /** Dies at its n-th call, before or after its effect; what is called afterwards has none. */
  function mortal(telling: Telling, deadly: number, when: 'before' | 'after') {
    let calls = 0;
    const life = { dead: false, diedAt: '' };
    const guarded =
      <Args extends readonly unknown[], Result>(name: string, call: (...args: Args) => Promise<Result>) =>
      async (...args: Args): Promise<Result> => {
        const die = (): never => {
          life.dead = true;
          life.diedAt ||= name;
          throw new Error('dead');
        };
        const mine = ++calls;
        if (life.dead || (mine === deadly && when === 'before')) die();
        const result = await call(...args);
        return mine === deadly ? die() : result;
      };
    const { bus, counters } = telling;
    const dying: Telling = {
      ...telling,
      bus: { publish: guarded('publish', bus.publish.bind(bus)) },
      counters: {
        read: guarded('read', counters.read.bind(counters)),
        admit: guarded('admit', counters.admit.bind(counters)),
        overflow: guarded('overflow', counters.overflow.bind(counters)),
        withhold: guarded('withhold', counters.withhold.bind(counters)),
      },
      count: (...args) => (life.dead ? undefined : telling.count(...args)),
    };
    return { dying, life };
  }

  test.each(['before', 'after'] as const)(
    '%s any of its calls loses nothing, and what it tells twice has the same id',
    async (when) => {
      const died: string[] = [];
      for (let deadly = 1; ; deadly += 1) {
        await stage.clear();
        const told = stage.telling();
        const { dying, life } = mortal(told, deadly, when);
        await notify({ Records }, dying).catch(() => undefined);
        if (!life.dead) break;
        died.push(life.diedAt);
        expect(told.counted).toStrictEqual([]);
        expect(await notify({ Records }, told)).toStrictEqual({ batchItemFailures: [] });
        const ids = new Map(stage.details().map(({ id, deviation }) => [id, deviation]));
        const tally = Object.fromEntries(
          [...Map.groupBy(ids.values(), (kind) => kind ?? 'closed')].map(([kind, all]) => [kind, all.length]),
        );
        expect(tally).toStrictEqual({ late: CAP, overdue: 1, closed: 1 });
        expect(told.counted.toSorted()).toStrictEqual(['car late 120', 'car overdue 1']);
        expect(await rowOf()).toMatchObject({ over: true, timerAt: '2026-11-21T12:06:00.000Z' });
      }
      expect(new Set(died)).toStrictEqual(new Set(['publish', 'read', 'overflow', 'admit']));
    },
  );

  test('between the line and the end of its window tells the line again, with the same id and number', async () => {
    await stage.putRows(Array.from({ length: 120 }, (_, index) => late(index)));
    await notify({ Records }, stage.telling());
    const { bus } = stage.telling();
    const dies = { ...stage.windows, close: () => Promise.reject(new Error('dead')) };
    await expect(closeWindow(LATE, { bus, windows: dies })).rejects.toThrow('dead');
    expect(await rowOf()).toHaveProperty('timer');
    await close();
    expect(lines()).toMatchObject([{ count: 120 }, { count: 120 }]);
    expect(new Set(lines().map(({ id }) => id)).size).toBe(1);
  });

  test('does not end a window whose line the bus did not take', async () => {
    await notify({ Records }, stage.telling());
    stage.answerWith(() => ({ status: 500, body: { message: 'down' } }));
    await expect(close()).rejects.toThrow(/^The bus did not take how many were "late": /);
    expect(await rowOf()).toHaveProperty('timer');
  });
});
