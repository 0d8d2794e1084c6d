import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { admit, groupsOf } from '../../lib/projection/notice-cap.ts';
import type { Group } from '../../lib/projection/notice-cap.ts';
import { noticesOf } from '../../lib/projection/notices.ts';
import type { DeviationNotice, Notice } from '../../lib/projection/notices.ts';
import type { Bus } from '../adapters/bus.ts';
import type { Counters } from '../adapters/counters.ts';
import { sequenceNumber } from '../batches.ts';
import type { Log } from '../surroundings.ts';

export type Telling = {
  readonly bus: Bus;
  readonly counters: Counters;
  readonly log: Log;
  /** A metric: how many of these deviations there were, told or not. */
  readonly count: (choreography: string, deviation: string, count: number) => void;
};

type Told = { readonly record: string; readonly notices: readonly Notice[] };

/** Publishes what a batch of changes gives to tell, and answers which records have to come again. */
export async function notify(
  { Records }: DynamoDBStreamEvent,
  telling: Telling,
): Promise<DynamoDBBatchResponse> {
  const broken: string[] = [];
  const told = Records.flatMap((record): readonly Told[] => {
    try {
      return [{ record: sequenceNumber(record), notices: noticesIn(record) }];
    } catch (error) {
      telling.log.error('A row that cannot be read', {
        record: sequenceNumber(record),
        error: String(error),
      });
      broken.push(sequenceNumber(record));
      return [];
    }
  });
  const refused = await tell(
    told.flatMap(({ notices }) => notices),
    telling,
  );
  const again = told.filter(({ notices }) => notices.some(({ id }) => refused.has(id)));
  return {
    batchItemFailures: [...broken, ...again.map(({ record }) => record)].map((itemIdentifier) => ({
      itemIdentifier,
    })),
  };
}

function noticesIn({ dynamodb }: DynamoDBRecord): readonly Notice[] {
  const seconds = dynamodb?.ApproximateCreationDateTime ?? 0;
  const change = { before: item(dynamodb?.OldImage), after: item(dynamodb?.NewImage) };
  // Of the record and not of the clock: the same the next time it is read.
  return noticesOf(change, seconds * 1000);
}

/** The ids of those that were not told. */
async function tell(notices: readonly Notice[], telling: Telling): Promise<ReadonlySet<string>> {
  const closings = notices.filter((notice) => notice.detailType === 'Choreography Instance Closed');
  const groups = groupsOf(notices.filter((notice) => notice.detailType === 'Choreography Deviation'));
  const refused = await Promise.all([
    telling.bus.publish(closings),
    ...groups.map((group) => tellGroup(group, telling)),
  ]);
  return new Set(refused.flatMap((ids) => [...ids]));
}

async function tellGroup(group: Group, { bus, count, counters, log }: Telling): Promise<ReadonlySet<string>> {
  const ids = (some: readonly DeviationNotice[]) => some.map(({ id }) => id);
  try {
    const { told, summary } = admit(group, await counters.read(group));
    await counters.admit(group, ids(told));
    const refused = await bus.publish(summary === undefined ? told : [...told, summary]);
    if (summary !== undefined) {
      // Its loss must bring a record again, and none carries the summary's own id.
      if (refused.has(summary.id)) return new Set(ids(group.notices));
      await counters.summarised(group);
    }
    count(group.choreography, group.deviation, group.notices.length);
    return refused;
  } catch (error) {
    log.warn('Not told, comes again', { deviation: group.deviation, error: String(error) });
    return new Set(ids(group.notices));
  }
}

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];

function item(image: Image): unknown {
  // @types/aws-lambda and the SDK type the same thing differently.
  return image === undefined ? undefined : unmarshall(image as Record<string, AttributeValue>);
}
