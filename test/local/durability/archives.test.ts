import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createEventBridge, type EventBridge } from '../../../lib/local/eventbridge/eventbridge.ts';
import type { Json } from '../../../lib/local/service.ts';
import type { Storage } from '../../../lib/local/storage/storage.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { temporaryFolder, type Folder } from './restart.ts';

const PLACE = { region: 'eu-west-1', account: '111122223333', endpoint: 'http://localhost:4566' };
const BUS = 'arn:aws:events:eu-west-1:111122223333:event-bus/default';

let folder: Folder;
let storage: Storage;
let clock: VirtualClock;
let events: EventBridge;
let delivered: string[];

beforeEach(() => {
  folder = temporaryFolder();
  clock = new VirtualClock();
});
afterEach(async () => {
  await end();
  folder.remove();
});

async function start(): Promise<void> {
  storage = folder.open();
  delivered = [];
  events = createEventBridge({
    place: PLACE,
    clock,
    storage,
    log: () => undefined,
    deliver(_arn, body) {
      delivered.push(body);
      return { kind: 'delivered' };
    },
  });
  await events.restore();
  events.resume();
}

async function end(): Promise<void> {
  await storage.saved();
  events.stop();
  await storage.close();
}

function call(operation: string, input: Json): Promise<Json> {
  return events.call(operation, input, { roleArn: undefined });
}

test('archives come back with their events, and a replay goes on where it was', async () => {
  await start();
  await call('PutRule', { Name: 'all', EventPattern: '{"source":["shop"]}' });
  const target = { Id: '1', Arn: 'arn:aws:sqs:eu-west-1:111122223333:q', InputPath: '$.detail.n' };
  await call('PutTargets', { Rule: 'all', Targets: [target] });
  await call('CreateArchive', { ArchiveName: 'all', EventSourceArn: BUS, RetentionDays: 9 });
  for (let n = 0; n < 250; n += 1)
    await call('PutEvents', { Entries: [{ Source: 'shop', DetailType: 'X', Detail: `{"n":${n}}` }] });
  const described = await call('DescribeArchive', { ArchiveName: 'all' });
  expect(described).toMatchObject({ EventCount: 250, RetentionDays: 9 });
  const time = clock.now() / 1000;
  await call('StartReplay', {
    ReplayName: 'again',
    EventSourceArn: 'arn:aws:events:eu-west-1:111122223333:archive/all',
    EventStartTime: time - 1,
    EventEndTime: time + 1,
    Destination: { Arn: BUS },
  });
  delivered = [];
  // Ends in the second of three rounds.
  const { stop } = events;
  const push = delivered.push.bind(delivered);
  delivered.push = (...bodies) => {
    const length = push(...bodies);
    if (length === 101) stop();
    return length;
  };
  await clock.by(1);
  const first = [...delivered];
  expect(first).toHaveLength(200);
  await end();

  await start();
  expect(await call('DescribeArchive', { ArchiveName: 'all' })).toEqual(described);
  await clock.by(1);
  expect(delivered).toHaveLength(50);
  expect(new Set([...first, ...delivered]).size).toBe(250);
  expect(await call('DescribeReplay', { ReplayName: 'again' })).toMatchObject({ State: 'COMPLETED' });
  await end();

  await start();
  await clock.by(1);
  expect(delivered).toEqual([]);
  await call('DeleteArchive', { ArchiveName: 'all' });
  await end();

  await start();
  expect(await call('ListArchives', {})).toEqual({ Archives: [] });
  expect(storage.entries('events archived all').all()).toEqual([]);
});
