import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDynamoDb, type DynamoDb } from '../../../lib/local/dynamodb/dynamodb.ts';
import type { StreamRecord } from '../../../lib/local/dynamodb/streams.ts';
import { objectOf, textOf, type JsonObject } from '../../../lib/local/json.ts';
import type { Json } from '../../../lib/local/service.ts';
import { VirtualClock } from '../virtual-clock.ts';

const NOBODY = { roleArn: undefined };
const PLACE = { region: 'eu-central-1', account: '000000000000', endpoint: 'http://localhost:1' };

let dynamodb: DynamoDb;
let records: StreamRecord[];

beforeEach(async () => {
  dynamodb = createDynamoDb({
    place: PLACE,
    clock: new VirtualClock(1_700_000_000_500),
  });
  const created = await call('CreateTable', {
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  records = [];
  const streamArn = textOf(objectOf(objectOf(created)['TableDescription'])['LatestStreamArn']) ?? '';
  dynamodb.listen(streamArn, (record) => records.push(record));
});
afterEach(() => dynamodb.stop());

function call(operation: string, input: Json): Promise<Json> {
  return dynamodb.call(operation, input, NOBODY);
}

describe('the stream of a table', () => {
  test('is switched off and on by UpdateTable, and is another then', async () => {
    const put = async (id: string) => call('PutItem', { TableName: 'orders', Item: { id: { S: id } } });
    const update = async (StreamSpecification: Json, more: JsonObject = {}) =>
      call('UpdateTable', { TableName: 'orders', StreamSpecification, ...more });
    const described = async () =>
      objectOf(objectOf(await call('DescribeTable', { TableName: 'orders' }))['Table']);
    const first = (await described())['LatestStreamArn'];
    const on = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' };
    await expect(update(on)).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'Table already has an enabled stream: TableName: orders',
    });
    await update({ StreamEnabled: false }, { BillingMode: 'PAY_PER_REQUEST' });
    expect(await described()).not.toHaveProperty('StreamSpecification');
    await put('unheard');
    await expect(update({ StreamEnabled: true })).rejects.toMatchObject({ code: 'ValidationException' });
    const { TableDescription: again } = objectOf(await update(on));
    const second = textOf(objectOf(again)['LatestStreamArn']) ?? '';
    expect(await described()).toMatchObject({ StreamSpecification: on, LatestStreamArn: second });
    expect(second).not.toBe(first);
    const heard: string[] = [];
    dynamodb.listen(second, ({ dynamodb: change, eventSourceARN }) => {
      expect(eventSourceARN).toBe(second);
      heard.push(textOf(objectOf(change.NewImage?.['id'])['S']) ?? '');
    });
    await put('heard');
    expect(heard).toEqual(['heard']);
    expect(records).toEqual([]);
  });

  test('is had by a table that was made without one', async () => {
    await call('CreateTable', {
      TableName: 'late',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' };
    const updated = await call('UpdateTable', { TableName: 'late', StreamSpecification });
    const arn = textOf(objectOf(objectOf(updated)['TableDescription'])['LatestStreamArn']) ?? '';
    const keys: Json[] = [];
    dynamodb.listen(arn, ({ dynamodb: change }) => keys.push(change.Keys));
    await call('PutItem', { TableName: 'late', Item: { id: { S: 'a' }, n: { N: '1' } } });
    expect(keys).toEqual([{ id: { S: 'a' } }]);
  });

  test('tells of each change with the images before and after, and not of a write that changes nothing', async () => {
    const item = { id: { S: 'a' }, count: { N: '1' } };
    await call('PutItem', { TableName: 'orders', Item: item });
    await call('PutItem', { TableName: 'orders', Item: item });
    await call('PutItem', { TableName: 'orders', Item: { count: item.count, id: item.id } });
    await call('UpdateItem', {
      TableName: 'orders',
      Key: { id: { S: 'a' } },
      UpdateExpression: 'ADD #c :one',
      ExpressionAttributeNames: { '#c': 'count' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await call('DeleteItem', { TableName: 'orders', Key: { id: { S: 'a' } } });
    const changed = { id: { S: 'a' }, count: { N: '2' } };
    expect(
      records.map(({ eventName, dynamodb: change }) => [eventName, change.OldImage, change.NewImage]),
    ).toEqual([
      ['INSERT', undefined, item],
      ['MODIFY', item, changed],
      ['REMOVE', changed, undefined],
    ]);
    expect(records[0]?.dynamodb.Keys).toEqual({ id: { S: 'a' } });
    expect(records[0]?.dynamodb.ApproximateCreationDateTime).toBe(1_700_000_000);
  });

  test('keeps the order of the writes to one item, however many come at once', async () => {
    await Promise.all(
      Array.from({ length: 300 }, () =>
        call('UpdateItem', {
          TableName: 'orders',
          Key: { id: { S: 'a' } },
          UpdateExpression: 'ADD hits :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        }),
      ),
    );
    const hits = records.map((record) => Number(textOf(objectOf(record.dynamodb.NewImage?.['hits'])['N'])));
    expect(hits).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  test('makes no record of a write whose condition fails', async () => {
    const put = {
      TableName: 'orders',
      Item: { id: { S: 'a' } },
      ConditionExpression: 'attribute_exists(id)',
    };
    await expect(call('PutItem', put)).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      status: 400,
    });
    expect(records).toEqual([]);
  });
});

describe('the table API', () => {
  test('refuses what DynamoDB refuses, by the same name', async () => {
    await expect(call('GetItem', { TableName: 'nowhere', Key: { id: { S: 'a' } } })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
    await expect(call('PutItem', { TableName: 'orders', Item: {} })).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'One or more parameter values were invalid: Missing the key id in the item',
    });
    await expect(call('ExecuteTransaction', {})).rejects.toMatchObject({ code: 'UnknownOperationException' });
  });

  test('accepts and shows the time-to-live attribute', async () => {
    await call('UpdateTimeToLive', {
      TableName: 'orders',
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
    });
    expect(await call('DescribeTimeToLive', { TableName: 'orders' })).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' },
    });
  });
});
