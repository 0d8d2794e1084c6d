import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDynamoDb, type DynamoDb } from '../../../lib/local/dynamodb/dynamodb.ts';
import { listOf, objectOf, textOf, type JsonObject } from '../../../lib/local/json.ts';
import type { Json } from '../../../lib/local/service.ts';
import { THE_CLOUD } from '../../../lib/local/world.ts';
import { temporaryFolder, type Folder } from '../durability/restart.ts';
import type { Storage } from '../../../lib/local/storage/storage.ts';
import { VirtualClock } from '../virtual-clock.ts';

const PLACE = { region: 'eu-central-1', account: '000000000000', endpoint: 'http://localhost:4566' };

let clock: VirtualClock;
let folder: Folder;
let storage: Storage;
let dynamodb: DynamoDb;
let changes: string[];

beforeEach(async () => {
  clock = new VirtualClock();
  folder = temporaryFolder();
  await start();
});
afterEach(async () => {
  await stop();
  folder.remove();
});

/** With a table of accounts that has an index, and one of transfers. */
async function start(): Promise<void> {
  storage = folder.open();
  dynamodb = createDynamoDb({ place: PLACE, clock, storage });
  changes = [];
  const key = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' }];
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
  const table = {
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  };
  for (const created of [
    await call('CreateTable', {
      ...table,
      TableName: 'accounts',
      KeySchema: key('id'),
      AttributeDefinitions: [attribute('id'), attribute('owner')],
      GlobalSecondaryIndexes: [
        { IndexName: 'owners', KeySchema: key('owner'), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
    await call('CreateTable', {
      ...table,
      TableName: 'transfers',
      KeySchema: key('id'),
      AttributeDefinitions: [attribute('id')],
    }),
  ]) {
    const arn = textOf(objectOf(created['TableDescription'])['LatestStreamArn']) ?? '';
    dynamodb.listen(arn, ({ eventName, dynamodb: { Keys } }) =>
      changes.push(`${eventName} ${textOf(objectOf(Keys['id'])['S']) ?? ''}`),
    );
  }
}

async function stop(): Promise<void> {
  await storage.saved();
  await dynamodb.stop();
  await storage.close();
}

async function call(operation: string, input: Json): Promise<JsonObject> {
  return objectOf(await dynamodb.call(operation, input, THE_CLOUD));
}

const write = (TransactItems: Json, more: JsonObject = {}) =>
  call('TransactWriteItems', { TransactItems, ...more });

const account = (id: string, balance: number) => ({
  id: { S: id },
  owner: { S: 'me' },
  balance: { N: String(balance) },
});
const open = (id: string, balance: number) => ({
  Put: { TableName: 'accounts', Item: account(id, balance) },
});
const take = (id: string, amount: number, more: JsonObject = {}) => ({
  Update: {
    TableName: 'accounts',
    Key: { id: { S: id } },
    UpdateExpression: 'SET balance = balance - :a',
    ConditionExpression: 'balance >= :a',
    ExpressionAttributeValues: { ':a': { N: String(amount) } },
    ...more,
  },
});
const note = (id: string) => ({
  Put: {
    TableName: 'transfers',
    Item: { id: { S: id } },
    ConditionExpression: 'attribute_not_exists(id)',
  },
});

async function balanceOf(id: string): Promise<string | undefined> {
  const { Item: item } = await call('GetItem', { TableName: 'accounts', Key: { id: { S: id } } });
  return textOf(objectOf(objectOf(item)['balance'])['N']);
}

describe('a transaction', () => {
  test('makes all of its writes, in tables, indexes and streams', async () => {
    await write([open('a', 10), open('b', 0), open('c', 0)]);
    expect(
      await write([
        take('a', 7),
        take('b', -7),
        note('t1'),
        { Delete: { TableName: 'accounts', Key: { id: { S: 'c' } } } },
      ]),
    ).toEqual({});
    expect([await balanceOf('a'), await balanceOf('b'), await balanceOf('c')]).toEqual(['3', '7', undefined]);
    const { Items: items } = await call('Query', {
      TableName: 'accounts',
      IndexName: 'owners',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: 'me' } },
    });
    expect(listOf(items).map((item) => objectOf(item)['balance'])).toEqual(
      expect.arrayContaining([{ N: '3' }, { N: '7' }]),
    );
    expect(listOf(items)).toHaveLength(2);
    expect(changes.slice(3).sort()).toEqual(['INSERT t1', 'MODIFY a', 'MODIFY b', 'REMOVE c']);
  });

  test('makes none of them where a condition fails, and says of each what it was', async () => {
    await write([open('a', 10), open('b', 0)]);
    changes = [];
    const check = {
      ConditionCheck: {
        TableName: 'transfers',
        Key: { id: { S: 't1' } },
        ConditionExpression: 'attribute_exists(id)',
      },
    };
    await expect(
      write([take('b', -7), take('a', 11, { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }), check]),
    ).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      status: 400,
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]',
      fields: {
        CancellationReasons: [
          { Code: 'None' },
          {
            Code: 'ConditionalCheckFailed',
            Message: 'The conditional request failed',
            Item: account('a', 10),
          },
          { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
        ],
      },
    });
    expect([await balanceOf('a'), await balanceOf('b')]).toEqual(['10', '0']);
    expect(changes).toEqual([]);
  });

  test('checks a condition without writing anything', async () => {
    await write([open('a', 10), note('t1')]);
    const check = {
      ConditionCheck: {
        TableName: 'transfers',
        Key: { id: { S: 't1' } },
        ConditionExpression: 'attribute_exists(id)',
      },
    };
    changes = [];
    await write([check, take('a', 1)]);
    expect(changes).toEqual(['MODIFY a']);
    expect(await call('GetItem', { TableName: 'transfers', Key: { id: { S: 't1' } } })).toEqual({
      Item: { id: { S: 't1' } },
    });
  });

  test('is cancelled by what cannot be applied, too', async () => {
    await write([open('a', 10)]);
    const wrong = take('a', 1, { UpdateExpression: 'SET balance = nothing + :a' });
    await expect(write([note('t1'), wrong])).rejects.toMatchObject({
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]',
      fields: {
        CancellationReasons: [
          { Code: 'None' },
          {
            Code: 'ValidationError',
            Message: 'The provided expression refers to an attribute that does not exist in the item',
          },
        ],
      },
    });
    expect(changes).toEqual(['INSERT a']);
  });

  test('waits for another that is about the same items: nothing is lost, and nobody waits for ever', async () => {
    await write([open('a', 100), open('b', 100)]);
    const there = Array.from({ length: 20 }, () => write([take('a', 1), take('b', -1)]));
    const back = Array.from({ length: 20 }, () => write([take('b', 2), take('a', -2)]));
    const alone = Array.from({ length: 20 }, () => call('UpdateItem', take('a', 1).Update));
    await Promise.all([...there, ...back, ...alone]);
    expect([await balanceOf('a'), await balanceOf('b')]).toEqual(['100', '80']);
  });

  test('is made once for one token, also over a restart, and for ten minutes', async () => {
    await write([open('a', 10)]);
    const ClientRequestToken = 'once';
    await write([take('a', 1)], { ClientRequestToken });
    await write([take('a', 1)], { ClientRequestToken });
    expect(await balanceOf('a')).toBe('9');
    await stop();
    await start();
    await write([take('a', 1)], { ClientRequestToken });
    expect(await balanceOf('a')).toBe('9');
    await expect(write([take('a', 2)], { ClientRequestToken })).rejects.toMatchObject({
      code: 'IdempotentParameterMismatchException',
    });
    await clock.by(10 * 60_000 - 1);
    await write([note('t1')], { ClientRequestToken: 'a younger one' });
    await stop();
    await clock.by(1);
    await start();
    await write([take('a', 1)], { ClientRequestToken });
    expect(await balanceOf('a')).toBe('8');
  });

  test('says what it took, which is twice what its parts would', async () => {
    const more = { ReturnConsumedCapacity: 'TOTAL' };
    expect(await write([note('t1'), note('t2')], more)).toEqual({
      ConsumedCapacity: [{ TableName: 'transfers', CapacityUnits: 4, WriteCapacityUnits: 4 }],
    });
  });

  test('is saved as a whole, in one turn', async () => {
    await stop();
    let turn = 0;
    const turns: number[] = [];
    const inner = folder.open();
    const entries: Storage['entries'] = (kind) => {
      const stored = inner.entries(kind);
      const put = (key: string, value: Json): void => {
        if (kind.startsWith('dynamodb item')) turns.push(turn);
        stored.put(key, value);
      };
      return {
        all: () => stored.all(),
        get: (key) => stored.get(key),
        from: (key) => stored.from(key),
        put,
        putText: (key, json) => stored.putText(key, json),
        remove: (key) => stored.remove(key),
      };
    };
    const counting: Storage = {
      durable: true,
      entries,
      texts: (kind) => inner.texts(kind),
      saved: () => inner.saved(),
      savedAtLast: () => inner.savedAtLast(),
      close: () => inner.close(),
    };
    const { open } = folder;
    folder = { ...folder, open: () => counting };
    await start();
    folder = { ...folder, open };
    const tick = (): void => {
      turn += 1;
      if (turns.length === 0) setImmediate(tick);
    };
    tick();
    await write(Array.from({ length: 30 }, (_, index) => note(`t${index}`)));
    expect(turn).toBeGreaterThan(1);
    expect(turns).toEqual(Array.from({ length: 30 }, () => turns[0]));
  });

  const many = Array.from({ length: 101 }, (_, index) => note(`t${index}`));
  const large = (id: string) => ({
    Put: { TableName: 'transfers', Item: { id: { S: id }, x: { S: 'x'.repeat(390_000) } } },
  });
  test.each<[string, Json, string]>([
    [
      'of nothing',
      [],
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'of two operations in one part',
      [{ ...note('t1'), Delete: {} }],
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    [
      'of an unknown operation',
      [{ Get: {} }],
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    [
      'of two parts about one item',
      [take('a', 1), open('a', 1)],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'with a check of nothing',
      [{ ConditionCheck: { TableName: 'accounts', Key: { id: { S: 'a' } } } }],
      "1 validation error detected: Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null",
    ],
    [
      'of more than 4 MB',
      Array.from({ length: 11 }, (_, index) => large(`t${index}`)),
      'Transaction request size exceeds the limit of 4 MB',
    ],
  ])('%s is refused', async (_what, items, message) => {
    await expect(write(items)).rejects.toMatchObject({ code: 'ValidationException', message });
  });

  test('of more than a hundred parts, or of a table that is not there, is refused', async () => {
    await expect(write(many)).rejects.toMatchObject({
      message: expect.stringMatching(/Member must have length less than or equal to 100$/),
    });
    await expect(write([{ Put: { TableName: 'nowhere', Item: { id: { S: 'a' } } } }])).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
    expect(changes).toEqual([]);
  });
});

test('items are read as they are at one instant, in the order of the request', async () => {
  await write([open('a', 1), note('t1')]);
  const get = (TableName: string, id: string, more: JsonObject = {}) => ({
    Get: { TableName, Key: { id: { S: id } }, ...more },
  });
  expect(
    await call('TransactGetItems', {
      TransactItems: [
        get('transfers', 't1'),
        get('accounts', 'none'),
        get('accounts', 'a', { ProjectionExpression: 'balance' }),
      ],
    }),
  ).toEqual({ Responses: [{ Item: { id: { S: 't1' } } }, {}, { Item: { balance: { N: '1' } } }] });
  await expect(
    call('TransactGetItems', { TransactItems: [get('accounts', 'a'), get('accounts', 'a')] }),
  ).rejects.toMatchObject({ message: 'Transaction request cannot include multiple operations on one item' });
});

test('the sum over two items is the same whenever it is read', async () => {
  await write([open('a', 50), open('b', 50)]);
  const ids = ['a', 'b'].map((id) => ({ Get: { TableName: 'accounts', Key: { id: { S: id } } } }));
  const sums: number[] = [];
  const read = async (): Promise<void> => {
    const { Responses: found } = await call('TransactGetItems', { TransactItems: ids });
    const balances = listOf(found).map((each) => objectOf(objectOf(objectOf(each)['Item'])['balance'])['N']);
    sums.push(balances.reduce<number>((sum, balance) => sum + Number(balance), 0));
  };
  await Promise.all(Array.from({ length: 30 }, () => [write([take('a', 1), take('b', -1)]), read()]).flat());
  expect(new Set(sums)).toEqual(new Set([100]));
});
