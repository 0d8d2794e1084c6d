import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { StreamRecord } from '../dynamodb/streams.ts';
import type { InvocationOutcome } from '../lambda/instance.ts';
import { messageOf } from '../json.ts';
import { failuresIn } from './partial-failures.ts';
import type { StreamAround, StreamMapping } from './stream.ts';

/** One of a stream's parallel ways to the function: one batch after the other, each until it is done or given up. */
export type Lane = {
  add(record: StreamRecord): void;
  /** Begins nothing more; settles when what was under way is over. */
  stop(): Promise<void>;
};

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/** `done` is told of what the function need not be shown again: handled, or given up. */
export function createLane(
  mapping: StreamMapping,
  around: StreamAround & { readonly done: (records: readonly StreamRecord[]) => void },
  shard: string,
): Lane {
  const { clock, log, done } = around;
  const queue: StreamRecord[] = [];
  const wakes = new Set<() => void>();
  let running = false;
  let work = Promise.resolve();
  let stopped = false;
  const isStopped = (): boolean => stopped;

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        wakes.delete(wake);
        resolve();
      };
      const cancel = clock.after(milliseconds, wake);
      wakes.add(wake);
    });

  const deliver = async (batch: readonly StreamRecord[], tried: number): Promise<void> => {
    let records = batch;
    for (let attempt = tried; !isStopped(); attempt += 1) {
      const [young, old] = byAge(records, mapping.longestAge, clock);
      if (old.length > 0) await giveUp(old, 'RecordAgeExceeded', attempt);
      if (young.length === 0) return;
      const outcome = await around.target.invoke({ Records: young });
      const handled = doneIn(outcome, young, mapping.reportsFailures);
      done(young.slice(0, handled));
      const rest = young.slice(handled);
      if (rest.length === 0 || isStopped()) return;
      if (mapping.bisects && rest.length > 1 && rest.length === young.length) {
        const middle = Math.ceil(rest.length / 2);
        await deliver(rest.slice(0, middle), attempt);
        await deliver(rest.slice(middle), attempt);
        return;
      }
      const progressed = rest.length < young.length;
      if (!progressed && mapping.retries !== undefined && attempt >= mapping.retries) {
        await giveUp(rest, 'RetryAttemptsExhausted', attempt + 1);
        return;
      }
      // The count begins anew with the records that are left.
      if (progressed) attempt = -1;
      records = rest;
      await pause(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(Math.max(attempt, 0), 10)));
    }
  };

  const giveUp = async (
    records: readonly StreamRecord[],
    condition: string,
    invocations: number,
  ): Promise<void> => {
    const text = `${records.length} record(s) of ${mapping.streamArn} given up: ${condition}`;
    log({ source: around.target.settings.name, level: 'error', text });
    const message = failureMessage(records, { condition, invocations, shard, mapping, around });
    try {
      await mapping.giveUp?.(message);
    } catch (error) {
      // Nobody hears of them, and those of the batch that follow have their turn all the same.
      const problem = `Nor can they be handed on: ${messageOf(error)}`;
      log({ source: around.target.settings.name, level: 'error', text: problem });
    }
    done(records);
  };

  const drain = async (): Promise<void> => {
    running = true;
    // The turn that made the record makes others, often.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0 && !isStopped()) {
      if (mapping.window > 0 && queue.length < mapping.batchSize) await pause(mapping.window * 1000);
      const batch = queue.splice(0, mapping.batchSize);
      try {
        await deliver(batch, 0);
      } catch (error) {
        log({ source: 'cloud', level: 'error', text: `Stream batch: ${messageOf(error)}` });
      }
    }
    running = false;
  };

  return {
    add(record) {
      if (stopped) return;
      queue.push(record);
      if (!running) work = drain();
    },
    stop() {
      stopped = true;
      for (const wake of wakes) wake();
      return work;
    },
  };
}

/** How many of the batch, from its beginning, need not be shown to the function again. */
function doneIn(
  outcome: InvocationOutcome,
  records: readonly StreamRecord[],
  reportsFailures: boolean,
): number {
  if (outcome.kind === 'failed') return 0;
  if (!reportsFailures) return records.length;
  const sequences = records.map((record) => record.dynamodb.SequenceNumber);
  const failed = failuresIn(outcome.payload, new Set(sequences));
  if (failed === 'all') return 0;
  const first = sequences.findIndex((sequence) => failed.has(sequence));
  return first === -1 ? records.length : first;
}

function byAge(
  records: readonly StreamRecord[],
  longestAge: number | undefined,
  clock: Clock,
): [young: readonly StreamRecord[], old: readonly StreamRecord[]] {
  if (longestAge === undefined) return [records, []];
  // It waits for a machine, and is as old as that has been at work.
  const limit = longestAge * (clock.pace ?? 1);
  const isOld = (record: StreamRecord): boolean =>
    clock.now() / 1000 - record.dynamodb.ApproximateCreationDateTime > limit;
  return [records.filter((record) => !isOld(record)), records.filter(isOld)];
}

function failureMessage(
  records: readonly StreamRecord[],
  of: {
    condition: string;
    invocations: number;
    shard: string;
    mapping: StreamMapping;
    around: StreamAround;
  },
) {
  const instantOf = (record: StreamRecord | undefined): string =>
    new Date((record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
  const [first, last] = [records.at(0), records.at(-1)];
  return {
    requestContext: {
      requestId: randomUUID(),
      functionArn: of.around.target.settings.arn,
      condition: of.condition,
      approximateInvokeCount: of.invocations,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date(of.around.clock.now()).toISOString(),
    DDBStreamBatchInfo: {
      shardId: of.shard,
      startSequenceNumber: first?.dynamodb.SequenceNumber ?? '',
      endSequenceNumber: last?.dynamodb.SequenceNumber ?? '',
      approximateArrivalOfFirstRecord: instantOf(first),
      approximateArrivalOfLastRecord: instantOf(last),
      batchSize: records.length,
      streamArn: of.mapping.streamArn,
    },
  };
}
