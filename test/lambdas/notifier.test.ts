import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { createBus } from '../../lambdas/adapters/bus.ts';
import { createCounters } from '../../lambdas/adapters/counters.ts';
import { notify } from '../../lambdas/notifier/notifying.ts';
import { CAP } from '../../lib/projection/notice-cap.ts';
import { itemOf } from '../../lib/projection/parse-row.ts';
import type { EventRow, InstanceRow } from '../../lib/projection/rows.ts';
import { NOW } from './around.ts';
import { startAwsServer } from './aws-server.ts';
import type { Answer, Asked } from './aws-server.ts';
import { HELD, OPEN } from './rows.ts';
import { startTestTable } from './test-table.ts';
import type { TestTable } from './test-table.ts';

let stored: TestTable;
let server: Awaited<ReturnType<typeof startAwsServer>>;
let client: EventBridgeClient;
let answer: (asked: Asked) => Answer;
beforeAll(async () => {
  stored = await startTestTable();
  server = await startAwsServer((asked) => answer(asked));
  client = new EventBridgeClient(server.settings);
});
afterAll(async () => {
  client.destroy();
  await server.stop();
  await stored.stop();
});
beforeEach(async () => {
  await stored.clear();
  server.asked.length = 0;
  answer = ({ input }) => ({
    body: {
      Entries: Put.parse(input).Entries.map((_, index) => ({ EventId: `id${index}` })),
      FailedEntryCount: 0,
    },
  });
});

const Put = z.object({
  Entries: z.array(z.looseObject({ Detail: z.string(), DetailType: z.string(), Time: z.number() })),
});
const Detail = z.looseObject({ deviation: z.string().optional() });
const published = () => server.asked.flatMap(({ input }) => Put.parse(input).Entries);
const deviations = () => published().map((entry) => Detail.parse(JSON.parse(entry.Detail)).deviation);

function telling() {
  const counted: string[] = [];
  const notes: unknown[] = [];
  const note = (message: unknown): void => void notes.push(message);
  return {
    counted,
    notes,
    bus: createBus(client, 'shop'),
    counters: createCounters(stored.client, stored.name, () => NOW),
    log: { info: note, warn: note, error: note },
    count: (choreography: string, deviation: string, count: number) =>
      void counted.push(`${choreography} ${deviation} ${count}`),
  };
}

function late(index: number): EventRow {
  return {
    ...HELD,
    identity: `e${index}`,
    status: 'late',
    settledAt: '2026-11-21T12:00:02.000Z',
    reason: 'The instance had ended.',
  };
}

function record(
  sequence: number,
  after: EventRow | InstanceRow,
  before?: EventRow | InstanceRow,
): DynamoDBRecord {
  return {
    eventSource: 'aws:dynamodb',
    eventName: 'MODIFY',
    dynamodb: {
      ApproximateCreationDateTime: NOW / 1000,
      SequenceNumber: String(sequence),
      NewImage: marshall(itemOf(after)) as never,
      ...(before !== undefined && { OldImage: marshall(itemOf(before)) as never }),
    },
  };
}

describe('the notifier', () => {
  test('publishes deviations and closings on the bus', async () => {
    const closed: InstanceRow = {
      ...OPEN,
      status: 'closed',
      outcome: 'succeeded',
      closedAt: '2026-11-21T12:00:00.000Z',
      lastState: 'Done',
    };
    const told = telling();
    const Records = [record(1, closed, OPEN), record(2, late(1), HELD), record(3, OPEN)];
    expect(await notify({ Records }, told)).toStrictEqual({ batchItemFailures: [] });
    expect(
      published().map(({ Detail: detail, ...entry }) => ({ ...entry, ...Detail.parse(JSON.parse(detail)) })),
    ).toMatchObject([
      {
        ...{ EventBusName: 'shop', Source: 'choreography-monitor', Time: NOW / 1000 },
        ...{ DetailType: 'Choreography Instance Closed', choreography: 'car', correlationId: '7' },
        ...{ outcome: 'succeeded', lastState: 'Done', durationSeconds: 3600 },
      },
      {
        ...{ EventBusName: 'shop', Source: 'choreography-monitor', Time: NOW / 1000 + 2 },
        ...{ DetailType: 'Choreography Deviation', choreography: 'car', correlationId: '7' },
        ...{ deviation: 'late', event: 'Car Sold', reason: 'The instance had ended.' },
      },
    ]);
    expect(told.counted).toStrictEqual(['car late 1']);
  });

  test('tells a flood up to the cap and says once that there is more', async () => {
    const told = telling();
    for (const from of [0, 50, 100, 150]) {
      const Records = Array.from({ length: 50 }, (_, index) => record(from + index, late(from + index)));
      expect(await notify({ Records }, told)).toStrictEqual({ batchItemFailures: [] });
    }
    const kinds = deviations();
    expect(kinds.filter((kind) => kind === 'late')).toHaveLength(CAP);
    expect(kinds.filter((kind) => kind === 'many')).toHaveLength(1);
    expect(told.counted).toStrictEqual(Array.from({ length: 4 }, () => 'car late 50'));
  });

  test('has those records come again that the bus did not take, and then tells them', async () => {
    answer = ({ input }) => ({
      body: {
        FailedEntryCount: 1,
        Entries: Put.parse(input).Entries.map((_, index) =>
          index === 1 ? { ErrorCode: 'ThrottlingException' } : { EventId: 'id' },
        ),
      },
    });
    const told = telling();
    const Records = [1, 2, 3].map((index) => record(index, late(index)));
    expect(await notify({ Records }, told)).toStrictEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    answer = () => ({ status: 500, body: { message: 'down' } });
    expect(await notify({ Records: Records.slice(1, 2) }, told)).toStrictEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
  });

  test('has a record come again whose row cannot be read, and tells the others', async () => {
    const broken = {
      ...record(1, late(1)),
      dynamodb: { SequenceNumber: '1', NewImage: { key: { S: 'EVENT#1' } } },
    };
    expect(await notify({ Records: [broken, record(2, late(2))] }, telling())).toStrictEqual({
      batchItemFailures: [{ itemIdentifier: '1' }],
    });
    expect(deviations()).toStrictEqual(['late']);
  });
});
