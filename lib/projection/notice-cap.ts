/**
 * A flood of deviations is told in part, and as a number: what drowns people helps nobody. The first of a window are told
 * one by one; of the others one line tells how many there were, once the window is over (`flood.ts`).
 */
import { MINUTE, isoOf, millisOf } from './instants.ts';
import type { DeviationNotice } from './notices.ts';

/** How many deviations of one kind a choreography tells one by one in a window; a flood would drown the rest. */
export const CAP = 100;
const WINDOW = 5 * MINUTE;

/** What is counted together, in a row of its own: one kind of deviation, of one choreography, for five minutes. */
export type Window = {
  readonly choreography: string;
  readonly deviation: string;
  /** ISO 8601: where the window begins. */
  readonly from: string;
};

/** What the row of a window knows: which notices it has let through, and whether it has had to withhold any. */
export type Counted = { readonly admitted: readonly string[]; readonly over: boolean };

/** Notices of one window. Closings are in no group: other choreographies live on them. */
export type Group = Window & { readonly notices: readonly DeviationNotice[] };

export function groupsOf(notices: readonly DeviationNotice[]): readonly Group[] {
  const groups = Map.groupBy(notices, ({ choreography, deviation, time }) =>
    JSON.stringify([choreography, deviation, windowOf(time)]),
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { choreography, deviation, time } = first;
    return [{ choreography, deviation, from: windowOf(time), notices: members }];
  });
}

export type Admission = {
  readonly told: readonly DeviationNotice[];
  /** Ids of those told that the window has not let through before. */
  readonly fresh: readonly string[];
  readonly withheld: readonly DeviationNotice[];
};

/** What of a group is told. One that was let through before is again: its first try may have failed. */
export function admit({ notices }: Group, { admitted }: Counted): Admission {
  const known = new Set(admitted);
  const room = CAP - known.size;
  const fresh = new Set<string>();
  const told: DeviationNotice[] = [];
  const withheld: DeviationNotice[] = [];
  for (const notice of notices) {
    if (!known.has(notice.id) && fresh.size >= room && !fresh.has(notice.id)) {
      withheld.push(notice);
      continue;
    }
    if (!known.has(notice.id)) fresh.add(notice.id);
    told.push(notice);
  }
  return { told, fresh: [...fresh], withheld };
}

/** ISO 8601: where it ends; the instant itself belongs to the next one. */
export function endOf({ from }: Window): string {
  return isoOf(millisOf(from) + WINDOW);
}

function windowOf(time: string): string {
  return isoOf(Math.floor(millisOf(time) / WINDOW) * WINDOW);
}
