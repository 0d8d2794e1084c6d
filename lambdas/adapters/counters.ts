import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { windowKey, windowTimer } from '../../lib/projection/flood.ts';
import { CAP } from '../../lib/projection/notice-cap.ts';
import type { Counted, Window } from '../../lib/projection/notice-cap.ts';
import type { Written } from '../../lib/projection/ports.ts';
import { read } from '../../lib/projection/reading.ts';
import { outcomeOf } from './throttling.ts';

/**
 * What is told in a window, in a row of its own. A flood does not write it: the row is full after `CAP` ids, and from
 * then on batches only read it, but for kinds that the table does not list (`withhold`).
 */
export type Counters = {
  read(window: Window): Promise<Counted>;
  /** Before they are told, so that one whose telling fails is let through again. Refused where others took the room. */
  admit(window: Window, ids: readonly string[]): Promise<Written>;
  /** Some are withheld: the sweep is to tell how many, when the window is over. */
  overflow(window: Window): Promise<void>;
  /** So many more were withheld. Counted twice where a batch comes again that was done but for its answer. */
  withhold(window: Window, count: number): Promise<void>;
};

/** As long as dead letters: a sweep that stands still for days still finds what it has to tell. */
export const WINDOW_TTL_SECONDS = 14 * 86_400;
const REFUSED = { ConditionalCheckFailedException: 'refused' } as const;
const counter = v.object({
  admitted: v.optional(v.set(v.string())),
  over: v.optional(v.boolean()),
});

export function createCounters(
  client: DynamoDBDocumentClient,
  TableName: string,
  clock: () => number,
): Counters {
  const ttl = (): number => Math.floor(clock() / 1000) + WINDOW_TTL_SECONDS;
  return {
    async read(window) {
      const { Item } = await client.send(
        new GetCommand({ TableName, Key: windowKey(window), ConsistentRead: true }),
      );
      const { admitted = new Set<string>(), over = false } = read(counter, Item ?? {});
      return { admitted: [...admitted], over };
    },

    async admit(window, ids) {
      const command = new UpdateCommand({
        TableName,
        Key: windowKey(window),
        UpdateExpression: 'ADD #admitted :ids SET #ttl = :ttl',
        // Batches of several shards are told side by side.
        ConditionExpression: 'attribute_not_exists(#admitted) OR size(#admitted) <= :room',
        ExpressionAttributeNames: { '#admitted': 'admitted', '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':ids': new Set(ids), ':room': CAP - ids.length, ':ttl': ttl() },
      });
      return (await outcomeOf(() => client.send(command), REFUSED)) === 'refused' ? 'refused' : 'written';
    },

    async overflow(window) {
      const { timer, timerAt } = windowTimer(window);
      const command = new UpdateCommand({
        TableName,
        Key: windowKey(window),
        UpdateExpression: 'SET #over = :true, #timer = :timer, #timerAt = :timerAt, #ttl = :ttl',
        // A batch that comes late must not have the line told a second time.
        ConditionExpression: 'attribute_not_exists(#over)',
        ExpressionAttributeNames: {
          '#over': 'over',
          '#timer': 'timer',
          '#timerAt': 'timerAt',
          '#ttl': 'ttl',
        },
        ExpressionAttributeValues: { ':true': true, ':timer': timer, ':timerAt': timerAt, ':ttl': ttl() },
      });
      await outcomeOf(() => client.send(command), REFUSED);
    },

    async withhold(window, count) {
      await client.send(
        new UpdateCommand({
          TableName,
          Key: windowKey(window),
          UpdateExpression: 'ADD #withheld :count SET #ttl = :ttl',
          ExpressionAttributeNames: { '#withheld': 'withheld', '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':count': count, ':ttl': ttl() },
        }),
      );
    },
  };
}
