import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { KEY, SHARDS, TABLE } from '../../definition/wire.ts';
import type { Item } from '../../projection/parse-row.ts';
import { atMost } from './at-most.ts';
import type { Read } from './listed.ts';

export type TableClient = Pick<DynamoDBDocumentClient, 'send'>;

export type Listing = 'open' | 'closed' | 'held' | 'deviation';

/** What the console asks of the table. Queries only, never a Scan. */
export type Table = {
  /** Every row of one instance, strongly consistent. */
  partition(instance: string): Promise<readonly Item[]>;
  /** The newest of a listing, at most `perShard` of each of its shards. */
  listing(choreography: string, listing: Listing, perShard: number): Promise<Read<Item>>;
  /** The same, but of each entry only which status it has, and since when. */
  statuses(choreography: string, listing: Listing, perShard: number): Promise<Read<Item>>;
  /** The newest of a listing that have this status, as far as a few pages of each shard go. */
  having(choreography: string, listing: Listing, status: string, perShard: number): Promise<Read<Item>>;
  /** The rows of where instances of a choreography stand. */
  waits(choreography: string, perShard: number): Promise<Read<Item>>;
  /** Its INSTANCE row, and whether it has any row. */
  glance(instance: string): Promise<{ readonly row: Item | undefined; readonly any: boolean }>;
};

type Narrowing = Partial<
  Pick<
    QueryCommandInput,
    'FilterExpression' | 'ProjectionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
  >
> & { readonly pages?: number };

const { listings } = TABLE.indexes;
/** A page is 1 MB, some two thousand entries. */
const MOST_PAGES = 4;
/** An overview reads hundreds of shards. The SDK has 50 connections, and warns of what waits for one of them. */
const AT_A_TIME = 40;

export function tableOf({ client, name }: { client: TableClient; name: string }): Table {
  const inTurn = atMost(AT_A_TIME);
  const query = async (
    { pages = Infinity, ...input }: Omit<QueryCommandInput, 'TableName'> & { pages?: number },
    most: number,
  ): Promise<Read<Item>> => {
    const items: Item[] = [];
    let from: QueryCommandInput['ExclusiveStartKey'];
    let read = 0;
    do {
      const command = new QueryCommand({
        TableName: name,
        ...input,
        // A limit counts what a filter then leaves out.
        ...(Number.isFinite(most) && input.FilterExpression === undefined
          ? { Limit: most - items.length }
          : {}),
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      });
      const page = await inTurn(() => client.send(command));
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
      read += 1;
    } while (from !== undefined && items.length < most && read < pages);
    return { rows: items.slice(0, most), more: from !== undefined || items.length > most };
  };

  const sharded = async (
    index: { name: string; partitionKey: string; sortKey: string },
    prefix: string,
    most: number,
    also: Narrowing = {},
  ) => {
    const shards = Array.from({ length: SHARDS }, (_, shard) => {
      const { ExpressionAttributeNames, ExpressionAttributeValues, ...equally } = equal(
        index.partitionKey,
        `${prefix}${shard}`,
      );
      return query(
        {
          ...{ IndexName: index.name, ScanIndexForward: false, ...equally, ...also },
          ExpressionAttributeNames: { ...ExpressionAttributeNames, ...also.ExpressionAttributeNames },
          ExpressionAttributeValues: { ...ExpressionAttributeValues, ...also.ExpressionAttributeValues },
        },
        most,
      );
    });
    const reads = await Promise.all(shards);
    const more = reads.some((read) => read.more);
    const ends = reads.flatMap((read) => (read.more ? [String(read.rows.at(-1)?.[index.sortKey])] : []));
    return {
      rows: reads.flatMap(({ rows }) => rows),
      more,
      ...(more && { since: ends.sort().at(-1) ?? '' }),
    };
  };

  return {
    async partition(instance) {
      const { rows } = await query(
        { ConsistentRead: true, ...equal(TABLE.partitionKey, instance) },
        Infinity,
      );
      return rows;
    },
    listing: (choreography, listing, perShard) => sharded(listings, `${choreography}#${listing}#`, perShard),
    statuses: (choreography, listing, perShard) =>
      sharded(listings, `${choreography}#${listing}#`, perShard, {
        ProjectionExpression: '#status, #listedAt',
        ExpressionAttributeNames: { '#status': 'status', '#listedAt': listings.sortKey },
      }),
    having: (choreography, listing, status, perShard) =>
      sharded(listings, `${choreography}#${listing}#`, perShard, {
        pages: MOST_PAGES,
        FilterExpression: '#status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': status },
      }),
    async waits(choreography, perShard) {
      const { rows, more } = await sharded(TABLE.indexes.waits, `${choreography}#`, perShard);
      return { rows, more };
    },
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
