import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { KEY, SHARDS, TABLE } from '../../definition/wire.ts';
import { instancePartition } from '../../projection/partitions.ts';
import type { Table } from '../../projection/ports.ts';
import { DEVIATIONS } from '../../projection/rows.ts';
import { byAge, choreographyOf, correlationIdOf, identityOf } from './entries.ts';
import type { Entry, Status } from './entries.ts';
import { heldEntry } from './held.ts';
import { entryOf } from './row-entry.ts';
import type { Clients } from './clients.ts';
import { sideBySide } from './side-by-side.ts';

const { listings } = TABLE.indexes;

/** As much of a session as reading the tables takes. */
export type Reading = {
  readonly stack: { readonly clients: Pick<Clients, 'table'> };
  readonly tableName: string;
  readonly ports: { readonly table: Pick<Table, 'query'> };
};

const listed = z.object({
  instance: z.string(),
  key: z.string().startsWith(KEY.event),
  status: z.enum(['held', ...DEVIATIONS]),
  name: z.string(),
  receivedAt: z.string(),
  settledAt: z.string().optional(),
  reason: z.string().default(''),
  putBack: z.number().default(0),
});

/** All entries of the listings, as they are come upon; what is held without its reason. Queries only, never a Scan. */
export async function* listedEntries(
  reading: Reading,
  choreography: string,
  statuses: ReadonlySet<Status>,
): AsyncGenerator<Entry> {
  for (const partition of partitionsOf(choreography, statuses)) yield* listedIn(reading, partition, statuses);
}

/** What is held comes first: of deviations that are put back meanwhile none is come upon a second time. */
function partitionsOf(choreography: string, statuses: ReadonlySet<Status>): readonly string[] {
  const deviations = DEVIATIONS.some((status) => statuses.has(status));
  const kinds = [...(statuses.has('held') ? ['held'] : []), ...(deviations ? ['deviation'] : [])];
  return kinds.flatMap((kind) =>
    Array.from({ length: SHARDS }, (_, shard) => `${choreography}#${kind}#${shard}`),
  );
}

/** The newest of several choreographies, with what held ones wait for; `more`: there are others. */
export async function newestEntries(
  reading: Reading,
  choreographies: readonly string[],
  statuses: ReadonlySet<Status>,
  most: number,
): Promise<{ readonly entries: readonly Entry[]; readonly more: boolean }> {
  const partitions = choreographies.flatMap((choreography) => partitionsOf(choreography, statuses));
  const reads = await sideBySide(partitions, async (partition) => {
    const some: Entry[] = [];
    for await (const entry of listedIn(reading, partition, statuses)) {
      some.push(entry);
      if (some.length > most) break;
    }
    return some;
  });
  const all = reads.flat().sort(byAge);
  return { entries: await explained(reading, all.slice(0, most)), more: all.length > most };
}

/** What one instance has of these, strongly consistent. */
export async function entriesOf(
  { ports }: Reading,
  instance: string,
  statuses: ReadonlySet<Status>,
): Promise<readonly Entry[]> {
  const rows = await ports.table.query(instance);
  const now = Date.now();
  return rows
    .flatMap((row) => (row.kind === 'event' ? [row] : []))
    .flatMap((row) => (row.status === 'held' ? heldEntry(row, rows, now) : (entryOf(row) ?? [])))
    .filter(({ status }) => statuses.has(status))
    .sort(byAge);
}

async function* listedIn(
  reading: Reading,
  partition: string,
  statuses: ReadonlySet<Status>,
): AsyncGenerator<Entry> {
  for await (const item of itemsOf(reading, partition)) {
    const found = listed.safeParse(item).data;
    if (found !== undefined && statuses.has(found.status)) yield listedEntry(found);
  }
}

async function* itemsOf({ stack, tableName }: Reading, partition: string): AsyncGenerator {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await stack.clients.table.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: listings.name,
        KeyConditionExpression: '#partition = :partition',
        ExpressionAttributeNames: { '#partition': listings.partitionKey },
        ExpressionAttributeValues: { ':partition': partition },
        ScanIndexForward: false,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

function listedEntry(item: z.infer<typeof listed>): Entry {
  const { instance, key, status, name, receivedAt, settledAt = receivedAt, reason, putBack } = item;
  const correlationId = correlationIdOf(instance);
  return {
    status,
    choreography: choreographyOf(instance),
    ...(correlationId !== undefined && { instance: correlationId }),
    event: name,
    identity: identityOf(key),
    at: settledAt,
    reason,
    putBack,
  };
}

/** A held one's reason is in what its instance is doing. It may have been taken since the index was read. */
async function explained(reading: Reading, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const instances = [...new Set(entries.flatMap((entry) => holderOf(entry) ?? []))];
  const held = new Map(
    await sideBySide(instances, async (instance) => {
      const found = await entriesOf(reading, instance, new Set(['held']));
      return [instance, new Map(found.map((entry) => [entry.identity, entry]))] as const;
    }),
  );
  return entries.flatMap((entry) => {
    const holder = holderOf(entry);
    return holder === undefined ? entry : (held.get(holder)?.get(entry.identity) ?? []);
  });
}

function holderOf({ choreography, instance, status }: Entry): string | undefined {
  return status !== 'held' || instance === undefined ? undefined : instancePartition(choreography, instance);
}
