import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { KEY, TABLE } from '../../lib/definition/wire.ts';
import { ttlFrom } from '../../lib/projection/instants.ts';
import type { Written } from '../../lib/projection/ports.ts';
import type { SweepStep } from '../../lib/projection/sweep.ts';
import { all, conditionOf, equal, exactly, lacks } from './conditions.ts';
import { orThrottled, outcomeOf } from './throttling.ts';
import { updateOf } from './update.ts';

type Step<Name extends SweepStep['step']> = Extract<SweepStep, { step: Name }>;

/** What the sweep reads and writes, besides what the loop does. */
export type Timers = {
  /** Entries of one shard whose instant has come, the oldest first. */
  due(shard: string, now: string): AsyncIterable<unknown>;
  report(step: Step<'report'>, now: number): Promise<Written>;
  moveWait(step: Step<'moveWait'>): Promise<Written>;
  moveInstance(step: Step<'moveInstance'>): Promise<Written>;
};

const { timers } = TABLE.indexes;
const REFUSED = { ConditionalCheckFailedException: 'refused' } as const;

export function createTimers(client: DynamoDBDocumentClient, TableName: string): Timers {
  const update = async (changes: ConstructorParameters<typeof UpdateCommand>[0]): Promise<Written> => {
    const outcome = await outcomeOf(() => client.send(new UpdateCommand(changes)), REFUSED);
    return outcome === 'refused' ? 'refused' : 'written';
  };
  return {
    due: (shard, now) => dueEntries(client, TableName, shard, now),

    report: ({ instance, generation, visit }, now) => {
      const standing = conditionOf(
        all(equal('status', 'open'), exactly(generation), lacks('overdue', visit)),
      );
      return update({
        TableName,
        Key: { instance, key: KEY.instance },
        ...standing,
        UpdateExpression: 'ADD #overdue :visit SET #ttl = :ttl',
        ExpressionAttributeNames: { ...standing.ExpressionAttributeNames, '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ...standing.ExpressionAttributeValues,
          ':visit': new Set([visit]),
          ':ttl': ttlFrom(now),
        },
      });
    },

    moveWait: ({ wait: { instance, key, token }, to }) => {
      const timer = to === undefined ? { [timers.partitionKey]: undefined } : {};
      const changes = updateOf({ ...timer, [timers.sortKey]: to }, equal('token', token));
      return update({ TableName, Key: { instance, key }, ...changes });
    },

    moveInstance: ({ instance: row, to }) => {
      const standing = all(equal('status', 'open'), exactly(row));
      const Key = { instance: row.instance, key: KEY.instance };
      return update({ TableName, Key, ...updateOf({ [timers.sortKey]: to }, standing) });
    },
  };
}

async function* dueEntries(
  client: DynamoDBDocumentClient,
  TableName: string,
  shard: string,
  now: string,
): AsyncGenerator {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await orThrottled(() =>
      client.send(
        new QueryCommand({
          TableName,
          IndexName: timers.name,
          KeyConditionExpression: '#timer = :shard AND #timerAt <= :now',
          ExpressionAttributeNames: { '#timer': timers.partitionKey, '#timerAt': timers.sortKey },
          ExpressionAttributeValues: { ':shard': shard, ':now': now },
          ...(from !== undefined && { ExclusiveStartKey: from }),
        }),
      ),
    );
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
