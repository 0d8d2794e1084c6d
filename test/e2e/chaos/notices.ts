/** What the notifier has said, held against what the table knows. */
import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { printGeneration } from '../../../lib/projection/generation.ts';
import { CAP } from '../../../lib/projection/notice-cap.ts';
import { idOf } from '../../../lib/projection/notices.ts';
import { DEVIATIONS, type EventRow, type InstanceRow } from '../../../lib/projection/rows.ts';
import { NOTICES_QUEUE } from './faulty-assembly.ts';

const notice = z.object({
  time: z.string(),
  detail: z.looseObject({
    id: z.string(),
    choreography: z.string(),
    deviation: z.string().optional(),
    of: z.string().optional(),
    from: z.string().optional(),
    until: z.string().optional(),
  }),
});
export type Said = z.infer<typeof notice>['detail'] & { readonly time: string };

export type Notices = {
  /** Takes what is in the queue. */
  collect(): Promise<void>;
  /** By id; said twice, it is there once. */
  readonly said: ReadonlyMap<string, Said>;
  /** When the last flood that has begun is over, and told as one line; epoch milliseconds. */
  floodsEnd(): number;
  /** Deviations of these rows that nobody was told of, alone or in a summary. */
  untold(rows: readonly (EventRow | InstanceRow)[]): readonly string[];
};

export function createNotices(queues: SQSClient, url: string): Notices {
  const QueueUrl = `${url}/000000000000/${NOTICES_QUEUE}`;
  const said = new Map<string, Said>();
  return {
    said,
    async collect() {
      for (;;) {
        const { Messages = [] } = await queues.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
        );
        if (Messages.length === 0) return;
        for (const { Body } of Messages) {
          const { detail, time } = notice.parse(JSON.parse(Body ?? ''));
          said.set(detail.id, { ...detail, time });
        }
        const Entries = Messages.map(({ ReceiptHandle = '' }, index) => ({
          Id: String(index),
          ReceiptHandle,
        }));
        await queues.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    floodsEnd: () => floodsEnd([...said.values()]),
    untold: (rows) =>
      rows.flatMap((row) => {
        const told = row.kind === 'event' ? deviationOf(row) : closingOf(row);
        if (told === undefined || said.has(told.id)) return [];
        const summed = [...said.values()].some((other) => isSummaryOf(other, row, told.at));
        return summed ? [] : [told.what];
      }),
  };
}

const WINDOW = 5 * 60_000;
/** A minute of grace, and the next sweep's. */
const SWEPT = 150_000;

function floodsEnd(said: readonly Said[]): number {
  const begins = said.map(({ time }) => Math.floor(Date.parse(time) / WINDOW) * WINDOW);
  const windows = Map.groupBy(said, ({ choreography, deviation }, index) =>
    [choreography, deviation, begins[index]].join(' '),
  );
  const ends = [...windows].flatMap(([key, members]) =>
    members.length < CAP ? [] : [Number(key.split(' ').at(-1)) + WINDOW + SWEPT],
  );
  return Math.max(0, ...ends);
}

type Told = { readonly id: string; readonly what: string; readonly at: string };

function deviationOf(row: EventRow): Told | undefined {
  if (row.status === 'held' || row.status === 'sent' || row.status === 'consumed') return undefined;
  if (!DEVIATIONS.some((status) => status === row.status)) return undefined;
  return {
    id: idOf('event', row.instance, row.identity, String(row.putBack), row.status),
    what: `${row.instance}: "${row.name}" (${row.identity}) is ${row.status}, and nobody was told`,
    at: row.settledAt,
  };
}

function closingOf(row: InstanceRow): Told | undefined {
  if (row.status !== 'closed') return undefined;
  return {
    id: idOf('closed', row.instance, printGeneration(row)),
    what: `${row.instance} has closed, and nobody was told`,
    at: row.closedAt,
  };
}

function isSummaryOf(
  { choreography, deviation, from = '', of, until = '' }: Said,
  row: EventRow | InstanceRow,
  at: string,
): boolean {
  if (deviation !== 'many' || choreography !== row.choreography || of !== row.status) return false;
  return from <= at && at < until;
}
