import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { createBus } from '../../../lambdas/adapters/bus.ts';
import { createCounters } from '../../../lambdas/adapters/counters.ts';
import { createWindows } from '../../../lambdas/adapters/windows.ts';
import type { Telling } from '../../../lambdas/notifier/notifying.ts';
import { itemOf } from '../../../lib/projection/parse-row.ts';
import type { EventRow, InstanceRow, OpenInstance } from '../../../lib/projection/rows.ts';
import { NOW } from '../around.ts';
import { startAwsServer } from '../aws-server.ts';
import type { Answer, Asked } from '../aws-server.ts';
import { HELD, OPEN } from '../rows.ts';
import { startTestTable } from '../test-table.ts';

const Put = z.object({
  Entries: z.array(z.looseObject({ Detail: z.string(), DetailType: z.string(), Time: z.number() })),
});
const Detail = z.looseObject({
  id: z.string(),
  deviation: z.string().optional(),
  count: z.number().optional(),
});

/** As the bus answers: an id for each entry. */
export const taken = ({ input }: Asked): Answer => ({
  body: {
    FailedEntryCount: 0,
    Entries: Put.parse(input).Entries.map((_, index) => ({ EventId: `id${index}` })),
  },
});

/** A table and a bus, behind the SDK's own clients. */
export async function openNotifierStage() {
  const table = await startTestTable();
  let answer: (asked: Asked) => Answer = taken;
  const server = await startAwsServer((asked) => answer(asked));
  const client = new EventBridgeClient(server.settings);
  const entries = () => server.asked.flatMap(({ input }) => Put.parse(input).Entries);
  return {
    table,
    server,
    entries,
    details: () => entries().map((entry) => Detail.parse(JSON.parse(entry.Detail))),
    answerWith(next: (asked: Asked) => Answer): void {
      answer = next;
    },
    windows: createWindows(table.client, table.name),
    telling() {
      const counted: string[] = [];
      const notes: unknown[] = [];
      let skipped = 0;
      const note = (message: unknown): void => void notes.push(message);
      const telling: Telling = {
        bus: createBus(client, 'shop'),
        counters: createCounters(table.client, table.name, () => NOW),
        log: { info: note, warn: note, error: note },
        clock: () => NOW,
        count: (choreography, deviation, count) => void counted.push(`${choreography} ${deviation} ${count}`),
        skipped: () => void (skipped += 1),
      };
      return { ...telling, counted, notes, skippedRows: () => skipped };
    },
    async clear(): Promise<void> {
      await table.clear();
      server.asked.length = 0;
      answer = taken;
    },
    async putRows(rows: readonly EventRow[]): Promise<void> {
      for (let from = 0; from < rows.length; from += 25)
        await table.client.send(
          new BatchWriteCommand({
            RequestItems: {
              [table.name]: rows.slice(from, from + 25).map((row) => ({ PutRequest: { Item: itemOf(row) } })),
            },
          }),
        );
    },
    async stop(): Promise<void> {
      client.destroy();
      await server.stop();
      await table.stop();
    },
  };
}

/** A stranger: an event of an instance of its own that had ended. */
export function late(index: number, settledAt = '2026-11-21T12:00:02.000Z'): EventRow {
  const correlationId = `c${index}`;
  return {
    ...HELD,
    ...{ instance: `car#${correlationId}`, correlationId, identity: `e${index}` },
    ...{ status: 'late', settledAt, reason: 'The instance had ended.' },
  };
}

export function overdue(index: number): OpenInstance {
  const correlationId = `o${index}`;
  const visit = 'On sale#2026-11-21T11:30:00.000Z';
  return { ...OPEN, instance: `car#${correlationId}`, correlationId, overdue: [visit] };
}

export function record(
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
