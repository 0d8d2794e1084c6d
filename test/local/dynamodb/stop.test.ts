import { expect, test } from '@jest/globals';
import { createDynamoDb } from '../../../lib/local/dynamodb/dynamodb.ts';
import type { Json } from '../../../lib/local/service.ts';
import { VirtualClock } from '../virtual-clock.ts';

const PLACE = { region: 'eu-central-1', account: '000000000000', endpoint: 'http://localhost:1' };

test('stopping answers what it was asked before, and refuses what comes after', async () => {
  const dynamodb = createDynamoDb({ place: PLACE, clock: new VirtualClock(0) });
  const call = (operation: string, input: Json): Promise<Json> =>
    dynamodb.call(operation, input, { roleArn: undefined });
  await call('CreateTable', {
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  await call('PutItem', { TableName: 'orders', Item: { id: { S: '1' } } });
  const query = {
    TableName: 'orders',
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: '1' } },
  };
  const asked = Array.from({ length: 50 }, () => call('Query', query));
  // One turn on, each of them stands between dynalite's look for the table and its reading of it.
  await new Promise((resolve) => setImmediate(resolve));
  await dynamodb.stop();
  expect(await Promise.all(asked)).toEqual(
    asked.map(() => ({ Count: 1, ScannedCount: 1, Items: [{ id: { S: '1' } }] })),
  );
  await expect(call('Query', query)).rejects.toMatchObject({ code: 'ServiceUnavailable', status: 503 });
});
