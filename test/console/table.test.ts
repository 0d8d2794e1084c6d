import { expect, test } from '@jest/globals';
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
