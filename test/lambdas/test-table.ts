import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import { TABLE } from '../../lib/definition/wire.ts';

export type TestTable = {
  readonly name: string;
  readonly client: DynamoDBDocumentClient;
  readonly raw: DynamoDBClient;
  put(item: Record<string, unknown>): Promise<void>;
  get(instance: string, key: string): Promise<Record<string, unknown> | undefined>;
  clear(): Promise<void>;
  stop(): Promise<void>;
};

/** The table with its three indexes, in dynalite, behind the SDK's own client. */
export async function startTestTable(): Promise<TestTable> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const raw = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const client = DynamoDBDocumentClient.from(raw, { marshallOptions: { removeUndefinedValues: true } });
  const TableName = 'instances';
  await raw.send(new CreateTableCommand({ TableName, ...SCHEMA }));
  // dynalite makes the table active a turn later.
  await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    name: TableName,
    client,
    raw,
    async put(Item) {
      await client.send(new PutCommand({ TableName, Item }));
    },
    async get(instance, key) {
      const found = await client.send(
        new GetCommand({ TableName, Key: { instance, key }, ConsistentRead: true }),
      );
      return found.Item;
    },
    async clear() {
      const { Items = [] } = await client.send(new ScanCommand({ TableName }));
      for (const { instance, key } of Items.map((item) => Keys.parse(item)))
        await client.send(new DeleteCommand({ TableName, Key: { instance, key } }));
    },
    async stop() {
      raw.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const Keys = z.object({ instance: z.string(), key: z.string() });
const indexes = Object.values(TABLE.indexes);
const SCHEMA = {
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [
    TABLE.partitionKey,
    TABLE.sortKey,
    ...indexes.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
  ].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
  KeySchema: keySchema(TABLE.partitionKey, TABLE.sortKey),
  GlobalSecondaryIndexes: indexes.map(({ name, partitionKey, sortKey }) => ({
    IndexName: name,
    KeySchema: keySchema(partitionKey, sortKey),
    Projection: { ProjectionType: 'ALL' as const },
  })),
};

function keySchema(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('dynalite does not listen.');
  return address.port;
}
