import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../../lambdas/adapters/table.ts';
import { settleChoreographyMessages } from '../../lambdas/choreography-messages.ts';
import { settleWaits } from '../../lambdas/resumer/waits.ts';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { Throttled } from '../../lib/projection/ports.ts';
import type { Table } from '../../lib/projection/ports.ts';
import { envelope, NOW, sqsRecord, surround } from './around.ts';
import { WAIT_ITEM } from './rows.ts';
import { startTestTable } from './test-table.ts';
import type { TestTable } from './test-table.ts';

let stored: TestTable;
let table: Table;
beforeAll(async () => {
  stored = await startTestTable();
  table = createTable(stored.client, stored.name);
});
afterAll(() => stored.stop());
beforeEach(() => stored.clear());

const AWAITS = JSON.stringify([{ event: 'Sold', routes: [{ ways: [{ way: 'Done', to: 'Done' }] }] }]);

describe('a start event', () => {
  test('opens an instance', async () => {
    const started: string[] = [];
    const { around } = surround({
      table,
      executions: {
        start({ choreography, execution, input }) {
          started.push(
            `${choreography} ${execution} ${z.object({ run: z.number() }).parse(JSON.parse(input)).run}`,
          );
          return Promise.resolve('started');
        },
      },
    });
    const Records = [sqsRecord('watch-car-start', envelope('Announced', 7, 'e1'))];
    expect(await settleChoreographyMessages({ Records }, around)).toStrictEqual({ batchItemFailures: [] });
    expect(started).toStrictEqual(['car 7 1']);
    expect(await stored.get('car#7', 'INSTANCE')).toMatchObject({ status: 'open', openedBy: 'e1' });
    expect(await stored.get('car#7', 'EVENT#e1')).toMatchObject({ status: 'consumed' });
  });

  test('is put off as a copy where Step Functions asks for less', async () => {
    const { around, calls } = surround({
      table,
      executions: { start: () => Promise.reject(new Throttled('slow down')) },
    });
    const record = sqsRecord('watch-car-start', envelope('Announced', 7, 'e1'));
    expect(await settleChoreographyMessages({ Records: [record] }, around)).toStrictEqual({
      batchItemFailures: [],
    });
    const again = {
      ...record,
      messageAttributes: {
        firstSentAt: { dataType: 'Number' as const, stringValue: String(NOW - 1_900_000) },
      },
    };
    const said: unknown[] = [];
    const log = { ...around.log, info: (...line: readonly unknown[]) => said.push(line) };
    await settleChoreographyMessages({ Records: [again] }, { ...around, log });
    expect(calls).toStrictEqual([
      `later car-start ${record.body} 20, first sent 2 s ago`,
      `later car-start ${record.body} 20, first sent 1900 s ago`,
    ]);
    expect(said).toMatchObject([['Throttled, put off', { waitedSeconds: 1900, delay: 20 }]]);
  });

  test('comes again by itself where there was no answer', async () => {
    const { around, notes } = surround({
      table,
      executions: {
        start: ({ execution }) =>
          execution === '8' ? Promise.reject(new Error('no answer')) : Promise.resolve('started'),
      },
    });
    const Records = [
      sqsRecord('watch-car-start', envelope('Announced', 7, 'e1'), 'm1'),
      sqsRecord('watch-car-start', envelope('Announced', 8, 'e2'), 'm2'),
    ];
    expect(await settleChoreographyMessages({ Records }, around)).toStrictEqual({
      batchItemFailures: [{ itemIdentifier: 'm2' }],
    });
    expect(notes).toStrictEqual([{ level: 'warn', message: 'Not settled, comes again' }]);
  });
});

describe('messages', () => {
  test('of one instance are settled in their order, while others go beside them', async () => {
    const order: string[] = [];
    const { around } = surround({
      table: {
        ...table,
        async query(instance) {
          order.push(instance);
          return table.query(instance);
        },
        async putEvent(call) {
          order.push(`${call.row.instance} ${call.row.identity}`);
          return table.putEvent(call);
        },
      },
      queue: { send: () => Promise.resolve() },
    });
    const Records = ['e1', 'e2'].map((id) => sqsRecord('watch-car-events', envelope('Sold', 7, id), id));
    await settleChoreographyMessages({ Records }, around);
    expect(order.indexOf('car#7 e1')).toBeLessThan(order.indexOf('car#7 e2'));
    expect(order.slice(0, 2)).toStrictEqual(['car#7', 'car#7 e1']);
  });

  test('that are no messages, of an unknown choreography, or of another monitor go to the dead letters', async () => {
    const { around } = surround({ table });
    const Records = [
      sqsRecord('watch-car-events', 'not JSON', 'm1'),
      sqsRecord('watch-boat-events', envelope('Sold', 7, 'e1'), 'm2'),
    ];
    expect(await settleChoreographyMessages({ Records }, around)).toStrictEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }],
    });
  });

  test('that cannot be read leave the others of their batch alone', async () => {
    const { around } = surround({ table, queue: { send: () => Promise.resolve() } });
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    // Without an id it is known by all that is in it, and that is nested too deep to be read.
    const broken = `{"source":"car","detail-type":"Sold","detail":{"id":7,"deep":${deep}}}`;
    const Records = [
      sqsRecord('watch-car-events', broken, 'm1'),
      sqsRecord('watch-car-events', envelope('Sold', 8, 'e2'), 'm2'),
    ];
    expect(await settleChoreographyMessages({ Records }, around)).toStrictEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }],
    });
    expect(await stored.get('car#8', 'EVENT#e2')).toMatchObject({ status: 'held' });
  });

  test('without a correlation id are kept as deviations', async () => {
    const { around } = surround({ table });
    const Records = [sqsRecord('watch-car-events', envelope('Sold', undefined, 'e1'))];
    expect(await settleChoreographyMessages({ Records }, around)).toStrictEqual({ batchItemFailures: [] });
    const { Items } = await stored.client.send(new ScanCommand({ TableName: stored.name }));
    expect(Items).toMatchObject([
      { status: 'uncorrelated', instance: expect.stringMatching(/^car#!uncorrelated#/) },
    ]);
  });
});

describe('a wait that was put', () => {
  const record = (sequence: string, after: Record<string, unknown>, before?: Record<string, unknown>) => ({
    eventSource: 'aws:dynamodb',
    eventName: 'INSERT' as const,
    dynamodb: {
      SequenceNumber: sequence,
      Keys: { instance: { S: 'car#7' }, key: { S: 'WAIT#' } },
      NewImage: marshall(after) as never,
      ...(before !== undefined && { OldImage: marshall(before) as never }),
    },
  });

  test('gets what is held for it', async () => {
    const sent: string[] = [];
    const { around } = surround({
      table,
      executions: {
        succeed({ token }) {
          sent.push(token);
          return Promise.resolve('accepted');
        },
      },
      queue: { send: () => Promise.resolve() },
    });
    const wait = { ...WAIT_ITEM, awaits: AWAITS };
    await settleChoreographyMessages(
      { Records: [sqsRecord('watch-car-events', envelope('Sold', 7, 'e1'))] },
      around,
    );
    await stored.put({
      ...{ instance: 'car#7', key: 'INSTANCE', status: 'open', run: 1, redrive: 0, openedBy: 'e0' },
      ...{ openedAt: '2026-11-21T11:00:00.000Z', execution: '7', ttl: 1 },
    });
    await stored.put(wait);
    expect(await settleWaits({ Records: [record('1', wait)] }, around)).toStrictEqual({
      batchItemFailures: [],
    });
    expect(sent).toStrictEqual(['token-1']);
    expect(await stored.get('car#7', 'EVENT#e1')).toMatchObject({ status: 'consumed' });
  });

  test('is no news when only its timer has moved', async () => {
    const { around } = surround({ table: { ...table, query: () => Promise.reject(new Error('asked')) } });
    const Records = [record('1', WAIT_ITEM, { ...WAIT_ITEM, timerAt: 'x' })];
    expect(await settleWaits({ Records }, around)).toStrictEqual({ batchItemFailures: [] });
  });

  test('comes again where it was throttled: a stream cannot be put off', async () => {
    const { around, calls } = surround({
      table: { ...table, query: () => Promise.reject(new Throttled('slow down')) },
    });
    expect(await settleWaits({ Records: [record('17', WAIT_ITEM)] }, around)).toStrictEqual({
      batchItemFailures: [{ itemIdentifier: '17' }],
    });
    expect(calls).toStrictEqual([]);
  });
});
