import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { KEY, SHARDS, TABLE } from '../../definition/wire.ts';
import { DEVIATIONS } from '../../projection/rows.ts';
import { byAge, choreographyOf, correlationIdOf, identityOf } from './entries.ts';
import type { Entry, Status } from './entries.ts';
import { heldEntry } from './held.ts';
import { entryOf } from './row-entry.ts';
import type { Session } from './session.ts';

const { listings } = TABLE.indexes;

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
  session: Session,
  choreography: string,
  statuses: ReadonlySet<Status>,
): AsyncGenerator<Entry> {
  for (let shard = 0; shard < SHARDS; shard++) yield* listedIn(session, choreography, shard, statuses);
}

/** The newest of several choreographies, with what held ones wait for; `more`: there are others. */
export async function newestEntries(
  session: Session,
  choreographies: readonly string[],
  statuses: ReadonlySet<Status>,
  most: number,
): Promise<{ readonly entries: readonly Entry[]; readonly more: boolean }> {
  const reads = await Promise.all(
    choreographies.flatMap((choreography) =>
      Array.from({ length: SHARDS }, async (_, shard) => {
        const some: Entry[] = [];
        for await (const entry of listedIn(session, choreography, shard, statuses)) {
          some.push(entry);
          if (some.length > most) break;
        }
        return some;
      }),
    ),
  );
  const all = reads.flat().sort(byAge);
  const shown = await Promise.all(all.slice(0, most).map((entry) => explained(session, entry)));
  return { entries: shown.filter((entry) => entry !== undefined), more: all.length > most };
}

/** What one instance has of these, strongly consistent. */
export async function entriesOf(
  { ports }: Session,
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
  session: Session,
  choreography: string,
  shard: number,
  statuses: ReadonlySet<Status>,
): AsyncGenerator<Entry> {
  const deviations = DEVIATIONS.some((status) => statuses.has(status));
  for (const listing of [...(deviations ? ['deviation'] : []), ...(statuses.has('held') ? ['held'] : [])])
    for await (const item of itemsOf(session, `${choreography}#${listing}#${shard}`)) {
      const found = listed.safeParse(item).data;
      if (found !== undefined && statuses.has(found.status)) yield listedEntry(found);
    }
}

async function* itemsOf({ stack, tableName }: Session, partition: string): AsyncGenerator {
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
async function explained(session: Session, entry: Entry): Promise<Entry | undefined> {
  const { choreography, instance, identity, status } = entry;
  if (status !== 'held' || instance === undefined) return entry;
  const held = await entriesOf(session, `${choreography}#${instance}`, new Set(['held']));
  return held.find((found) => found.identity === identity);
}
