import { describe, expect, test } from '@jest/globals';
import { itemOf, parseRow } from '../../lib/projection/parse-row.ts';
import type { FailedActionRow } from '../../lib/projection/rows.ts';
import { Memory } from './memory.ts';
import { HELD, itemOfWait, tableContract, WAIT } from './table-contract.ts';
import { choreography } from './world/choreographies.ts';
import { putWait } from '../../lib/testing/world/table-rules.ts';

tableContract('the memory', async () => {
  const memory = new Memory(choreography({ A: { on: { a: 'End' } }, End: 'succeeded' }));
  return {
    table: memory.table,
    putWait: async (wait) => {
      memory.rows = putWait(memory.rows, wait);
    },
  };
});

describe('rows and items', () => {
  test('an event comes back as it was written', () => {
    const item = itemOf(HELD);
    expect(item).toEqual({
      instance: 'm#1',
      key: 'EVENT#a1',
      listing: 'm#held#3',
      listedAt: '2026-03-01T12:00:00.000Z',
      name: 'a',
      time: '2026-03-01T12:00:00.000Z',
      receivedAt: '2026-03-01T12:00:00.000Z',
      putBack: 0,
      payload: '{"detail":{"id":1}}',
      hold: 60000,
      status: 'held',
      ttl: 1900000000,
    });
    expect(parseRow(item)).toEqual(HELD);
  });

  test('a deviation is listed, a consumed event is short', () => {
    const memory = without(HELD, 'payload', 'hold');
    const late = itemOf({ ...HELD, status: 'late', settledAt: '2026-03-01T12:01:00.000Z', reason: 'ended' });
    expect([late.listing, late.listedAt]).toEqual(['m#deviation#3', '2026-03-01T12:01:00.000Z']);
    const dropped = itemOf({ ...HELD, status: 'stale', settledAt: HELD.receivedAt, reason: 'older' });
    expect(dropped).not.toHaveProperty('listing');
    const consumed = itemOf({
      ...memory,
      status: 'consumed',
      settledAt: HELD.time,
      run: 1,
      waitHash: 'f'.repeat(16),
    });
    expect(JSON.stringify(consumed).length).toBeLessThan(330);
    expect('listing' in consumed).toBe(false);
  });

  test('a wait comes with its rules and memory as text', () => {
    expect(parseRow(itemOfWait(WAIT))).toEqual(WAIT);
  });

  test('a plain wait has no rules: its place is its state', () => {
    const said = ['rules', 'memory', 'result', 'dues'];
    const item = Object.entries(itemOfWait(WAIT)).filter(([name]) => !said.includes(name));
    const row = parseRow({ ...Object.fromEntries(item), due: '2026-03-01T12:10:00.000Z' });
    expect(row).toEqual({
      ...without(WAIT, 'memories', 'result', 'entered'),
      wait: { place: 'A', level: 0, awaits: WAIT.wait.awaits },
      dues: [{ state: 'A', enteredAt: WAIT.enteredAt, at: '2026-03-01T12:10:00.000Z' }],
    });
  });

  test('an action that failed is a deviation as the machine puts it', () => {
    const item: FailedActionRow = {
      instance: 'm#1',
      key: 'EVENT#!failed-action#Packed: publish#2026-03-01T12:00:00.000Z',
      status: 'failed-action',
      name: 'publish Order Shipped',
      time: '2026-03-01T12:00:00.000Z',
      receivedAt: '2026-03-01T12:00:00.000Z',
      settledAt: '2026-03-01T12:00:00.000Z',
      reason: '"publish Order Shipped" failed in "Packed": EventBridge.ThrottlingException.',
      payload: '{"error":"EventBridge.ThrottlingException","cause":"slow down"}',
      run: 1,
      putBack: 0,
      hold: 0,
      listing: 'm#deviation#3',
      listedAt: '2026-03-01T12:00:00.000Z',
      ttl: 1_900_000_000,
    };
    const row = parseRow(item);
    expect(row).toMatchObject({
      kind: 'event',
      status: 'failed-action',
      name: 'publish Order Shipped',
      run: 1,
    });
    expect(row?.kind === 'event' ? itemOf(row) : undefined).toEqual(item);
  });

  test('other rows are none of ours; a broken one of ours is refused', () => {
    expect(parseRow({ instance: 'm#1', key: 'COUNTER', n: 1 })).toBeUndefined();
    expect(() => parseRow({ instance: 'm#1', key: 'EVENT#x', status: 'held' })).toThrow();
  });
});

function without<T extends object, K extends keyof T>(row: T, ...names: readonly K[]): Omit<T, K> {
  const kept = Object.entries(row).filter(([name]) => !names.some((gone) => gone === name));
  return Object.fromEntries(kept) as Omit<T, K>;
}
