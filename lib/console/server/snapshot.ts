import type { ListedDeviation, ListedInstance, ListedWait, Read } from './listed.ts';
import { deviationsIn, instancesIn, waitsIn } from './listed.ts';
import type { Table } from './table.ts';

/** What the indexes say of one choreography. */
export type Snapshot = {
  readonly open: Read<ListedInstance>;
  readonly closed: Read<ListedInstance>;
  readonly deviations: Read<ListedDeviation>;
  readonly waits: Read<ListedWait>;
};

/** At most so many rows of each shard; there are eight shards. Beyond it counts say "at least". */
const MOST = { open: 1_250, closed: 500, deviation: 125, waits: 2_500 };

/** A snapshot is used again for a second at least, and for ten times as long as it took to read. */
const AGE = { least: 1_000, factor: 10 };

/** Reads once for all who look at the same time. */
export function snapshotsOf(table: Table, now: () => number): (choreography: string) => Promise<Snapshot> {
  const known = new Map<string, { readonly snapshot: Promise<Snapshot>; freshUntil: number }>();
  return (choreography) => {
    const entry = known.get(choreography);
    if (entry !== undefined && now() < entry.freshUntil) return entry.snapshot;
    const started = now();
    const snapshot = read(table, choreography);
    const fresh = { snapshot, freshUntil: Infinity };
    known.set(choreography, fresh);
    snapshot.then(
      () => {
        fresh.freshUntil = now() + Math.max(AGE.least, AGE.factor * (now() - started));
      },
      () => known.delete(choreography),
    );
    return snapshot;
  };
}

async function read(table: Table, choreography: string): Promise<Snapshot> {
  const [open, closed, deviations, waits] = await Promise.all([
    table.listing(choreography, 'open', MOST.open),
    table.listing(choreography, 'closed', MOST.closed),
    table.listing(choreography, 'deviation', MOST.deviation),
    table.waits(choreography, MOST.waits),
  ]);
  return {
    open: instancesIn(open),
    closed: instancesIn(closed),
    deviations: deviationsIn(deviations),
    waits: waitsIn(waits),
  };
}
