import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDynamoDb, type DynamoDb } from '../../../lib/local/dynamodb/dynamodb.ts';
import { objectOf } from '../../../lib/local/json.ts';
import type { Json } from '../../../lib/local/service.ts';
import { VirtualClock } from '../virtual-clock.ts';

const PLACE = { region: 'eu-central-1', account: '000000000000', endpoint: 'http://localhost:1' };
const ORDERS = 'arn:aws:dynamodb:eu-central-1:000000000000:table/orders';

let dynamodb: DynamoDb;
const call = (operation: string, input: Json): Promise<Json> =>
  dynamodb.call(operation, input, { roleArn: undefined });

beforeAll(async () => {
  dynamodb = createDynamoDb({ place: PLACE, clock: new VirtualClock(0) });
  await call('CreateTable', {
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
});
afterAll(() => dynamodb.stop());

test('a table that is there is not made again', async () => {
  const input = {
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'other', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }],
  };
  await expect(call('CreateTable', input)).rejects.toMatchObject({
    code: 'ResourceInUseException',
    message: 'Table already exists: orders',
  });
});

test('an update means the places of lists as they were before it', async () => {
  const n = (value: number) => ({ N: String(value) });
  const [Key, l] = [{ id: { S: 'a' } }, { L: [n(0), { L: [n(10), n(11)] }, n(2), n(3)] }];
  const after = async (UpdateExpression: string, values?: Json): Promise<Json> => {
    await call('PutItem', { TableName: 'orders', Item: { ...Key, l } });
    const update = { TableName: 'orders', Key, UpdateExpression, ReturnValues: 'ALL_NEW' };
    const output = await call('UpdateItem', {
      ...update,
      ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
    });
    return objectOf(objectOf(output)['Attributes'])['l'] ?? null;
  };
  expect(await after('REMOVE l[0], l[2]')).toEqual({ L: [{ L: [n(10), n(11)] }, n(3)] });
  expect(await after('REMOVE l[0], l[1][0]')).toEqual({ L: [{ L: [n(11)] }, n(2), n(3)] });
  expect(await after('REMOVE l[0] SET l[3] = :x, l[9] = :y', { ':x': n(7), ':y': n(8) })).toEqual({
    L: [{ L: [n(10), n(11)] }, n(2), n(7), n(8)],
  });
});

describe('what dynalite itself breaks on is refused', () => {
  test.each(['TagResource', 'ListTagsOfResource', 'UntagResource'])(
    'an ARN that its pattern takes minutes for: %s',
    async (operation) => {
      const ResourceArn = '{"source":'.repeat(300);
      await expect(call(operation, { ResourceArn, Tags: [], TagKeys: [] })).rejects.toMatchObject({
        code: 'ValidationException',
        message: `Invalid TableArn: Invalid ResourceArn provided as input ${ResourceArn}`,
      });
    },
  );

  test('a null among index updates', async () => {
    const input = { TableName: 'orders', GlobalSecondaryIndexUpdates: [null] };
    await expect(call('UpdateTable', input)).rejects.toMatchObject({ code: 'SerializationException' });
  });

  test('a tag without a value', async () => {
    const input = { ResourceArn: ORDERS, Tags: [{ Key: 'team' }] };
    await expect(call('TagResource', input)).rejects.toMatchObject({ code: 'SerializationException' });
    await call('TagResource', { ResourceArn: ORDERS, Tags: [{ Key: 'team', Value: 'a' }] });
    expect(await call('ListTagsOfResource', { ResourceArn: ORDERS })).toEqual({
      Tags: [{ Key: 'team', Value: 'a' }],
    });
  });
});
