/**
 * Which waits of one generation can still be live. A region's wait overwrites the one before it; but where a state
 * leads into or out of an `all`, the waits on the other side stay in the table, and only their order tells.
 */
import { KEY } from '../definition/wire.ts';
import type { WaitingRow } from './rows.ts';
import { currentWaits } from './situation.ts';
import type { Situation } from './situation.ts';

export function activeWaits(situation: Pick<Situation, 'instance' | 'waits'>): readonly WaitingRow[] {
  const waits = currentWaits(situation);
  return waits.filter((wait) => !isLeft(wait, waits));
}

/** Waits of regions that a newer wait shows to have been left. */
export function leftBehind(situation: Situation): readonly WaitingRow[] {
  const waits = currentWaits(situation);
  return waits.filter((wait) => isLeft(wait, waits));
}

function isLeft(wait: WaitingRow, waits: readonly WaitingRow[]): boolean {
  return waits.some((other) => {
    const apart = encloses(other, wait) || encloses(wait, other);
    if (apart) return other.order > wait.order;
    // Members of another visit, of the same `all` or of a later one in the same region.
    return (
      other.key !== wait.key &&
      other.enteredAt > wait.enteredAt &&
      isMember(other) &&
      isMember(wait) &&
      regionOf(other) === regionOf(wait)
    );
  });
}

/** A region's path; the instance itself is the empty one. */
function pathOf(wait: WaitingRow): string {
  return wait.key.slice(KEY.wait.length);
}

function encloses(outer: WaitingRow, inner: WaitingRow): boolean {
  const path = pathOf(outer);
  return path === '' ? pathOf(inner) !== '' : pathOf(inner).startsWith(`${path}/`);
}

/** Of a member: the path of the region that its `all` lies in. */
function regionOf(wait: WaitingRow): string {
  const own = `${wait.state}/${wait.member ?? ''}`;
  const path = pathOf(wait);
  return path.endsWith(own) ? path.slice(0, -own.length) : path;
}

function isMember(wait: WaitingRow): boolean {
  return wait.member !== undefined;
}

/** Whether both are members of one `all`, entered once. */
export function isSameVisit(a: WaitingRow, b: WaitingRow): boolean {
  return isMember(b) && a.state === b.state && a.enteredAt === b.enteredAt;
}
