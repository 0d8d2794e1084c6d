import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { notify } from '../../../lambdas/notifier/notifying.ts';
import type { InstanceRow } from '../../../lib/projection/rows.ts';
import { NOW } from '../around.ts';
import type { Answer, Asked } from '../aws-server.ts';
import { HELD, OPEN } from '../rows.ts';
import { late, openNotifierStage, record, taken } from './stage.ts';

let stage: Awaited<ReturnType<typeof openNotifierStage>>;
beforeAll(async () => {
  stage = await openNotifierStage();
});
afterAll(() => stage.stop());
beforeEach(() => stage.clear());

const deviations = () => stage.details().map(({ deviation }) => deviation);
/** Entries of these places of each call are not taken. */
const refusing =
  (...places: readonly number[]) =>
  (asked: Asked): Answer => {
    const { body } = taken(asked);
    const { Entries } = body as { Entries: readonly unknown[] };
    return {
      body: {
        FailedEntryCount: places.length,
        Entries: Entries.map((entry, index) =>
          places.includes(index) ? { ErrorCode: 'ThrottlingException' } : entry,
        ),
      },
    };
  };

describe('the notifier', () => {
  test('publishes deviations and closings on the bus', async () => {
    const closed: InstanceRow = {
      ...OPEN,
      status: 'closed',
      outcome: 'succeeded',
      closedAt: '2026-11-21T12:00:00.000Z',
      lastState: 'Done',
    };
    const told = stage.telling();
    const Records = [record(1, closed, OPEN), record(2, late(1), HELD), record(3, OPEN)];
    expect(await notify({ Records }, told)).toStrictEqual({ batchItemFailures: [] });
    const entries = stage.entries();
    expect(entries.map((entry, index) => ({ ...entry, ...stage.details()[index] }))).toMatchObject([
      {
        ...{ EventBusName: 'shop', Source: 'choreography-monitor', Time: NOW / 1000 },
        ...{ DetailType: 'Choreography Instance Closed', choreography: 'car', correlationId: '7' },
        ...{ outcome: 'succeeded', lastState: 'Done', durationSeconds: 3600 },
      },
      {
        ...{ EventBusName: 'shop', Source: 'choreography-monitor', Time: NOW / 1000 + 2 },
        ...{ DetailType: 'Choreography Deviation', choreography: 'car', correlationId: 'c1' },
        ...{ deviation: 'late', event: 'Car Sold', reason: 'The instance had ended.' },
      },
    ]);
    expect(told.counted).toStrictEqual(['car late 1']);
  });

  test('hands the bus ten notices a call', async () => {
    const Records = Array.from({ length: 25 }, (_, index) => record(index, late(index)));
    expect(await notify({ Records }, stage.telling())).toStrictEqual({ batchItemFailures: [] });
    const sizes = stage.server.asked.map(({ input }) => (input as { Entries: unknown[] }).Entries.length);
    expect(sizes).toStrictEqual([10, 10, 5]);
  });

  test('has those records come again that the bus did not take, says why, and then tells them', async () => {
    stage.answerWith(refusing(1));
    const told = stage.telling();
    const Records = [1, 2, 3].map((index) => record(index, late(index)));
    expect(await notify({ Records }, told)).toStrictEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    stage.answerWith(() => ({ status: 500, body: { message: 'down' } }));
    expect(await notify({ Records: Records.slice(1, 2) }, told)).toStrictEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
    expect(told.notes).toStrictEqual([
      'Not taken by the bus, comes again',
      'Not taken by the bus, comes again',
    ]);
  });

  test('counts a deviation once, though the stream gives all again from the first that failed', async () => {
    const Records = [1, 2, 3, 4].map((index) => record(index, late(index)));
    const told = stage.telling();
    stage.answerWith(refusing(1));
    await notify({ Records }, told);
    expect(told.counted).toStrictEqual(['car late 1']);
    stage.answerWith(taken);
    await notify({ Records: Records.slice(1) }, told);
    expect(told.counted).toStrictEqual(['car late 1', 'car late 3']);
    // Told twice, the third and the fourth have the same ids.
    expect(stage.details()).toHaveLength(7);
    expect(new Set(stage.details().map(({ id }) => id)).size).toBe(4);
  });

  test('has a young row come again that it cannot read, tells the others, and gives an old one up', async () => {
    const broken = (age: number) => ({
      ...record(1, late(1)),
      dynamodb: {
        SequenceNumber: '1',
        ApproximateCreationDateTime: (NOW - age) / 1000,
        NewImage: { key: { S: 'EVENT#1' } },
      },
    });
    const told = stage.telling();
    expect(await notify({ Records: [broken(599_000), record(2, late(2))] }, told)).toStrictEqual({
      batchItemFailures: [{ itemIdentifier: '1' }],
    });
    expect(deviations()).toStrictEqual(['late']);
    expect([told.counted, told.skippedRows()]).toStrictEqual([[], 0]);
    expect(await notify({ Records: [broken(600_000), record(2, late(2))] }, told)).toStrictEqual({
      batchItemFailures: [],
    });
    expect([told.counted, told.skippedRows()]).toStrictEqual([['car late 1'], 1]);
  });
});
