import { beforeEach, describe, expect, test } from '@jest/globals';
import type { StreamListener, StreamRecord } from '../../../lib/local/dynamodb/streams.ts';
import { Backlog, followStream, type StreamMapping } from '../../../lib/local/event-sources/stream.ts';
import { listOf, objectOf, textOf } from '../../../lib/local/json.ts';
import type { InvocationOutcome } from '../../../lib/local/lambda/instance.ts';
import { systemClock } from '../../../lib/local/system-clock.ts';
import { functionOf } from '../functions.ts';

const DONE: InvocationOutcome = { kind: 'returned', payload: null };

let backlog: Backlog;
let listeners: Set<StreamListener>;
let shown: string[];
let answer: (sequences: readonly string[]) => Promise<InvocationOutcome>;

beforeEach(() => {
  backlog = new Backlog();
  listeners = new Set();
  shown = [];
  answer = () => Promise.resolve(DONE);
});

const target = functionOf((event) => {
  const sequences = listOf(objectOf(event)['Records']).map(
    (record) => textOf(objectOf(objectOf(record)['dynamodb'])['SequenceNumber']) ?? '',
  );
  shown.push(...sequences);
  return answer(sequences);
});

function follow(settings: Partial<StreamMapping> = {}): () => void {
  const mapping: StreamMapping = {
    streamArn: 'arn:stream',
    batchSize: 1,
    window: 0,
    parallelization: 1,
    bisects: false,
    reportsFailures: false,
    retries: undefined,
    longestAge: undefined,
    filter: () => true,
    giveUp: undefined,
    ...settings,
  };
  const around = { clock: systemClock(), log: () => undefined, target, backlog };
  return followStream(mapping, around, (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });
}

async function write(...sequences: readonly string[]): Promise<void> {
  for (const SequenceNumber of sequences) {
    const record: StreamRecord = {
      eventID: SequenceNumber,
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-central-1',
      eventSourceARN: 'arn:stream',
      dynamodb: {
        ApproximateCreationDateTime: 0,
        Keys: { id: { S: 'same' } },
        SequenceNumber,
        SizeBytes: 1,
        StreamViewType: 'KEYS_ONLY',
      },
    };
    for (const listener of listeners) listener(record);
  }
  await turns();
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('what follows a stream in the place of another', () => {
  test('goes on where that has ended, once with each record and in their order', async () => {
    const { promise, resolve } = Promise.withResolvers<InvocationOutcome>();
    answer = () => promise;
    const end = follow();
    await write('1', '2', '3');
    expect(shown).toEqual(['1']);
    end();
    follow();
    await write('4');
    expect(shown).toEqual(['1']);
    answer = () => Promise.resolve(DONE);
    resolve(DONE);
    await turns();
    expect(shown).toEqual(['1', '2', '3', '4']);
    expect(backlog.records?.size).toBe(0);
  });

  test('waits for all before it, however quickly they came', async () => {
    const { promise, resolve } = Promise.withResolvers<InvocationOutcome>();
    answer = () => promise;
    const first = follow();
    await write('1', '2');
    first();
    follow()();
    follow();
    await turns();
    expect(shown).toEqual(['1']);
    answer = () => Promise.resolve(DONE);
    resolve(DONE);
    await turns();
    expect(shown).toEqual(['1', '2']);
  });

  test('is shown what came while the mapping was disabled, as its filter lets through', async () => {
    follow()();
    const end = follow({ paused: true });
    await write('1', '2', '3');
    expect(shown).toEqual([]);
    end();
    follow({ filter: (record) => textOf(objectOf(record)['eventID']) !== '2' });
    await turns();
    expect(shown).toEqual(['1', '3']);
    expect(backlog.records?.size).toBe(0);
  });

  test('finds nothing of a mapping that was deleted', async () => {
    const end = follow({ paused: true });
    await write('1');
    end();
    backlog.forget();
    follow();
    await turns();
    expect(shown).toEqual([]);
  });
});
