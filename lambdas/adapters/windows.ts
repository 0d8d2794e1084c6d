import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { SHARDS, TABLE } from '../../lib/definition/wire.ts';
import { isListed, windowKey } from '../../lib/projection/flood.ts';
import type { Total } from '../../lib/projection/flood.ts';
import { CAP, endOf } from '../../lib/projection/notice-cap.ts';
import type { Window } from '../../lib/projection/notice-cap.ts';
import { read } from '../../lib/projection/reading.ts';
import { orThrottled, outcomeOf } from './throttling.ts';

/** What the sweep needs for the line that ends a window's flood. */
export type Windows = {
  /** How many deviations there were. */
  total(window: Window): Promise<Total>;
  /** It was told: no sweep finds the window again. */
  close(window: Window, total: Total): Promise<void>;
};

const { listings, timers } = TABLE.indexes;
/** A page is 1 MB of index entries, more than a thousand of them; a sweep has seconds, not minutes. */
const MOST_PAGES = 40;
const counter = v.object({ withheld: v.optional(v.number(), 0) });

export function createWindows(client: DynamoDBDocumentClient, TableName: string): Windows {
  return {
    async total(window) {
      if (!isListed(window.deviation)) {
        const { Item } = await orThrottled(() =>
          client.send(new GetCommand({ TableName, Key: windowKey(window), ConsistentRead: true })),
        );
        return { count: CAP + read(counter, Item ?? {}).withheld, atLeast: false };
      }
      const shards = Array.from({ length: SHARDS }, (_, shard) =>
        countShard(client, TableName, window, shard),
      );
      const totals = await Promise.all(shards);
      return {
        // Some were withheld, so there were that many, even if some have been put back since.
        count: Math.max(
          CAP + 1,
          totals.reduce((sum, { count }) => sum + count, 0),
        ),
        atLeast: totals.some(({ atLeast }) => atLeast),
      };
    },

    async close(window, { count }) {
      const command = new UpdateCommand({
        TableName,
        Key: windowKey(window),
        UpdateExpression: 'SET #total = :total REMOVE #timer, #timerAt',
        ConditionExpression: 'attribute_exists(#timer)',
        ExpressionAttributeNames: {
          '#total': 'total',
          '#timer': timers.partitionKey,
          '#timerAt': timers.sortKey,
        },
        ExpressionAttributeValues: { ':total': count },
      });
      // Where it is false, another sweep has told it at the same time.
      await outcomeOf(() => client.send(command), { ConditionalCheckFailedException: 'refused' });
    },
  };
}

async function countShard(
  client: DynamoDBDocumentClient,
  TableName: string,
  window: Window,
  shard: number,
): Promise<Total> {
  const { choreography, deviation, from } = window;
  let count = 0;
  let next: Record<string, unknown> | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await orThrottled(() =>
      client.send(
        new QueryCommand({
          TableName,
          IndexName: listings.name,
          Select: 'COUNT',
          KeyConditionExpression: '#listing = :listing AND #listedAt BETWEEN :from AND :until',
          FilterExpression: '#status = :deviation',
          ExpressionAttributeNames: {
            '#listing': listings.partitionKey,
            '#listedAt': listings.sortKey,
            '#status': 'status',
          },
          ExpressionAttributeValues: {
            ':listing': `${choreography}#deviation#${shard}`,
            ':from': from,
            // Instants end in `Z`, so this one is before the end and after all that come before it.
            ':until': endOf(window).slice(0, -1),
            ':deviation': deviation,
          },
          ...(next !== undefined && { ExclusiveStartKey: next }),
        }),
      ),
    );
    count += found.Count ?? 0;
    next = found.LastEvaluatedKey;
    if (next === undefined) return { count, atLeast: false };
  }
  return { count, atLeast: true };
}
