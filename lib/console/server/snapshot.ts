import type { ListedInstance, ListedStatus, ListedWait, Read } from './listed.ts';
import { instancesIn, statusesIn, waitsIn } from './listed.ts';
import type { Table } from './table.ts';

/** What the indexes say of one choreography. */
export type Snapshot = {
  readonly open: Read<ListedInstance>;
  readonly closed: Read<ListedInstance>;
  /** How many of which kind, and when. */
  readonly deviations: Read<ListedStatus>;
  readonly held: Read<ListedStatus>;
  readonly waits: Read<ListedWait>;
};

/** At most so many rows of each shard; there are eight shards. Beyond it counts say "at least". */
const MOST = { open: 1_250, closed: 1_250, deviation: 2_500, held: 1_250, waits: 2_500 };

export async function readSnapshot(table: Table, choreography: string): Promise<Snapshot> {
  const [running, closed, deviations, held] = await Promise.all([
    readRunning(table, choreography),
    table.listing(choreography, 'closed', MOST.closed),
    table.statuses(choreography, 'deviation', MOST.deviation),
    table.statuses(choreography, 'held', MOST.held),
  ]);
  return {
    ...running,
    closed: instancesIn(closed),
    deviations: statusesIn(deviations),
    held: statusesIn(held),
  };
}

/** Where nothing is open, nothing stands anywhere: then that is not asked, and most are quiet most of the time. */
async function readRunning(table: Table, choreography: string): Promise<Pick<Snapshot, 'open' | 'waits'>> {
  const open = instancesIn(await table.listing(choreography, 'open', MOST.open));
  if (open.rows.length === 0) return { open, waits: { rows: [], more: false } };
  return { open, waits: waitsIn(await table.waits(choreography, MOST.waits)) };
}
