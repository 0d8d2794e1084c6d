/** What Lambda gives to the project's functions, and the ports of the sweep over a table in memory. */
import type { DynamoDBRecord, SQSRecord } from 'aws-lambda';
import type { Sweeping } from '../../../lambdas/sweeper/sweeping.ts';
import type { Execution } from '../../local/asl/engine/execution.ts';
import type { Written } from '../../projection/ports.ts';
import type { WaitingRow } from '../../projection/rows.ts';
import type { MemoryTable } from './memory-table.ts';

export function sqsRecord(id: string, body: string, queue: string): SQSRecord {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-central-1:000000000000:${queue}`,
    awsRegion: 'eu-central-1',
  };
}

/** Of the table's stream. */
export function waitRecord(
  row: WaitingRow,
  before: WaitingRow | undefined,
  SequenceNumber: string,
): DynamoDBRecord {
  return {
    eventName: before === undefined ? 'INSERT' : 'MODIFY',
    dynamodb: {
      SequenceNumber,
      Keys: { instance: { S: row.instance }, key: { S: row.key } },
      NewImage: imageOf(row),
      ...(before !== undefined && { OldImage: imageOf(before) }),
    },
  };
}

function imageOf({ instance, choreography, token }: WaitingRow) {
  return { instance: { S: instance }, choreography: { S: choreography }, token: { S: token } };
}

/** The message about a change of status; `cut`: without what is too large for an event. */
export function statusMessage(execution: Execution, cut = false): string {
  const { machine, name, status, stoppedAt, redriveCount, input, output, error, cause } = execution;
  const detail = {
    ...{ stateMachineArn: machine.arn, name, status, stopDate: stoppedAt, redriveCount },
    ...(cut ? {} : { input, output, error, cause }),
  };
  return JSON.stringify({ source: 'aws.states', detail });
}

export type SweepPorts = Pick<Sweeping, 'timers' | 'windows' | 'bus' | 'hasTime'>;

/** Floods of notices are the notifier's, which is not among the functions in memory. */
const NO_FLOODS = () => Promise.reject(new Error('There are no floods of notices here'));

/** @param call Performs what a call does, and answers in its own time. */
export function sweepPorts(
  table: MemoryTable,
  call: <Answer>(effect: () => Answer) => Promise<Answer>,
): SweepPorts {
  const writing =
    <Args extends readonly unknown[]>(write: (...args: Args) => boolean) =>
    (...args: Args): Promise<Written> =>
      call(() => said(write(...args)));
  return {
    timers: {
      due: async function* (shard, now) {
        yield* await call(() => table.due(shard, now));
      },
      report: writing((step) => table.report(step)),
      warn: writing((step) => table.warn(step)),
      moveWait: writing((step) => table.moveWait(step)),
      moveInstance: writing((step) => table.moveInstance(step)),
      putBehind: writing((place, to) => table.putBehind(place, to)),
    },
    windows: { total: NO_FLOODS, close: NO_FLOODS },
    bus: { publish: NO_FLOODS },
    hasTime: () => true,
  };
}

export function said(done: boolean): Written {
  return done ? 'written' : 'refused';
}
