import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Counted, Group } from '../../lib/projection/notice-cap.ts';

/** Counts what is told in a window, in a row of its own for each choreography, kind of deviation and window. */
export type Counters = {
  read(group: Group): Promise<Counted>;
  /** Before they are told, so that one whose telling fails is let through again. */
  admit(group: Group, ids: readonly string[]): Promise<void>;
  summarised(group: Group): Promise<void>;
};

const TTL_SECONDS = 2 * 86_400;
const counter = z.object({
  admitted: z.set(z.string()).optional(),
  summarised: z.boolean().optional(),
});

export function createCounters(
  client: DynamoDBDocumentClient,
  TableName: string,
  clock: () => number,
): Counters {
  const ttl = (): number => Math.floor(clock() / 1000) + TTL_SECONDS;
  return {
    async read(group) {
      const { Item } = await client.send(
        new GetCommand({ TableName, Key: keyOf(group), ConsistentRead: true }),
      );
      const { admitted = new Set(), summarised = false } = counter.parse(Item ?? {});
      return { admitted: [...admitted], summarised };
    },

    async admit(group, ids) {
      if (ids.length === 0) return;
      await client.send(
        new UpdateCommand({
          TableName,
          Key: keyOf(group),
          UpdateExpression: 'ADD #admitted :ids SET #ttl = :ttl',
          ExpressionAttributeNames: { '#admitted': 'admitted', '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':ids': new Set(ids), ':ttl': ttl() },
        }),
      );
    },

    async summarised(group) {
      await client.send(
        new UpdateCommand({
          TableName,
          Key: keyOf(group),
          UpdateExpression: 'SET #summarised = :true, #ttl = :ttl',
          ExpressionAttributeNames: { '#summarised': 'summarised', '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':true': true, ':ttl': ttl() },
        }),
      );
    },
  };
}

/** No correlation id begins with `!` in this way, and no reader of an instance's rows takes this key for one. */
function keyOf({ choreography, deviation, from }: Group) {
  return { instance: `${choreography}#!notices`, key: `NOTICES#${deviation}#${from}` };
}
