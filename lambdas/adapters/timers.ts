import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { KEY, TABLE } from '../../lib/definition/wire.ts';
import { ttlFrom } from '../../lib/projection/instants.ts';
import type { Written } from '../../lib/projection/ports.ts';
import type { CheckStep, SweepStep } from '../../lib/projection/sweep.ts';
import type { TimerPlace } from '../../lib/projection/timers.ts';
import { printWarning } from '../../lib/projection/warnings.ts';
import { all, conditionOf, equal, exactly, lacks } from './conditions.ts';
import { orThrottled, outcomeOf } from './throttling.ts';
import { updateOf } from './update.ts';

type AnyStep = SweepStep | CheckStep;
type Step<Name extends AnyStep['step']> = Extract<AnyStep, { step: Name }>;

/** What the sweep reads and writes, besides what the loop does. */
export type Timers = {
  /** Entries of one shard whose instant has come, the oldest first. */
  due(shard: string, now: string): AsyncIterable<unknown>;
  report(step: Step<'report'>, now: number): Promise<Written>;
  warn(step: Step<'warn'>, now: number): Promise<Written>;
  moveWait(step: Step<'moveWait'>): Promise<Written>;
  moveInstance(step: Step<'moveInstance'>): Promise<Written>;
  /** If it is where it was: then it has its turn after all that are due before `to`. */
  putBehind(place: TimerPlace, to: string): Promise<Written>;
};

const { timers } = TABLE.indexes;
const REFUSED = { ConditionalCheckFailedException: 'refused' } as const;

export function createTimers(client: DynamoDBDocumentClient, TableName: string): Timers {
  const update = async (changes: ConstructorParameters<typeof UpdateCommand>[0]): Promise<Written> => {
    const outcome = await outcomeOf(() => client.send(new UpdateCommand(changes)), REFUSED);
    return outcome === 'refused' ? 'refused' : 'written';
  };
  /** Into a string set of INSTANCE, if it is open in that generation and has it not yet. */
  const addOnce = (
    { instance, generation }: Pick<Step<'report'>, 'instance' | 'generation'>,
    [set, text]: readonly ['overdue' | 'warned', string],
    now: number,
  ): Promise<Written> => {
    const standing = conditionOf(all(equal('status', 'open'), exactly(generation), lacks(set, text)));
    return update({
      TableName,
      Key: { instance, key: KEY.instance },
      ...standing,
      UpdateExpression: `ADD #${set} :${set} SET #ttl = :ttl`,
      ExpressionAttributeNames: { ...standing.ExpressionAttributeNames, '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ...standing.ExpressionAttributeValues,
        [`:${set}`]: new Set([text]),
        ':ttl': ttlFrom(now),
      },
    });
  };
  return {
    due: (shard, now) => dueEntries(client, TableName, shard, now),

    report: ({ instance, generation, visit }, now) =>
      addOnce({ instance, generation }, ['overdue', visit], now),

    warn: ({ instance, warning }, now) =>
      addOnce({ instance, generation: warning.generation }, ['warned', printWarning(warning)], now),

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

    putBehind: ({ instance, key, timerAt }, to) =>
      update({
        TableName,
        Key: { instance, key },
        ...updateOf({ [timers.sortKey]: to }, equal(timers.sortKey, timerAt)),
      }),
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
