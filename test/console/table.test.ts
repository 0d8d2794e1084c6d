import { expect, test } from '@jest/globals';
import { readSnapshot } from '../../lib/console/server/snapshot.ts';
import { tableOf } from '../../lib/console/server/table.ts';
import { SHARDS } from '../../lib/definition/wire.ts';
import { documentClient } from './sdk.ts';

const CHOREOGRAPHIES = Array.from({ length: 20 }, (_, index) => `choreography-${index}`);

/** A table on which each query takes a while; `under way` is how many it had at once. */
function slowTable(answer: (asked: number) => Promise<unknown>) {
  const seen = { asked: 0, most: 0 };
  let underWay = 0;
  const client = documentClient(async () => {
    seen.most = Math.max(seen.most, (underWay += 1));
    seen.asked += 1;
    const asked = seen.asked;
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return answer(asked);
  });
  return { table: tableOf({ client, name: 'watched' }), seen };
}

test('however many listings are read at once, the SDK has a connection for each query', async () => {
  const { table, seen } = slowTable(() => Promise.resolve({ Items: [{ id: { S: 'a' } }] }));
  const reads = await Promise.all(CHOREOGRAPHIES.map((id) => table.listing(id, 'open', 10)));
  expect(reads.map(({ rows }) => rows.length)).toStrictEqual(CHOREOGRAPHIES.map(() => SHARDS));
  expect(seen).toStrictEqual({ asked: CHOREOGRAPHIES.length * SHARDS, most: 40 });
});

test('queries that fail leave their places to others', async () => {
  const { table } = slowTable((asked) =>
    asked <= 60 ? Promise.reject(new Error('throttled')) : Promise.resolve({ Items: [] }),
  );
  const reads = await Promise.allSettled(
    Array.from({ length: 60 }, (_, index) => table.partition(`failing-${index}`)),
  );
  expect(reads.map(({ status }) => status)).toStrictEqual(reads.map(() => 'rejected'));
  expect(await Promise.all(CHOREOGRAPHIES.map((id) => table.partition(id)))).toStrictEqual(
    CHOREOGRAPHIES.map(() => []),
  );
});

test('where nothing is open, the index of waits is not asked', async () => {
  const asked: string[] = [];
  const of = (Items: unknown[]) =>
    tableOf({
      client: documentClient((_, input) => {
        const { IndexName, ExpressionAttributeValues } = input as {
          IndexName: string;
          ExpressionAttributeValues: { ':partition': { S: string } };
        };
        asked.push(IndexName);
        const isOpen = ExpressionAttributeValues[':partition'].S === 'shop#open#3';
        return Promise.resolve({ Items: isOpen ? Items : [] });
      }),
      name: 'watched',
    });
  await readSnapshot(of([]), 'shop');
  expect(asked).toStrictEqual(Array.from({ length: 4 * SHARDS }, () => 'listings'));

  asked.length = 0;
  const open = { status: { S: 'open' }, openedAt: { S: '2026-11-20T12:00:00.000Z' } };
  const row = {
    ...{ instance: { S: 'shop#1' }, key: { S: 'INSTANCE' }, run: { N: '1' }, redrive: { N: '0' } },
    ...open,
  };
  expect((await readSnapshot(of([row]), 'shop')).open.rows).toHaveLength(1);
  expect(asked.filter((index) => index === 'waits')).toHaveLength(SHARDS);
  expect(asked).toHaveLength(5 * SHARDS);
});
