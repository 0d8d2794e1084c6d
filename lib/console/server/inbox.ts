/** What waits for its turn, what was not allowed, and what is late, of one choreography. */
import { KEY } from '../../definition/wire.ts';
import { DEVIATIONS } from '../../projection/rows.ts';
import { parseWarning, wordsOf } from '../../projection/warnings.ts';
import type { Count } from '../api.ts';
import type { InboxAnswer, InboxEntry, InboxKind } from '../inbox-api.ts';
import { INBOX_KINDS } from '../inbox-api.ts';
import { isOverdue, signOfPlace } from '../signs.ts';
import type { Chart } from './chart.ts';
import type { Commands } from './commands.ts';
import { deviationsIn, heldIn } from './listed.ts';
import type { ListedDeviation, ListedHeld, ListedInstance } from './listed.ts';
import type { Snapshot } from './snapshot.ts';
import { compare, correlationIdOf, summariesOf } from './summaries.ts';
import type { Table } from './table.ts';

/** Rows of the inbox of one choreography, the newest of each shard. */
export type InboxRows = {
  readonly deviations: readonly ListedDeviation[];
  readonly held: readonly ListedHeld[];
};

export const NO_KIND = 'all';

/** At most so many of one kind are shown. */
export const MOST_SHOWN = 100;

export async function readInbox(table: Table, choreography: string, kind: string): Promise<InboxRows> {
  const wanted = DEVIATIONS.find((each) => each === kind);
  const none = { rows: [], more: false };
  const [deviations, held] = await Promise.all([
    wanted !== undefined
      ? table.having(choreography, 'deviation', wanted, MOST_SHOWN)
      : kind === NO_KIND
        ? table.listing(choreography, 'deviation', MOST_SHOWN)
        : none,
    kind === NO_KIND || kind === 'held' ? table.listing(choreography, 'held', MOST_SHOWN) : none,
  ]);
  return { deviations: deviationsIn(deviations).rows, held: heldIn(held).rows };
}

export type InboxOf = {
  readonly chart: Chart;
  readonly snapshot: Snapshot;
  readonly rows: InboxRows;
};

/** Of one choreography or of several, the newest first. */
export function inboxAnswer(
  all: readonly InboxOf[],
  kind: InboxKind | undefined,
  commands: Commands,
  now: number,
): InboxAnswer {
  const counts = all.map(({ snapshot }) => countsOf(snapshot, now));
  const kinds = INBOX_KINDS.flatMap((each) => {
    const count = added(counts.map((of) => of[each]));
    return count.count === 0 ? [] : [{ kind: each, count }];
  });
  const entries = all
    .flatMap((of) => entriesOf(of, commands, now))
    .filter((entry) => kind === undefined || entry.kind === kind)
    .sort((a, b) => compare(b.at, a.at) || compare(a.correlationId, b.correlationId))
    .slice(0, MOST_SHOWN);
  const matching = kinds.filter((each) => kind === undefined || each.kind === kind);
  return { entries, matching: added(matching.map(({ count }) => count)), kinds };
}

function added(counts: readonly Count[]): Count {
  return {
    count: counts.reduce((sum, { count }) => sum + count, 0),
    atLeast: counts.some(({ atLeast }) => atLeast),
  };
}

function countsOf(snapshot: Snapshot, now: number): Readonly<Record<InboxKind, Count>> {
  const { deviations, held, open, waits } = snapshot;
  const of = (kind: InboxKind): Count => ({
    count: deviations.rows.filter(({ status }) => status === kind).length,
    atLeast: deviations.more,
  });
  const warned = (kind: InboxKind): Count => ({
    count: open.rows.filter((row) => warningsOf(row).some((warning) => warning.kind === kind)).length,
    atLeast: open.more,
  });
  return {
    held: { count: held.rows.length, atLeast: held.more },
    unexpected: of('unexpected'),
    late: of('late'),
    orphan: of('orphan'),
    uncorrelated: of('uncorrelated'),
    ambiguous: of('ambiguous'),
    'failed-action': of('failed-action'),
    overdue: {
      count: summariesOf(snapshot).filter((instance) => isOverdue(instance, now)).length,
      atLeast: open.more || waits.more,
    },
    'year-end': warned('year-end'),
    'unfinished-redrive': warned('unfinished-redrive'),
  };
}

function entriesOf({ chart, snapshot, rows }: InboxOf, commands: Commands, now: number): InboxEntry[] {
  const { id: choreography, title } = chart.choreography;
  const entry = (
    kind: InboxKind,
    correlationId: string,
    said: Pick<InboxEntry, 'name' | 'at' | 'reason' | 'identity' | 'until'>,
  ): InboxEntry => {
    const command = commands.about(kind, { choreography, correlationId }, said.identity);
    return { kind, choreography, title, correlationId, ...said, ...(command !== undefined && { command }) };
  };
  return [
    ...rows.deviations.map(({ instance, key, name, reason, settledAt, status }) =>
      entry(status, correlationIdOf(instance), {
        ...{ name, at: settledAt, reason },
        ...(status !== 'failed-action' && { identity: key.slice(KEY.event.length) }),
      }),
    ),
    ...rows.held.map(({ hold, instance, key, name, receivedAt }) =>
      entry('held', correlationIdOf(instance), {
        ...{ name, at: receivedAt, reason: 'It came before its turn, and waits until it is awaited.' },
        ...{ identity: key.slice(KEY.event.length), until: endOfHold(receivedAt, hold) },
      }),
    ),
    ...summariesOf(snapshot).flatMap(({ correlationId, places, status }) => {
      const late =
        status === 'running' ? places.filter((place) => signOfPlace(place, now) === 'overdue') : [];
      const [first] = late.sort((a, b) => compare(a.due ?? '', b.due ?? ''));
      if (first?.due === undefined) return [];
      const reason = `"${first.state}" should have been left by now.`;
      return [entry('overdue', correlationId, { name: first.state, at: first.due, reason })];
    }),
    ...snapshot.open.rows.flatMap((row) =>
      warningsOf(row).map((warning) => {
        const [correlationId, reason] = [
          correlationIdOf(row.instance),
          wordsOf(warning, { ...row, choreography, correlationId: correlationIdOf(row.instance) })[
            'reason'
          ] ?? '',
        ];
        return entry(warning.kind, correlationId, { name: 'The execution', at: row.openedAt, reason });
      }),
    ),
  ];
}

export function endOfHold(receivedAt: string, hold: number): string {
  return new Date(Date.parse(receivedAt) + hold).toISOString();
}

/** Of the generation that is open now; an older version of the console may not know a newer warning. */
function warningsOf({ redrive, run, warned }: ListedInstance) {
  return [...(warned ?? [])].flatMap((text) => {
    try {
      const warning = parseWarning(text);
      const { generation } = warning;
      return generation.run === run && generation.redrive === redrive ? [warning] : [];
    } catch {
      return [];
    }
  });
}
