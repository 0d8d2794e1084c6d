/** What an instance still expects: what is awaited now, the clocks over it, what is held for it, and the way to an end. */
import { awaitedOf } from '../../console/server/awaited.ts';
import type { Choreography } from '../../definition/model.ts';
import { KEY } from '../../definition/wire.ts';
import { versionOf } from '../../compiler/version.ts';
import { activeWaits } from '../../projection/regions.ts';
import type { InstanceRow, Row, WaitingRow } from '../../projection/rows.ts';
import { duesOf } from '../../projection/standing.ts';
import { planOf } from '../../semantics/plan-of.ts';
import { byAge } from './entries.ts';
import type { Entry } from './entries.ts';
import { DONE_REGION } from './flows.ts';
import type { Flows, Pending } from './flows.ts';
import { heldEntry } from './held.ts';
import { shortestWay } from './shortest-way.ts';
import type { WayOut } from './shortest-way.ts';

export type Expected = {
  readonly instance: InstanceRow;
  /** Where it stands; none: between two states, or over. */
  readonly states: readonly string[];
  readonly awaited: ReturnType<typeof awaitedOf>;
  readonly clocks: readonly Clock[];
  readonly held: readonly Entry[];
  /** Absent without the choreography's file, or where no way was found. */
  readonly way?: WayOut;
  /** Where the shortest way fails: the shortest one that does not. */
  readonly success?: WayOut;
  /** What it started under, where that is not what the file says. */
  readonly otherVersion?: string;
};

export type Clock = { readonly kind: 'due' | 'deadline'; readonly state: string; readonly at: string };

export function expectedOf(
  instance: InstanceRow,
  rows: readonly Row[],
  choreography: Choreography | undefined,
  now: number,
): Expected {
  const all = rows.filter((row) => row.kind === 'wait');
  const waits = instance.status === 'open' ? activeWaits({ instance, waits: all }) : [];
  const held = rows.flatMap((row) =>
    row.kind === 'event' && row.status === 'held' ? [heldEntry(row, rows, now)] : [],
  );
  const version = waits[0]?.version;
  return {
    instance,
    states: [...new Set(waits.map(({ state }) => state))],
    awaited: distinct(waits.flatMap(awaitedOf)),
    clocks: clocksOf(waits),
    held: held.sort(byAge),
    ...(choreography !== undefined && waits.length > 0 && waysOut(choreography, waits)),
    ...(choreography !== undefined &&
      version !== undefined &&
      version !== versionOf(choreography) && { otherVersion: version }),
  };
}

/** Members of an `all` each await what leaves it. */
function distinct(awaited: Expected['awaited']): Expected['awaited'] {
  return [...new Map(awaited.map((each) => [JSON.stringify(each), each])).values()];
}

function clocksOf(waits: readonly WaitingRow[]): readonly Clock[] {
  const clocks = waits.flatMap((wait): Clock[] => [
    ...duesOf(wait).map(({ state, at }): Clock => ({ kind: 'due', state, at })),
    ...(wait.deadline === undefined
      ? []
      : [{ kind: 'deadline' as const, state: wait.state, at: wait.deadline }]),
  ]);
  const once = new Map(clocks.map((clock) => [JSON.stringify(clock), clock]));
  return [...once.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
}

function waysOut(
  choreography: Choreography,
  waits: readonly WaitingRow[],
): Pick<Expected, 'way' | 'success'> {
  const plan = planOf(choreography);
  const flows = flowsOf(waits, plan);
  if (flows === undefined) return {};
  const pending = pendingOf(waits);
  const way = shortestWay(plan, flows, pending, new Set(['succeeded', 'failed']));
  if (way === undefined) return {};
  const success =
    way.outcome === 'succeeded' ? undefined : shortestWay(plan, flows, pending, new Set(['succeeded']));
  return { way, ...(success !== undefined && { success }) };
}

/** Undefined where the file knows no such place: then it is another version's. */
function flowsOf(waits: readonly WaitingRow[], plan: ReturnType<typeof planOf>): Flows | undefined {
  const flows = new Map<string, string>();
  for (const wait of waits) {
    const { place } = wait.wait;
    if (!plan.places.has(place)) return undefined;
    const path = regionOf(wait);
    flows.set(path, place);
    // What it stands in: the parallel around each region, whose other regions are done where nothing waits in them.
    const names = path === '' ? [] : path.split('/');
    for (let inner = 0; inner < names.length; inner += 2) {
      const around = names.slice(0, inner).join('/');
      const parallel = plan.places.get(names[inner] ?? '');
      flows.set(around, names[inner] ?? '');
      if (parallel?.kind !== 'parallel') return undefined;
      for (const region of parallel.regions) if (!flows.has(region.path)) flows.set(region.path, DONE_REGION);
    }
  }
  return flows;
}

/** The path of the region; of an `all`'s member, of that in which the `all` stands. */
function regionOf({ key, member, state }: WaitingRow): string {
  const path = key.slice(KEY.wait.length);
  if (member === undefined) return path;
  const own = `${state}/${member}`;
  return path === own ? '' : path.slice(0, -own.length - 1);
}

function pendingOf(waits: readonly WaitingRow[]): Pending {
  const pending = new Map<string, readonly string[]>();
  for (const { wait, member, memories } of waits) {
    const known = memories?.at(-1)?.pending;
    if (member !== undefined) pending.set(wait.place, [...(pending.get(wait.place) ?? []), member]);
    else if (known !== undefined && known !== null) pending.set(wait.place, known);
  }
  return pending;
}
