import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTimers } from '../../../lambdas/adapters/timers.ts';
import type { Timers } from '../../../lambdas/adapters/timers.ts';
import { itemOf, parseRow } from '../../../lib/projection/parse-row.ts';
import type { WaitingRow } from '../../../lib/projection/rows.ts';
import { OPEN, WAIT_ITEM } from '../rows.ts';
import { startTestTable } from '../test-table.ts';
import type { TestTable } from '../test-table.ts';

let stored: TestTable;
let timers: Timers;
beforeAll(async () => {
  stored = await startTestTable();
  timers = createTimers(stored.client, stored.name);
});
afterAll(() => stored.stop());

function waiting(): WaitingRow {
  const row = parseRow(WAIT_ITEM);
  if (row?.kind !== 'wait') throw new Error('no wait');
  return row;
}

async function dueIn(shard: string, now: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const entry of timers.due(shard, now)) found.push(entry);
  return found;
}

test('entries are given when their instant has come, of their shard only', async () => {
  await stored.put(WAIT_ITEM);
  expect(await dueIn('3', '2026-11-21T11:44:59.999Z')).toStrictEqual([]);
  expect(await dueIn('4', '2026-11-21T11:45:00.000Z')).toStrictEqual([]);
  expect(await dueIn('3', '2026-11-21T11:45:00.000Z')).toMatchObject([
    { instance: 'car#7', token: 'token-1' },
  ]);
});

test("a wait's timer moves on or goes, if it has that token", async () => {
  await stored.put(WAIT_ITEM);
  const wait = waiting();
  const to = '2026-11-21T12:00:00.000Z';
  expect(await timers.moveWait({ step: 'moveWait', wait: { ...wait, token: 'other' }, to })).toBe('refused');
  expect(await timers.moveWait({ step: 'moveWait', wait, to })).toBe('written');
  expect(await stored.get('car#7', 'WAIT#')).toMatchObject({ timer: '3', timerAt: to, token: 'token-1' });
  expect(await timers.moveWait({ step: 'moveWait', wait, to: undefined })).toBe('written');
  const item = await stored.get('car#7', 'WAIT#');
  expect(item).not.toHaveProperty('timer');
  expect(item).not.toHaveProperty('timerAt');
});

test('a visit is reported once, on the open instance of that generation', async () => {
  const report = (visit: string, run = 1) =>
    timers.report(
      { step: 'report', instance: 'car#7', generation: { run, redrive: 0 }, visit },
      1_700_000_000_000,
    );
  await stored.put({ ...itemOf(OPEN), instance: 'car#7' });
  expect(await report('On sale#a', 2)).toBe('refused');
  expect(await report('On sale#a')).toBe('written');
  expect(await report('On sale#a')).toBe('refused');
  expect(await report('On sale#b')).toBe('written');
  expect(parseRow(await stored.get('car#7', 'INSTANCE'))).toMatchObject({
    overdue: ['On sale#a', 'On sale#b'],
  });
});

test("an instance's check moves on while it is open in that generation", async () => {
  await stored.put({ ...itemOf(OPEN) });
  const to = '2026-11-22T12:00:00.000Z';
  expect(await timers.moveInstance({ step: 'moveInstance', instance: { ...OPEN, run: 2 }, to })).toBe(
    'refused',
  );
  expect(await timers.moveInstance({ step: 'moveInstance', instance: OPEN, to })).toBe('written');
  expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({ timerAt: to });
});

test('what is put behind the others comes later, if it is where it was', async () => {
  const place = { instance: 'car#7', key: 'INSTANCE', timerAt: '2026-11-21T12:30:00.000Z' };
  const to = '2026-11-21T12:31:00.000Z';
  await stored.put({ ...itemOf({ ...OPEN, timerAt: place.timerAt }) });
  expect(await timers.putBehind(place, to)).toBe('written');
  expect(await timers.putBehind(place, to)).toBe('refused');
  expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({ timerAt: to });
  expect(await timers.putBehind({ ...place, instance: 'car#gone' }, to)).toBe('refused');
  expect(await stored.get('car#gone', 'INSTANCE')).toBeUndefined();
});
