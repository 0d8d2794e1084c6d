/** What became of one event: exactly one thing, and one that is true. */
import type { EventRow } from '../../../lib/projection/rows.ts';
import type { EventWrite } from '../table.ts';
import type { NaiveWords } from '../theirs.ts';
import type { AcceptedEvent } from './accepted.ts';
import { untrue } from './alarms.ts';
import type { Lived } from './said.ts';
import type { RunHistory } from './history.ts';
import type { Finding } from './judge.ts';

type Found = Omit<Finding, 'instance'>;
type Known = { readonly lived: Lived; readonly writes: readonly EventWrite[] };

/** By the table. */
export async function fateOf(
  event: AcceptedEvent,
  row: EventRow | undefined,
  { lived, writes }: Known,
): Promise<readonly Found[]> {
  const { identity } = event;
  const { moved, failed } = timesOf(event, lived.runs);
  if (moved + failed > 1) return doubled(event, moved + failed);
  if (row === undefined) return found('lost', event, 'left no trace');
  if (row.status === 'held' || row.status === 'sent') return found('lost', event, `is still ${row.status}`);
  if (row.status === 'consumed')
    return moved === 1 ? [] : found('lost', event, 'is recorded as consumed, and in no history');
  if (moved > 0) return found('doubled', event, `moved the instance, and is recorded as ${row.status}`);
  // Where it ended the instance, it was decided when it was marked.
  const status = failed > 0 ? 'sent' : row.status;
  const write = writes.findLast(({ after }) => after.identity === identity && after.status === status);
  if (write === undefined) return found('lost', event, `is ${row.status}, and nobody wrote that`);
  const { at, read } = write;
  const receivedAt = Date.parse(row.receivedAt);
  const lie = await untrue(event, { status: row.status, at, readFrom: read?.from ?? at, receivedAt }, lived);
  if (lie === undefined) return [];
  return [{ kind: row.status === 'ignored' || row.status === 'stale' ? 'lost' : 'false alarm', what: lie }];
}

/** Who keeps no account has only the histories, and what the functions said when they were called. */
export async function naiveFateOf(
  event: AcceptedEvent,
  lived: Lived,
  words: readonly NaiveWords[],
): Promise<readonly Found[]> {
  const { moved, failed } = timesOf(event, lived.runs);
  if (moved + failed > 1) return doubled(event, moved + failed);
  if (moved === 1) return [];
  const own = words.filter(({ ends }) =>
    ends.some(({ instance, identity }) => instance === event.instance && identity === event.identity),
  );
  const said = (kind: string) =>
    own.find(({ ends }) => ends.some(({ end, identity }) => end === kind && identity === event.identity));
  if (failed === 0) return said('dropped') === undefined ? found('lost', event, 'left no trace') : [];
  const { from, at } = said('failed-instance') ?? { from: event.at, at: failedAt(event, lived.runs) };
  const lie = await untrue(event, { status: 'unexpected', readFrom: from, at, receivedAt: event.at }, lived);
  return lie === undefined ? [] : [{ kind: 'false alarm', what: lie }];
}

function found(kind: Found['kind'], { name, identity }: AcceptedEvent, what: string): readonly Found[] {
  return [{ kind, what: `"${name}" (${identity}) ${what}` }];
}

function doubled(event: AcceptedEvent, times: number): readonly Found[] {
  return found('doubled', event, `is in the history ${times} times`);
}

/** How often it moved the instance, and how often it ended it. */
function timesOf({ identity }: AcceptedEvent, runs: readonly RunHistory[]) {
  const all = runs.flatMap(({ happenings }) => happenings);
  const count = (kind: 'taken' | 'failed'): number =>
    all.filter((each) => each.kind === kind && each.identity === identity).length;
  const opened = runs.filter((run) => run.identity === identity).length;
  return { moved: opened + count('taken'), failed: count('failed') };
}

function failedAt({ identity }: AcceptedEvent, runs: readonly RunHistory[]): number {
  const all = runs.flatMap(({ happenings }) => happenings);
  return all.find((each) => each.kind === 'failed' && each.identity === identity)?.at ?? 0;
}
