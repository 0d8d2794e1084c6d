import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { KEY, SHARDS, TABLE } from '../../definition/wire.ts';
import type { Item } from '../../projection/parse-row.ts';
import type { Read } from './listed.ts';

export type TableClient = Pick<DynamoDBDocumentClient, 'send'>;

export type Listing = 'open' | 'closed' | 'deviation';

/** What the console asks of the table. Queries only, never a Scan. */
export type Table = {
  /** Every row of one instance, strongly consistent. */
  partition(instance: string): Promise<readonly Item[]>;
  /** The newest of a listing, at most `perShard` of each of its shards. */
  listing(choreography: string, listing: Listing, perShard: number): Promise<Read<Item>>;
  /** The rows of where instances of a choreography stand. */
  waits(choreography: string, perShard: number): Promise<Read<Item>>;
  /** Its INSTANCE row, and whether it has any row. */
  glance(instance: string): Promise<{ readonly row: Item | undefined; readonly any: boolean }>;
};

export function tableOf({ client, name }: { client: TableClient; name: string }): Table {
  const query = async (input: Omit<QueryCommandInput, 'TableName'>, most: number): Promise<Read<Item>> => {
    const items: Item[] = [];
    let from: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          ...input,
          ...(Number.isFinite(most) ? { Limit: most - items.length } : {}),
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from !== undefined && items.length < most);
    return { rows: items, more: from !== undefined };
  };

  const sharded = async (index: { name: string; partitionKey: string }, prefix: string, most: number) => {
    const shards = Array.from({ length: SHARDS }, (_, shard) =>
      query(
        { IndexName: index.name, ScanIndexForward: false, ...equal(index.partitionKey, `${prefix}${shard}`) },
        most,
      ),
    );
    const reads = await Promise.all(shards);
    return { rows: reads.flatMap(({ rows }) => rows), more: reads.some(({ more }) => more) };
  };

  return {
    async partition(instance) {
      const { rows } = await query(
        { ConsistentRead: true, ...equal(TABLE.partitionKey, instance) },
        Infinity,
      );
      return rows;
    },
    listing: (choreography, listing, perShard) =>
      sharded(TABLE.indexes.listings, `${choreography}#${listing}#`, perShard),
    waits: (choreography, perShard) => sharded(TABLE.indexes.waits, `${choreography}#`, perShard),
    async glance(instance) {
      const [own, any] = await Promise.all([
        query(
          {
            KeyConditionExpression: '#partition = :partition AND #sort = :sort',
            ExpressionAttributeNames: { '#partition': TABLE.partitionKey, '#sort': TABLE.sortKey },
            ExpressionAttributeValues: { ':partition': instance, ':sort': KEY.instance },
          },
          1,
        ),
        query(equal(TABLE.partitionKey, instance), 1),
      ]);
      return { row: own.rows[0], any: any.rows.length > 0 };
    },
  };
}

function equal(attribute: string, value: string) {
  return {
    KeyConditionExpression: '#partition = :partition',
    ExpressionAttributeNames: { '#partition': attribute },
    ExpressionAttributeValues: { ':partition': value },
  };
}
