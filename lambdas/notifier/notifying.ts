import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { noticesOf } from '../../lib/projection/notices.ts';
import type { Notice } from '../../lib/projection/notices.ts';
import type { Bus } from '../adapters/bus.ts';
import type { Counters } from '../adapters/counters.ts';
import { sequenceNumber } from '../batches.ts';
import type { Log } from '../log.ts';
import { countTold } from './counting.ts';
import { tell } from './telling.ts';

export type Telling = {
  readonly bus: Bus;
  readonly counters: Counters;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** A metric: how many of these deviations there were, told or not. */
  readonly count: (choreography: string, deviation: string, count: number) => void;
  /** A metric: a row that nobody can read was given up. */
  readonly skipped: () => void;
};

/** A record of the batch and what it gives to tell; undefined where its row cannot be read. */
type Told = { readonly record: string; readonly notices: readonly Notice[] | undefined };

/**
 * Publishes what a batch of changes gives to tell, and answers which records have to come again. A stream gives the first
 * of them again and all that follow it, so only what is before it counts as done.
 */
export async function notify(
  { Records }: DynamoDBStreamEvent,
  telling: Telling,
): Promise<DynamoDBBatchResponse> {
  const told = Records.map((record) => ({ record: sequenceNumber(record), notices: read(record, telling) }));
  const { refused, withheld } = await tell(
    told.flatMap(({ notices = [] }) => notices),
    telling,
  );
  const failed = told.filter(
    ({ notices }) => notices === undefined || notices.some(({ id }) => refused.has(id)),
  );
  const done = beforeFirst(told, failed[0]).flatMap(({ notices = [] }) => notices);
  const isCounted = await countTold(done, withheld, telling);
  const again = isCounted ? failed : told;
  return { batchItemFailures: again.map(({ record: itemIdentifier }) => ({ itemIdentifier })) };
}

function beforeFirst(told: readonly Told[], failed: Told | undefined): readonly Told[] {
  return failed === undefined ? told : told.slice(0, told.indexOf(failed));
}

/** While a row is that young, a newer version of this function may be about to read it. */
const GIVE_UP = 600_000;

function read(record: DynamoDBRecord, { clock, log, skipped }: Telling): readonly Notice[] | undefined {
  try {
    return noticesIn(record);
  } catch (error) {
    const { Keys: keys } = record.dynamodb ?? {};
    log.error('A row that cannot be read', { keys, record: sequenceNumber(record), error: String(error) });
    // Others wait behind it in the stream.
    if (clock() - changedAt(record) < GIVE_UP) return undefined;
    skipped();
    return [];
  }
}

function noticesIn(record: DynamoDBRecord): readonly Notice[] {
  const { NewImage, OldImage } = record.dynamodb ?? {};
  // Of the record and not of the clock: the same the next time it is read.
  return noticesOf({ before: item(OldImage), after: item(NewImage) }, changedAt(record));
}

function changedAt({ dynamodb }: DynamoDBRecord): number {
  return (dynamodb?.ApproximateCreationDateTime ?? 0) * 1000;
}

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];

function item(image: Image): unknown {
  // @types/aws-lambda and the SDK type the same thing differently.
  return image === undefined ? undefined : unmarshall(image as Record<string, AttributeValue>);
}
