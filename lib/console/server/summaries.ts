/** From what the indexes say to what the lists show. Pure. */
import { KEY } from '../../definition/wire.ts';
import type { Generation } from '../../projection/generation.ts';
import { compareGenerations } from '../../projection/generation.ts';
import type { InstanceSummary, Place } from '../api.ts';
import type { ListedInstance, ListedWait } from './listed.ts';
import type { Snapshot } from './snapshot.ts';

/** Newest first. An id that is in both listings while it closes or opens again is shown by its newest generation. */
export function summariesOf({ open, closed, waits }: Snapshot): InstanceSummary[] {
  const places = placesBy(waits.rows);
  const newest = new Map<string, ListedInstance>();
  for (const row of [...closed.rows, ...open.rows]) {
    const other = newest.get(row.instance);
    if (other === undefined || isNewer(row, other)) newest.set(row.instance, row);
  }
  return [...newest.values()].map((row) => summaryOf(row, places.get(row.instance) ?? [])).sort(newestFirst);
}

/** Of one generation, closed comes after open. */
function isNewer(a: ListedInstance, b: ListedInstance): boolean {
  const order = compareGenerations(a, b);
  return order > 0 || (order === 0 && a.status === 'closed');
}

export function summaryOf(row: ListedInstance, waits: readonly ListedWait[]): InstanceSummary {
  const running = row.status === 'open';
  return {
    correlationId: correlationIdOf(row.instance),
    run: row.run,
    status: running ? 'running' : (row.outcome ?? 'succeeded'),
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    lastState: row.lastState,
    error: row.error,
    places: running ? standing(waits, row).map(placeOf).sort(byState) : [],
  };
}

/**
 * Where an instance of this generation stands: a used wait stays in the table until another of its region takes its
 * place. So what a later wait around it, or inside it, shows to have been left does not count; nor do members of an
 * earlier visit: they carry when their `all` was entered.
 */
export function standing<T extends Generation & Pick<ListedWait, 'key' | 'enteredAt' | 'member' | 'state'>>(
  waits: readonly T[],
  generation: Generation,
): T[] {
  const now = waits.filter((wait) => compareGenerations(wait, generation) === 0);
  return now.filter((wait) => !now.some((other) => other.enteredAt > wait.enteredAt && isLeft(wait, other)));
}

type Placed = Pick<ListedWait, 'key' | 'member' | 'state'>;

function isLeft(wait: Placed, other: Placed): boolean {
  const [own, later] = [regionOf(wait), regionOf(other)];
  if (own === later) return true;
  return own === '' || later === '' || own.startsWith(`${later}/`) || later.startsWith(`${own}/`);
}

/** The path of the region that a wait stands in; a member's key has its own name behind it. */
export function regionOf({ key, member, state }: Placed): string {
  const path = key.slice(KEY.wait.length);
  const own = `${state}/${member ?? ''}`;
  if (member === undefined || !path.endsWith(own)) return path;
  return path.slice(0, -own.length).replace(/\/$/u, '');
}

/** The rows of where instances stand, by the table's partition key. */
export function placesBy(waits: readonly ListedWait[]): Map<string, ListedWait[]> {
  const places = new Map<string, ListedWait[]>();
  for (const wait of waits) {
    const others = places.get(wait.instance);
    if (others === undefined) places.set(wait.instance, [wait]);
    else others.push(wait);
  }
  return places;
}

/** The choreography's id has no `#`. */
export function correlationIdOf(instance: string): string {
  return instance.slice(instance.indexOf('#') + 1);
}

/**
 * What stands for a deadline, or a due, where none of several runs just now: the longest that Step Functions takes for a
 * timeout, more than three years.
 */
const NEVER = 99_999_000_000;

function runs(at: string | undefined, enteredAt: string): string | undefined {
  if (at === undefined) return undefined;
  return Date.parse(at) - Date.parse(enteredAt) >= NEVER ? undefined : at;
}

export function placeOf({
  state,
  enteredAt,
  due,
  deadline,
  member,
}: Pick<ListedWait, 'state' | 'enteredAt' | 'due' | 'deadline' | 'member'>): Place {
  return {
    state,
    since: enteredAt,
    due: runs(due, enteredAt),
    deadline: runs(deadline, enteredAt),
    member,
  };
}

function byState(a: Place, b: Place): number {
  return compare(a.state, b.state) || compare(a.member ?? '', b.member ?? '');
}

function newestFirst(a: InstanceSummary, b: InstanceSummary): number {
  return compare(b.openedAt, a.openedAt) || compare(a.correlationId, b.correlationId);
}

/** By code units: the same on every machine. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
