import { describe, expect, test } from '@jest/globals';
import type { StreamListener, StreamRecord } from '../../../lib/local/dynamodb/streams.ts';

import { followStream, type StreamMapping } from '../../../lib/local/event-sources/stream.ts';
import { listOf, objectOf, textOf } from '../../../lib/local/json.ts';
import type { InvocationOutcome } from '../../../lib/local/lambda/instance.ts';
import type { Json } from '../../../lib/local/service.ts';
import { FUNCTION_ARN, functionOf } from '../functions.ts';

const NOW = 1_700_000_000_000;

/** Plays records to a function that answers as told; pauses are over at once. */
async function play(
  settings: Partial<StreamMapping>,
  records: readonly StreamRecord[],
  answer: (sequences: readonly string[], call: number) => InvocationOutcome,
) {
  const calls: (readonly string[])[] = [];
  const givenUp: Json[] = [];
  let listener: StreamListener = () => undefined;
  const end = followStream(
    {
      streamArn: 'arn:stream',
      batchSize: 10,
      window: 0,
      parallelization: 1,
      bisects: false,
      reportsFailures: false,
      retries: 2,
      longestAge: undefined,
      filter: () => true,
      giveUp: async (message) => void givenUp.push(message),
      ...settings,
    },
    {
      clock: {
        now: () => NOW,
        at: (_at, fire) => (setImmediate(fire), () => undefined),
        after: (_milliseconds, fire) => (setImmediate(fire), () => undefined),
      },
      log: () => undefined,
      target: functionOf(async (event) => {
        const sequences = listOf(objectOf(event)['Records']).map(
          (record) => textOf(objectOf(objectOf(record)['dynamodb'])['SequenceNumber']) ?? '',
        );
        calls.push(sequences);
        return answer(sequences, calls.length);
      }, 3),
    },
    (given) => {
      listener = given;
      return () => undefined;
    },
  );
  for (const record of records) listener(record);
  await new Promise((resolve) => setTimeout(resolve, 50));
  end();
  return { calls, givenUp };
}

function record(sequence: string, key = 'same', age = 0): StreamRecord {
  return {
    eventID: sequence,
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-central-1',
    eventSourceARN: 'arn:stream',
    dynamodb: {
      ApproximateCreationDateTime: NOW / 1000 - age,
      Keys: { id: { S: key } },
      SequenceNumber: sequence,
      SizeBytes: 1,
      StreamViewType: 'KEYS_ONLY',
    },
  };
}

const FINE: InvocationOutcome = { kind: 'returned', payload: null };
const WRONG: InvocationOutcome = { kind: 'failed', error: { errorType: 'E', errorMessage: 'no' } };
const ABC = [record('a'), record('b'), record('c')];

describe('a stream is followed', () => {
  test('in batches of the size asked for, one after the other for one item', async () => {
    const { calls } = await play({ batchSize: 2 }, ABC, () => FINE);
    expect(calls).toEqual([['a', 'b'], ['c']]);
  });

  test('by several lanes, each item in one of them', async () => {
    const keys = Array.from({ length: 40 }, (_, index) => record(String(index), `key ${index % 4}`));
    const { calls } = await play({ parallelization: 4, batchSize: 100 }, keys, () => FINE);
    expect(calls.length).toBeGreaterThan(1);
    for (const key of [0, 1, 2, 3]) {
      const holding = calls.filter((call) => call.some((sequence) => Number(sequence) % 4 === key));
      expect(holding.length).toBe(1);
      const own = holding[0]?.filter((sequence) => Number(sequence) % 4 === key).map(Number);
      expect(own).toEqual([...(own ?? [])].sort((a, b) => a - b));
    }
  });

  test('only as far as the filter lets through', async () => {
    const { calls } = await play(
      { filter: (each) => textOf(objectOf(each)['eventID']) !== 'b' },
      ABC,
      () => FINE,
    );
    expect(calls).toEqual([['a', 'c']]);
  });
});

describe('a batch that fails', () => {
  test('is tried again as a whole, so often as allowed, and then given up', async () => {
    const { calls, givenUp } = await play({ retries: 2 }, ABC, () => WRONG);
    expect(calls).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
    expect(givenUp).toEqual([
      expect.objectContaining({
        requestContext: expect.objectContaining({
          functionArn: FUNCTION_ARN,
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 3,
        }),
        DDBStreamBatchInfo: expect.objectContaining({
          startSequenceNumber: 'a',
          endSequenceNumber: 'c',
          batchSize: 3,
          streamArn: 'arn:stream',
        }),
      }),
    ]);
  });

  test('goes on after what is done, where the function tells which record failed', async () => {
    const { calls, givenUp } = await play({ reportsFailures: true }, ABC, (_sequences, call) =>
      call === 1 ? { kind: 'returned', payload: { batchItemFailures: [{ itemIdentifier: 'b' }] } } : FINE,
    );
    expect(calls).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
    expect(givenUp).toEqual([]);
  });

  test('is halved until only the bad record is left, which alone is given up', async () => {
    const { calls, givenUp } = await play({ bisects: true, retries: 1 }, ABC, (sequences) =>
      sequences.includes('b') ? WRONG : FINE,
    );
    expect(calls).toEqual([['a', 'b', 'c'], ['a', 'b'], ['a'], ['b'], ['b'], ['c']]);
    expect(givenUp).toEqual([
      expect.objectContaining({
        DDBStreamBatchInfo: expect.objectContaining({ startSequenceNumber: 'b', batchSize: 1 }),
      }),
    ]);
  });

  test('goes on behind the bad record where nobody takes what is given up', async () => {
    const { calls } = await play(
      {
        ...{ bisects: true, retries: 0 },
        giveUp: () => Promise.reject(new Error('The queue is not there')),
      },
      ABC,
      (sequences) => (sequences.includes('a') ? WRONG : FINE),
    );
    expect(calls).toEqual([['a', 'b', 'c'], ['a', 'b'], ['a'], ['b'], ['c']]);
  });

  test('is not tried with records that are too old', async () => {
    const { calls, givenUp } = await play(
      { longestAge: 60 },
      [record('old', 'same', 61), record('new')],
      () => FINE,
    );
    expect(calls).toEqual([['new']]);
    expect(givenUp).toEqual([
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RecordAgeExceeded' }),
      }),
    ]);
  });
});
