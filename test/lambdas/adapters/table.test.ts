import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../../../lambdas/adapters/table.ts';
import type { CloseInstanceCall, EventCondition } from '../../../lib/projection/calls.ts';
import { BEFORE_ALL } from '../../../lib/projection/generation.ts';
import { Throttled } from '../../../lib/projection/ports.ts';
import type { Table } from '../../../lib/projection/ports.ts';
import type { EventRow } from '../../../lib/projection/rows.ts';
import { refusal, startAwsServer } from '../aws-server.ts';
import { CONSUMED, HELD, OPEN, SENT, WAIT_ITEM, WHOSE } from '../rows.ts';
import { startTestTable } from '../test-table.ts';
import type { TestTable } from '../test-table.ts';

let stored: TestTable;
let table: Table;
beforeAll(async () => {
  stored = await startTestTable();
  table = createTable(stored.client, stored.name);
});
afterAll(() => stored.stop());
beforeEach(() => stored.clear());

const put = (row: EventRow, condition: EventCondition) =>
  table.putEvent({ call: 'putEvent', row, condition });
const open = (row = OPEN, after = BEFORE_ALL) => table.openInstance({ call: 'openInstance', row, after });
const close = (changes: Partial<CloseInstanceCall> = {}) =>
  table.closeInstance({
    call: 'closeInstance',
    instance: 'car#7',
    generation: { run: 1, redrive: 0 },
    outcome: 'failed',
    closedAt: '2026-11-21T13:00:00.000Z',
    lastState: 'Rejected',
    error: undefined,
    ttl: 1_900_000_001,
    ...changes,
  });
const reopen = (run: number, redrive: number) =>
  table.reopenInstance({
    call: 'reopenInstance',
    instance: 'car#7',
    generation: { run, redrive },
    timerAt: '2026-11-21T15:00:00.000Z',
    ttl: 1_900_000_002,
  });

describe('an event', () => {
  test('is read as it was written, in every status', async () => {
    for (const row of [HELD, SENT, CONSUMED]) {
      await put({ ...row, identity: row.status }, { kind: 'absent' });
    }
    const rows = await table.query('car#7');
    expect(rows).toStrictEqual([
      { ...CONSUMED, identity: 'consumed' },
      { ...HELD, identity: 'held' },
      { ...SENT, identity: 'sent' },
    ]);
  });

  test('is put once', async () => {
    expect(await put(HELD, { kind: 'absent' })).toBe('written');
    expect(await put({ ...HELD, name: 'Other' }, { kind: 'absent' })).toBe('refused');
    expect(await table.query('car#7')).toStrictEqual([HELD]);
  });

  test('is marked while it is held, with the put-back count that was read', async () => {
    expect(await put(SENT, { kind: 'held', putBack: 0 })).toBe('refused');
    await put(HELD, { kind: 'absent' });
    expect(await put(SENT, { kind: 'held', putBack: 1 })).toBe('refused');
    expect(await put(SENT, { kind: 'held', putBack: 0 })).toBe('written');
    expect(await put(SENT, { kind: 'held', putBack: 0 })).toBe('refused');
  });

  test('is confirmed while it is sent to that very wait', async () => {
    await put(SENT, { kind: 'absent' });
    expect(await put(CONSUMED, { kind: 'sent', to: 'hash-2', putBack: 0 })).toBe('refused');
    expect(await put(CONSUMED, { kind: 'sent', to: 'hash-1', putBack: 1 })).toBe('refused');
    expect(await put(CONSUMED, { kind: 'sent', to: 'hash-1', putBack: 0 })).toBe('written');
  });

  test('is not taken for sent because the hash of its wait spells a status', async () => {
    await put({ ...SENT, mark: { ...SENT.mark, kind: 'deliver', waitHash: 'held' } } as EventRow, {
      kind: 'absent',
    });
    expect(await put(CONSUMED, { kind: 'sent', to: 'sent', putBack: 0 })).toBe('refused');
    expect(await put(CONSUMED, { kind: 'sent', to: 'held', putBack: 0 })).toBe('written');
  });
});

describe('an instance', () => {
  test('opens where there is none, and only once', async () => {
    expect(await open()).toBe('written');
    expect(await open({ ...OPEN, openedBy: 'e9' })).toBe('refused');
    expect(await table.getInstance('car#7')).toStrictEqual(OPEN);
    expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({
      listing: expect.stringMatching(/^car#open#[0-7]$/),
      listedAt: OPEN.openedAt,
      timer: expect.stringMatching(/^[0-7]$/),
    });
  });

  test('is not there until it is opened', async () => {
    expect(await table.getInstance('car#7')).toBeUndefined();
  });

  test('opens again after exactly the generation that had closed', async () => {
    await open();
    const second = { ...OPEN, run: 2 };
    expect(await open(second, { run: 1, redrive: 0 })).toBe('refused');
    await close();
    expect(await open(second, BEFORE_ALL)).toBe('refused');
    expect(await open(second, { run: 1, redrive: 1 })).toBe('refused');
    expect(await open(second, { run: 1, redrive: 0 })).toBe('written');
    expect(await table.getInstance('car#7')).toStrictEqual(second);
  });

  test('closes, and is listed as closed and looked at by no sweep', async () => {
    expect(await close()).toBe('refused');
    await open();
    expect(await close()).toBe('written');
    const closed = await table.getInstance('car#7');
    expect(closed).not.toHaveProperty('timerAt');
    expect({ timerAt: OPEN.timerAt, ...closed }).toStrictEqual({
      ...OPEN,
      status: 'closed',
      outcome: 'failed',
      closedAt: '2026-11-21T13:00:00.000Z',
      lastState: 'Rejected',
      ttl: 1_900_000_001,
    });
    const item = await stored.get('car#7', 'INSTANCE');
    expect(item).toMatchObject({
      listing: expect.stringMatching(/^car#closed#[0-7]$/),
      listedAt: '2026-11-21T13:00:00.000Z',
    });
    expect(item).not.toHaveProperty('timer');
  });

  test('is not closed by an older generation, nor twice by the same', async () => {
    await open({ ...OPEN, run: 2 });
    expect(await close()).toBe('refused');
    expect(await close({ generation: { run: 2, redrive: 0 } })).toBe('written');
    expect(await close({ generation: { run: 2, redrive: 0 } })).toBe('refused');
    expect(await close({ generation: { run: 2, redrive: 1 }, outcome: 'succeeded' })).toBe('written');
    expect(await table.getInstance('car#7')).toMatchObject({ run: 2, redrive: 1, outcome: 'succeeded' });
  });

  test('opens again in a newer generation, listed where it was', async () => {
    await open();
    expect(await reopen(1, 1)).toBe('refused');
    await close({ error: 'Rejected' });
    expect(await reopen(1, 0)).toBe('refused');
    expect(await reopen(1, 1)).toBe('written');
    expect(await table.getInstance('car#7')).toStrictEqual({
      ...OPEN,
      redrive: 1,
      timerAt: '2026-11-21T15:00:00.000Z',
      ttl: 1_900_000_002,
    });
    expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({
      listing: expect.stringMatching(/^car#open#[0-7]$/),
      listedAt: OPEN.openedAt,
    });
  });
});

const AWAITS = [{ event: 'Car Sold', routes: [{ ways: [{ way: 'Sold', to: 'Sold' }] }] }];

describe('a wait', () => {
  test('is dropped if it has that token', async () => {
    await stored.put(WAIT_ITEM);
    const drop = (token: string) =>
      table.dropWait({ call: 'dropWait', instance: 'car#7', key: 'WAIT#', token });
    expect(await drop('hash-2')).toBe('refused');
    expect(await drop('token-1')).toBe('written');
    expect(await drop('token-1')).toBe('refused');
    expect(await table.query('car#7')).toStrictEqual([]);
  });

  test('is read with what it awaits', async () => {
    await stored.put({ ...WAIT_ITEM, awaits: JSON.stringify(AWAITS) });
    expect(await table.query('car#7')).toMatchObject([
      { kind: 'wait', token: 'token-1', wait: { place: 'On sale', level: 0, awaits: AWAITS } },
    ]);
  });
});

test('a partition of more than one page is read as a whole', async () => {
  const payload = JSON.stringify('x'.repeat(249_000));
  for (let index = 0; index < 6; index++)
    await put({ ...HELD, identity: `e${index}`, payload }, { kind: 'absent' });
  await put({ ...HELD, instance: 'car#8', correlationId: '8' }, { kind: 'absent' });
  expect((await table.query('car#7')).map((row) => row.kind === 'event' && row.identity)).toStrictEqual([
    'e0',
    'e1',
    'e2',
    'e3',
    'e4',
    'e5',
  ]);
});

test('what is throttled is said so', async () => {
  const server = await startAwsServer(() => refusal('ThrottlingException'));
  const raw = new DynamoDBClient(server.settings);
  const refusing = createTable(DynamoDBDocumentClient.from(raw), 't');
  await expect(refusing.query(WHOSE.instance)).rejects.toThrow(Throttled);
  await expect(refusing.getInstance(WHOSE.instance)).rejects.toThrow(Throttled);
  raw.destroy();
  await server.stop();
});
