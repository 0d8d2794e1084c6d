/** A flood of deviations is told in part, and as a number: what drowns people helps nobody. */
import { MINUTE, isoOf, millisOf } from './instants.ts';
import { idOf } from './notices.ts';
import type { DeviationNotice, Notice } from './notices.ts';

/** How many deviations of one kind a choreography tells one by one in a window; a flood would drown the rest. */
export const CAP = 100;
const WINDOW = 5 * MINUTE;

/** What the counter row of a window knows: which notices it has let through, and whether it has said that there are more. */
export type Counted = { readonly admitted: readonly string[]; readonly summarised: boolean };

/** Notices that are counted together. Closings are in no group: other choreographies live on them. */
export type Group = {
  readonly choreography: string;
  readonly deviation: string;
  /** ISO 8601: where the window begins. */
  readonly from: string;
  readonly notices: readonly DeviationNotice[];
};

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

/** What of a group is told. One that was let through before is again: its first try may have failed. */
export function admit(
  { choreography, deviation, from, notices }: Group,
  { admitted, summarised }: Counted,
): { readonly told: readonly DeviationNotice[]; readonly summary: DeviationNotice | undefined } {
  const known = new Set(admitted);
  const told: DeviationNotice[] = [];
  for (const notice of notices) {
    if (known.size >= CAP && !known.has(notice.id)) continue;
    known.add(notice.id);
    told.push(notice);
  }
  if (summarised || told.length === notices.length) return { told, summary: undefined };
  const until = isoOf(millisOf(from) + WINDOW);
  const reason = `More than ${CAP} deviations "${deviation}" between ${from} and ${until}; the others are in the table only.`;
  const summary: DeviationNotice = {
    detailType: 'Choreography Deviation',
    id: idOf('many', choreography, deviation, from),
    choreography,
    time: from,
    deviation: 'many',
    detail: { of: deviation, from, until, reason },
  };
  return { told, summary };
}

function windowOf(time: string): string {
  return isoOf(Math.floor(millisOf(time) / WINDOW) * WINDOW);
}

/** The `detail` of the event on the bus. */
export function detailOf(notice: Notice): string {
  const { id, choreography, detail } = notice;
  const deviation = notice.detailType === 'Choreography Deviation' ? { deviation: notice.deviation } : {};
  return JSON.stringify({ id, choreography, ...deviation, ...detail });
}
