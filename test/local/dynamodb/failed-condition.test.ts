import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { startLocalCloud, type LocalCloud } from '../../../lib/local/cloud.ts';
import { writeAssembly, type WrittenAssembly } from '../assembly.ts';

const TableName = 'cars';
const Item = { id: { S: 'a' }, wheels: { N: '4' } };
const Key = { id: { S: 'a' } };
const ALL_OLD = 'ALL_OLD';

let assembly: WrittenAssembly;
let cloud: LocalCloud;
let client: DynamoDBClient;

beforeAll(async () => {
  assembly = writeAssembly({ Resources: {} });
  cloud = await startLocalCloud({ assembly: assembly.directory, port: 0, log: () => undefined });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'y' };
  client = new DynamoDBClient({ endpoint: cloud.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  await client.send(new PutItemCommand({ TableName, Item }));
});
afterAll(async () => {
  client.destroy();
  await cloud.stop();
  assembly.remove();
});

async function failureOf(call: Promise<unknown>): Promise<ConditionalCheckFailedException> {
  const error: unknown = await call.catch((caught: unknown) => caught);
  if (error instanceof ConditionalCheckFailedException) return error;
  throw new Error('is not refused for its condition');
}

test('whoever writes sees the item that its condition found, if it wants to', async () => {
  const condition = {
    ...{ TableName, ConditionExpression: 'wheels = :n', ExpressionAttributeValues: { ':n': { N: '3' } } },
    ReturnValuesOnConditionCheckFailure: ALL_OLD,
  } as const;
  for (const call of [
    client.send(new PutItemCommand({ ...condition, Item: { ...Item, wheels: { N: '5' } } })),
    client.send(new DeleteItemCommand({ ...condition, Key })),
    client.send(new UpdateItemCommand({ ...condition, Key, UpdateExpression: 'SET wheels = wheels + :n' })),
  ]) {
    const { message, Item: found, $metadata } = await failureOf(call);
    expect([message, found, $metadata.httpStatusCode]).toEqual(['The conditional request failed', Item, 400]);
  }
  const none = { ...condition, ReturnValuesOnConditionCheckFailure: 'NONE' } as const;
  expect((await failureOf(client.send(new DeleteItemCommand({ ...none, Key })))).Item).toBeUndefined();
});

test('there is none where there is no item, and a write whose condition holds is done', async () => {
  const absent = { id: { S: 'b' } };
  const must = { TableName, ConditionExpression: 'attribute_exists(id)' };
  const wanted = { ...must, ReturnValuesOnConditionCheckFailure: ALL_OLD } as const;
  const failure = await failureOf(client.send(new DeleteItemCommand({ ...wanted, Key: absent })));
  expect(failure.Item).toBeUndefined();
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      ...{ ...wanted, Key, ReturnValues: 'ALL_NEW', UpdateExpression: 'SET wheels = :n' },
      ExpressionAttributeValues: { ':n': { N: '6' } },
    }),
  );
  expect(Attributes).toEqual({ id: { S: 'a' }, wheels: { N: '6' } });
});

test('there is nothing else to be shown', async () => {
  const request = { TableName, Key, ReturnValuesOnConditionCheckFailure: 'ALL_NEW' };
  const body = JSON.stringify(request);
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.DeleteItem',
  };
  const answer = await fetch(cloud.url, { method: 'POST', headers, body });
  expect([answer.status, await answer.json()]).toEqual([
    400,
    {
      __type: 'com.amazon.coral.validate#ValidationException',
      message:
        "1 validation error detected: Value 'ALL_NEW' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]",
    },
  ]);
});
