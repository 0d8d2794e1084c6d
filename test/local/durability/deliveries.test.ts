import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { DeliveryOutcome } from '../../../lib/local/eventbridge/delivery.ts';
import { createEventBridge, type EventBridge } from '../../../lib/local/eventbridge/eventbridge.ts';
import type { Json } from '../../../lib/local/service.ts';
import type { Storage } from '../../../lib/local/storage/storage.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { temporaryFolder, type Folder } from './restart.ts';

const PLACE = { region: 'eu-west-1', account: '111122223333', endpoint: 'http://localhost:4566' };
const queue = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
const FAILED: DeliveryOutcome = { kind: 'failed', code: 'BUSY', message: 'Busy.', retryable: true };

let folder: Folder;
let storage: Storage;
let clock: VirtualClock;
let events: EventBridge;
let delivered: string[];

beforeEach(() => {
  folder = temporaryFolder();
  clock = new VirtualClock();
  delivered = [];
});
afterEach(async () => {
  await end();
  folder.remove();
});

/** As the cloud does it at a start, with a rule that the template makes. */
async function start(outcome: (arn: string) => DeliveryOutcome | Promise<DeliveryOutcome>): Promise<void> {
  storage = folder.open();
  let count = 0;
  events = createEventBridge({
    place: PLACE,
    clock,
    storage,
    log: () => undefined,
    newId: () => `event-${(count += 1)}`,
    deliver(arn, body, { attributes }) {
      const tried = attributes?.['RETRY_ATTEMPTS'];
      delivered.push(
        `${arn.split(':').at(-1) ?? ''} ${body.slice(0, 29)}${tried === undefined ? '' : ` after ${tried}`}`,
      );
      return outcome(arn);
    },
  });
  await call('PutRule', { Name: 'shop', EventPattern: '{"source":["shop"]}' });
  const target = { Id: '1', Arn: queue('q'), Input: '"hello"', DeadLetterConfig: { Arn: queue('dead') } };
  const RetryPolicy = { MaximumRetryAttempts: 2 };
  await call('PutTargets', { Rule: 'shop', Targets: [{ ...target, RetryPolicy }] });
  await events.restore();
  events.resume();
}

/** What is not saved by then is lost. */
async function end(): Promise<void> {
  await storage.saved();
  events.stop();
  await storage.close();
  delivered = [];
}

function call(operation: string, input: Json): Promise<Json> {
  return events.call(operation, input, { roleArn: undefined });
}

function publish(): Promise<Json> {
  return call('PutEvents', { Entries: [{ Source: 'shop', DetailType: 'Order', Detail: '{}' }] });
}

test('a delivery that failed goes on after a restart, with its retries and its time, then to the dead letters', async () => {
  await start(() => FAILED);
  await publish();
  await clock.by(1000);
  expect(delivered).toEqual(['q "hello"', 'q "hello"']);
  await end();

  await start((arn) => (arn === queue('q') ? FAILED : { kind: 'delivered' }));
  await clock.by(1999);
  expect(delivered).toEqual([]);
  await clock.by(1);
  expect(delivered).toEqual(['q "hello"', 'dead {"version":"0","id":"event-1" after 2']);
  await end();

  await start(() => FAILED);
  await clock.by(1_000_000);
  expect(delivered).toEqual([]);
});

test('a retry that fell due while nothing ran is made at the start, and what is delivered is so once', async () => {
  await start(() => FAILED);
  await publish();
  await end();
  await clock.by(3_600_000);
  await start(() => ({ kind: 'delivered' }));
  await clock.by(1);
  expect(delivered).toEqual(['q "hello"']);
  await end();
  await start(() => FAILED);
  await clock.by(1_000_000);
  expect(delivered).toEqual([]);
});

test('a delivery that takes its time is begun again, where the end comes before its own', async () => {
  await start(() => new Promise(() => undefined));
  await publish();
  await end();
  await start(() => Promise.resolve({ kind: 'delivered' }));
  await clock.by(1);
  expect(delivered).toEqual(['q "hello"']);
  await end();
  await start(() => FAILED);
  await clock.by(1_000_000);
  expect(delivered).toEqual([]);
});

test('a rate goes on over a restart, and what fell due meanwhile fires once', async () => {
  const schedule = async (): Promise<void> => {
    await call('PutRule', { Name: 'hourly', ScheduleExpression: 'rate(1 hour)' });
    await call('PutTargets', { Rule: 'hourly', Targets: [{ Id: '1', Arn: queue('s'), Input: '"tick"' }] });
  };
  await start(() => ({ kind: 'delivered' }));
  await schedule();
  await clock.by(90 * 60_000);
  expect(delivered).toEqual(['s "tick"']);
  await end();

  await start(() => ({ kind: 'delivered' }));
  await clock.by(29 * 60_000);
  expect(delivered).toEqual([]);
  await clock.by(60_000);
  expect(delivered).toEqual(['s "tick"']);
  await end();

  await clock.by(5 * 3_600_000 + 60_000);
  await start(() => ({ kind: 'delivered' }));
  await clock.by(1);
  expect(delivered).toEqual(['s "tick"']);
  // On the hours since it was made, not since the start.
  await clock.by(58 * 60_000);
  expect(delivered).toEqual(['s "tick"']);
  await clock.by(60_000);
  expect(delivered).toEqual(['s "tick"', 's "tick"']);
});

test('a rule that the API disabled stays so, and one that it deleted too', async () => {
  await start(() => ({ kind: 'delivered' }));
  await call('DisableRule', { Name: 'shop' });
  await end();
  await start(() => ({ kind: 'delivered' }));
  await publish();
  expect(await call('DescribeRule', { Name: 'shop' })).toMatchObject({ State: 'DISABLED' });
  expect(delivered).toEqual([]);
  await call('RemoveTargets', { Rule: 'shop', Ids: ['1'] });
  await call('DeleteRule', { Name: 'shop' });
  await end();
  await start(() => ({ kind: 'delivered' }));
  expect(await call('ListRules', {})).toEqual({ Rules: [] });
});
