import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDynamoDb, type DynamoDb } from '../../../lib/local/dynamodb/dynamodb.ts';
import { followStream } from '../../../lib/local/event-sources/stream.ts';
import { listOf, objectOf, textOf } from '../../../lib/local/json.ts';
import type { InvocationOutcome } from '../../../lib/local/lambda/instance.ts';
import type { Json } from '../../../lib/local/service.ts';
import type { Storage } from '../../../lib/local/storage/storage.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { FAILED, functionOf, never, RETURNED } from '../functions.ts';
import { temporaryFolder, type Folder } from './restart.ts';

const PLACE = { region: 'eu-west-1', account: '111122223333', endpoint: 'http://localhost:4566' };

let folder: Folder;
let storage: Storage;
let clock: VirtualClock;
let dynamodb: DynamoDb;
let unfollow: () => void;
/** What the function was shown: versions of items. */
let shown: string[][];

beforeEach(() => {
  folder = temporaryFolder();
  clock = new VirtualClock();
});
afterEach(async () => {
  await end();
  folder.remove();
});

async function start(
  answer: (versions: readonly string[]) => Promise<InvocationOutcome>,
  { window = 0, retries }: { readonly window?: number; readonly retries?: number } = {},
): Promise<void> {
  storage = folder.open();
  shown = [];
  dynamodb = createDynamoDb({ place: PLACE, clock, storage });
  const made = await call('CreateTable', {
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  });
  await dynamodb.restore();
  const streamArn = textOf(objectOf(objectOf(made)['TableDescription'])['LatestStreamArn']) ?? '';
  const mapping = {
    streamArn,
    batchSize: 2,
    window,
    parallelization: 1,
    bisects: false,
    reportsFailures: true,
    retries,
    longestAge: undefined,
    filter: () => true,
    giveUp: undefined,
  };
  const target = functionOf((event) => {
    const versions = versionsIn(event);
    shown.push(versions);
    return answer(versions);
  });
  unfollow = followStream(mapping, { clock, storage, target, log: () => undefined }, (listener) =>
    dynamodb.listen(streamArn, listener),
  );
  await clock.by(0);
}

async function end(): Promise<void> {
  await storage.saved();
  unfollow();
  await dynamodb.stop();
  await storage.close();
}

function call(operation: string, input: Json): Promise<Json> {
  return dynamodb.call(operation, input, { roleArn: undefined });
}

/** Versions of one item: they come in one lane, in their order. */
async function put(...versions: readonly string[]): Promise<void> {
  for (const version of versions)
    await call('PutItem', { TableName: 'orders', Item: { id: { S: 'a' }, version: { S: version } } });
  await clock.by(0);
}

function versionsIn(event: Json): string[] {
  return listOf(objectOf(event)['Records']).map((record) => {
    const { NewImage: image } = objectOf(objectOf(record)['dynamodb']);
    return textOf(objectOf(objectOf(image)['version'])['S']) ?? '';
  });
}

test('records that the function has not handled come again after a restart, in their order, before new ones', async () => {
  await start(never);
  await put('1', '2', '3', '4');
  await end();
  await start(() => Promise.resolve(RETURNED));
  await put('5');
  expect(shown.flat()).toEqual(['1', '2', '3', '4', '5']);
  await end();
  await start(() => Promise.resolve(RETURNED));
  expect(shown).toEqual([]);
});

test('of a batch that failed in part, what was handled does not come again', async () => {
  const payload = { batchItemFailures: [{ itemIdentifier: String(2).padStart(21, '0') }] };
  const answer = (versions: readonly string[]): Promise<InvocationOutcome> =>
    versions.length === 2 ? Promise.resolve({ kind: 'returned', payload }) : never();
  await start(answer, { window: 1 });
  await put('1', '2');
  await clock.by(2000);
  expect(shown).toEqual([['1', '2'], ['2']]);
  await end();
  await start(() => Promise.resolve(RETURNED));
  expect(shown).toEqual([['2']]);
});

test('what was given up does not come again', async () => {
  await start(() => Promise.resolve(FAILED), { retries: 0 });
  await put('1');
  await clock.by(60_000);
  expect(shown).toEqual([['1']]);
  await end();
  await start(() => Promise.resolve(RETURNED));
  expect(shown).toEqual([]);
});

test('an item and its record are saved together, or neither', async () => {
  await start(never);
  const saved: string[] = [];
  const answered = call('PutItem', { TableName: 'orders', Item: { id: { S: 'a' }, version: { S: '1' } } });
  const isAnswered = answered.then(() => true);
  for (;;) {
    const items = storage.entries('dynamodb item orders').all().length;
    const records = storage.entries('stream record orders f').all().length;
    saved.push(`${items} ${records}`);
    if (await Promise.race([isAnswered, new Promise((resolve) => setImmediate(resolve, false))])) break;
  }
  await storage.saved();
  saved.push(
    `${storage.entries('dynamodb item orders').all().length} ${storage.entries('stream record orders f').all().length}`,
  );
  expect([...new Set(saved)]).toEqual(['0 0', '1 1']);
});
