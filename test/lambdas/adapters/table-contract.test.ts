import { afterAll, beforeAll } from '@jest/globals';
import { createTable } from '../../../lambdas/adapters/table.ts';
import { itemOfWait, tableContract } from '../../projection/table-contract.ts';
import { startTestTable } from '../test-table.ts';
import type { TestTable } from '../test-table.ts';

let stored: TestTable;
beforeAll(async () => {
  stored = await startTestTable();
});
afterAll(() => stored.stop());

tableContract('DynamoDB', async () => {
  await stored.clear();
  return {
    table: createTable(stored.client, stored.name),
    putWait: (wait) => stored.put(itemOfWait(wait)),
  };
});
