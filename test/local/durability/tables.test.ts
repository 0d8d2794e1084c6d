import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDynamoDb, type DynamoDb } from '../../../lib/local/dynamodb/dynamodb.ts';
import { objectOf, type JsonObject } from '../../../lib/local/json.ts';
import type { Json } from '../../../lib/local/service.ts';
import type { Storage } from '../../../lib/local/storage/storage.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { temporaryFolder, type Folder } from './restart.ts';

const PLACE = { region: 'eu-west-1', account: '111122223333', endpoint: 'http://localhost:4566' };

let folder: Folder;
let storage: Storage;
let dynamodb: DynamoDb;
const clock = new VirtualClock();

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await end();
  folder.remove();
});

/** `template`: the key of the table that it makes. */
async function start(template?: string, more: JsonObject = {}): Promise<void> {
  storage = folder.open();
  dynamodb = createDynamoDb({ place: PLACE, clock, storage });
  if (template !== undefined) await create('orders', template, more);
  await dynamodb.restore();
}

async function end(): Promise<void> {
  await dynamodb.stop();
  await storage.close();
}

function create(TableName: string, key: string, more: JsonObject = {}): Promise<Json> {
  return call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    ...more,
  });
}

function call(operation: string, input: Json): Promise<Json> {
  return dynamodb.call(operation, input, { roleArn: undefined });
}

async function items(TableName = 'orders'): Promise<Json | undefined> {
  return objectOf(await call('Scan', { TableName }))['Items'];
}

const ITEM = { id: { S: 'a\u0000ü' }, key: { S: 'k' } };

test('a table of the template with another key is another table: the items do not come with it', async () => {
  await start('id');
  await call('PutItem', { TableName: 'orders', Item: ITEM });
  await end();
  await start('id');
  expect(await items()).toEqual([ITEM]);
  await end();
  await start('key');
  expect(await items()).toEqual([]);
  await end();
  await start('id');
  expect(await items()).toEqual([]);
});

test('a table that the API deletes is gone with its items, also where another takes its name', async () => {
  await start();
  await create('mine', 'id');
  await call('PutItem', { TableName: 'mine', Item: ITEM });
  await call('DeleteTable', { TableName: 'mine' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await create('mine', 'id');
  await end();
  await start();
  expect(await items('mine')).toEqual([]);
  await call('DeleteTable', { TableName: 'mine' });
  await end();
  await start();
  expect(await call('ListTables', {})).toEqual({ TableNames: [] });
});

test('a change of the throughput is made again', async () => {
  const more = {
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
  };
  await start();
  await create('mine', 'id', more);
  const ProvisionedThroughput = { ReadCapacityUnits: 7, WriteCapacityUnits: 8 };
  await call('UpdateTable', { TableName: 'mine', ProvisionedThroughput });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await end();
  await start();
  expect(await call('DescribeTable', { TableName: 'mine' })).toMatchObject({
    Table: { ProvisionedThroughput },
  });
});

test('a stream that the API began is the same stream after a restart, also where the template has one by then', async () => {
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' };
  const streamArn = async () =>
    objectOf(objectOf(await call('DescribeTable', { TableName: 'orders' }))['Table'])['LatestStreamArn'];
  await start('id');
  await call('UpdateTable', { TableName: 'orders', StreamSpecification });
  const arn = await streamArn();
  expect(arn).toEqual(expect.stringContaining(':table/orders/stream/'));
  for (const more of [{}, { StreamSpecification }]) {
    await end();
    await start('id', more);
    expect(await streamArn()).toBe(arn);
  }
});

test('thousands of items come back, in their index, too', async () => {
  const index = {
    IndexName: 'by-key',
    KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  };
  const AttributeDefinitions = ['id', 'key'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
  const more = { AttributeDefinitions, GlobalSecondaryIndexes: [index] };
  await start('id', more);
  const stored = storage.entries('dynamodb item orders');
  await call('PutItem', { TableName: 'orders', Item: { id: { S: '0' }, key: { S: 'k' } } });
  await storage.saved();
  const first = stored.all().at(0)?.[0] ?? '';
  // As written by as many requests, but faster.
  for (let n = 1; n < 2500; n += 1) stored.put(`${first}${n}`, { id: { S: `0${n}` }, key: { S: 'k' } });
  await end();
  await start('id', more);
  const counted = { TableName: 'orders', Select: 'COUNT' };
  expect(await call('Scan', counted)).toMatchObject({ Count: 2500 });
  const query = { KeyConditionExpression: '#k = :k', ExpressionAttributeNames: { '#k': 'key' } };
  const ExpressionAttributeValues = { ':k': { S: 'k' } };
  expect(
    await call('Query', { ...counted, IndexName: 'by-key', ...query, ExpressionAttributeValues }),
  ).toMatchObject({ Count: 2500 });
});
