import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTable } from '../../../lambdas/adapters/table.ts';
import { newestEntries } from '../../../lib/cli/operator/listed.ts';
import type { Reading } from '../../../lib/cli/operator/listed.ts';
import type { EventRow, HeldEvent } from '../../../lib/projection/rows.ts';
import { deviating } from '../../../lib/projection/statuses.ts';
import { startTestTable } from '../../lambdas/test-table.ts';
import type { TestTable } from '../../lambdas/test-table.ts';
import { HELD } from '../../projection/table-contract.ts';

let server: TestTable;
beforeAll(async () => {
  server = await startTestTable();
});
afterAll(() => server.stop());
beforeEach(() => server.clear());

const at = (second: number): string => new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString();

function held(correlationId: string, identity: string, second: number): HeldEvent {
  return { ...HELD, instance: `m#${correlationId}`, correlationId, identity, receivedAt: at(second) };
}

const late = (correlationId: string, identity: string, second: number): EventRow =>
  deviating(held(correlationId, identity, second), 'late', 'Too late.', Date.parse(at(second)));

/** The rows written, and a reading that counts how often a partition is read, and how many at once. */
async function reading(rows: readonly EventRow[]) {
  const table = createTable(server.client, server.name);
  for (const row of rows) await table.putEvent({ call: 'putEvent', row, condition: { kind: 'absent' } });
  const queried: string[] = [];
  const counts = { running: 0, most: 0 };
  const counted: Reading = {
    stack: { clients: { table: server.client } },
    tableName: server.name,
    ports: {
      table: {
        async query(instance) {
          queried.push(instance);
          counts.most = Math.max(counts.most, ++counts.running);
          const found = await table.query(instance);
          counts.running -= 1;
          return found;
        },
      },
    },
  };
  return { counted, queried, counts };
}

test('an instance is read once, however much is held for it', async () => {
  const rows = ['1', '2'].flatMap((id) =>
    Array.from({ length: 10 }, (_, index) => held(id, `e${index}`, index)),
  );
  const { counted, queried } = await reading(rows);
  const { entries, more } = await newestEntries(counted, ['m'], new Set(['held']), 100);
  expect(entries).toHaveLength(20);
  expect(more).toBe(false);
  expect(new Set(entries.map(({ reason }) => reason))).toEqual(
    new Set(
      entries.map(
        ({ at: since }) =>
          `Its hold was over at ${new Date(Date.parse(since) + 60_000).toISOString()}, and nobody has looked at it since. Put it back.`,
      ),
    ),
  );
  expect(queried.sort()).toEqual(['m#1', 'm#2']);
});

test('of many instances eight at once are read', async () => {
  const rows = Array.from({ length: 30 }, (_, index) => held(`i${index}`, 'e', index));
  const { counted, queried, counts } = await reading(rows);
  expect((await newestEntries(counted, ['m'], new Set(['held']), 100)).entries).toHaveLength(30);
  expect(queried).toHaveLength(30);
  expect(counts.most).toBe(8);
});

test('what is held is not hidden behind older deviations', async () => {
  const rows = [
    ...Array.from({ length: 4 }, (_, index) => late('1', `late-${index}`, index)),
    held('1', 'newest', 30),
  ];
  const { counted } = await reading(rows);
  const { entries, more } = await newestEntries(counted, ['m'], new Set(['held', 'late']), 2);
  expect(entries.map(({ identity }) => identity)).toEqual(['newest', 'late-3']);
  expect(more).toBe(true);
});
