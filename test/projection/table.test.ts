import { describe, expect, test } from '@jest/globals';
import { itemOf, parseRow } from '../../lib/projection/parse-row.ts';
import { Memory } from './memory.ts';
import { HELD, tableContract, WAIT } from './table-contract.ts';
import { choreography } from './world/choreographies.ts';
import { putWait } from './world/table.ts';

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

  test('a wait comes with its lists as text', () => {
    const { awaits, anticipates, policies } = WAIT;
    const item = {
      ...without(WAIT, 'kind'),
      awaits: JSON.stringify(awaits),
      anticipates: JSON.stringify(anticipates),
      policies: JSON.stringify(policies),
    };
    expect(parseRow(item)).toEqual(WAIT);
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
