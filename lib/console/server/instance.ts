import { hashOf } from '../../definition/hash.ts';
import { NO_TRANSITION, TOO_MUCH_DATA } from '../../definition/names.ts';
import { ERROR } from '../../definition/wire.ts';
import { parseRow } from '../../projection/parse-row.ts';
import type { Item } from '../../projection/parse-row.ts';
import type { EventRow, InstanceRow, Row, WaitingRow } from '../../projection/rows.ts';
import type { InstanceAnswer, InstanceStatus, Place } from '../api.ts';
import type { Arns } from './arns.ts';
import type { Atlas } from './atlas.ts';
import { awaitedOf, countsOf } from './awaited.ts';
import type { Chart } from './chart.ts';
import type { Commands } from './commands.ts';
import type { Histories } from './histories.ts';
import { arrivedMembers, marksOf, takenEdges } from './marks.ts';
import { compare, correlationIdOf, placeOf, regionOf, standing } from './summaries.ts';
import type { Table } from './table.ts';
import { timelineOf } from './timeline.ts';
import type { Way } from './way.ts';
import { wayOf } from './following.ts';

export type InstanceSources = {
  readonly table: Table;
  readonly histories: Histories;
  readonly arns: Arns;
  readonly commands: Commands;
};

/** Everything about one instance, or one of its runs; undefined where the table knows nothing of it. */
export async function instanceAnswer(
  sources: InstanceSources,
  { choreography, picture, atlas }: Chart,
  correlationId: string,
  wanted: number | undefined,
): Promise<InstanceAnswer | undefined> {
  const { table, histories, arns, commands } = sources;
  const partition = arns.partitionOf(choreography.id, correlationId);
  const items = await table.partition(partition);
  const rows = rowsIn(items);
  const events = rows.filter((row): row is EventRow => row.kind === 'event');
  const instance = rows.find((row): row is InstanceRow => row.kind === 'instance');
  if (instance === undefined && events.length === 0) return undefined;
  const runs = instance?.run ?? 0;
  const run = wanted === undefined || wanted < 1 || wanted > runs ? runs : wanted;
  const newest = run === runs;
  const free = newest ? freeWaits(rows, instance) : [];
  const execution = newest ? instance?.execution : arns.executionOf(correlationIdOf(partition), run);
  const executionArn = execution === undefined ? undefined : arns.arnOf(choreography.id, execution);
  const history =
    executionArn === undefined
      ? { events: [], note: 'No instance was opened for this id.' }
      : await histories(executionArn, versionOf(items), !newest || instance?.status === 'closed');
  const way = wayOf(atlas, history.events);
  const waits = free.filter((wait) => !isOver(wait, way, atlas));
  const ended = endOf(newest ? instance : undefined, way);
  const unread = items.length - rows.length;
  const counts = countsOf(waits, atlas, way);
  const places = ended.status === 'running' ? waits.map((wait) => waitingAt(wait, way)) : [];
  return {
    choreography: choreography.id,
    title: choreography.title,
    correlationId,
    run,
    runs,
    ...ended,
    openedAt: (newest ? instance?.openedAt : way.visits[0]?.enteredAt) ?? events[0]?.receivedAt ?? '',
    places,
    picture,
    marks:
      instance === undefined ? {} : marksOf({ atlas, picture, items: counts }, { ...ended, places }, way),
    taken: takenEdges(picture, way),
    arrived: { ...arrivedMembers(atlas, way), ...gatheredIn(waits, atlas) },
    items: counts,
    awaited: ended.status === 'running' ? waits.flatMap(awaitedOf) : [],
    timeline: timelineOf({
      rows: events,
      way,
      run,
      runs,
      settled: new Map(choreography.events.map(({ name, settle }) => [name, settle])),
      isEnd: isEnd(atlas, ended.lastState),
      ...ended,
    }),
    commands:
      newest && instance !== undefined
        ? commands.for(ended.status, instance, wouldFailAgain(atlas, ended))
        : [],
    executionArn: executionArn ?? '',
    awsUrl: executionArn === undefined ? undefined : arns.executionUrl(executionArn),
    note: unread === 0 ? history.note : `${unread} rows of this instance could not be read.`,
  };
}

/** One broken row must not hide the others from whoever looks for what broke. */
function rowsIn(items: readonly Item[]): Row[] {
  return items.flatMap((item) => {
    try {
      const row = parseRow(item);
      return row === undefined ? [] : [row];
    } catch {
      return [];
    }
  });
}

/** What the newest generation still waits for: where it stands, less what events have used. */
function freeWaits(rows: readonly Row[], instance: InstanceRow | undefined): WaitingRow[] {
  if (instance === undefined) return [];
  const used = new Set(rows.flatMap(usedBy));
  const waits = rows.filter((row): row is WaitingRow => row.kind === 'wait');
  const free = standing(waits, instance).filter(({ token }) => !used.has(hashOf(token)));
  return free.sort((a, b) => compare(a.state, b.state) || compare(a.member ?? '', b.member ?? ''));
}

function usedBy(row: Row): string[] {
  if (row.kind !== 'event') return [];
  if (row.status === 'sent') return row.mark.kind === 'start' ? [] : [row.mark.waitHash];
  return 'waitHash' in row ? [row.waitHash] : [];
}

/** Changes with every write that matters to the history. */
function versionOf(items: readonly Item[]): string {
  const parts = items.map(({ key, status, order, run, redrive }) => [key, status, order, run, redrive]);
  return hashOf(JSON.stringify(parts));
}

/** Of the Fail states that a machine has beside its author's. */
const OWN_ERRORS: ReadonlySet<unknown> = new Set([
  ERROR.unexpected,
  NO_TRANSITION.error,
  TOO_MUCH_DATA.error,
]);

function wouldFailAgain(atlas: Atlas, { lastState, error }: End): boolean {
  return isEnd(atlas, lastState) || OWN_ERRORS.has(error);
}

/** Whether that is a final state: no state or several in which it stood are none. */
function isEnd(atlas: Atlas, name: string | undefined): boolean {
  return atlas.at(name)?.state.kind === 'final';
}

/** The history knows that its region has gone on, where the table does not yet, or has nothing more to say. */
function isOver(wait: WaitingRow, { visits }: Way, atlas: Atlas): boolean {
  const region = regionOf(wait);
  return visits.some(
    ({ state, enteredAt }) =>
      state !== wait.state && enteredAt > wait.enteredAt && atlas.at(state)?.region === region,
  );
}

/** A wait that is answered and put again is entered anew by the machine, but not by the instance. */
function waitingAt(wait: WaitingRow, { visits }: Way): Place {
  const items = Object.values(wait.memories?.[wait.wait.level]?.items ?? {});
  const [due] = [...wait.dues.map(({ at }) => at), ...items.flatMap((item) => item.due ?? [])].sort();
  const { state, deadline, member } = wait;
  const since = visits.findLast((visit) => visit.state === state)?.enteredAt;
  return placeOf({
    state,
    enteredAt: since !== undefined && since < wait.enteredAt ? since : wait.enteredAt,
    ...(due === undefined ? {} : { due }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(member === undefined ? {} : { member }),
  });
}

/** Of an `all` that is one wait, its memory says which members are still to come. */
function gatheredIn(waits: readonly WaitingRow[], atlas: Atlas): { [state: string]: readonly string[] } {
  const arrived: { [state: string]: readonly string[] } = {};
  for (const { state, wait, memories } of waits) {
    const pending = memories?.[wait.level]?.pending ?? undefined;
    const all = atlas.at(state)?.state;
    if (wait.gather === undefined || pending === undefined || all?.kind !== 'all') continue;
    arrived[state] = all.members.flatMap(({ event }) => (pending.includes(event) ? [] : [event]));
  }
  return arrived;
}

type End = Pick<InstanceAnswer, 'status' | 'closedAt' | 'lastState' | 'error' | 'cause'>;

function endOf(instance: InstanceRow | undefined, way: Way): End {
  const { ending, visits } = way;
  if (instance?.status === 'closed') {
    return {
      status: instance.outcome,
      closedAt: instance.closedAt,
      lastState: instance.lastState ?? visits.at(-1)?.state,
      error: instance.error ?? ending?.error,
      // Of a run that never went on its history knows no reason.
      cause: instance.reason ?? causeOf(ending?.cause),
    };
  }
  const over = instance === undefined && ending !== undefined;
  const status: InstanceStatus = !over ? 'running' : ending.error === undefined ? 'succeeded' : 'failed';
  return {
    status,
    closedAt: over ? ending.at : undefined,
    lastState: over ? visits.at(-1)?.state : undefined,
    error: over ? ending.error : undefined,
    cause: over ? causeOf(ending.cause) : undefined,
  };
}

/** The cause of an unexpected event is JSON with a message for people. */
function causeOf(cause: string | undefined): string | undefined {
  if (cause?.startsWith('{') !== true) return cause;
  try {
    const value: unknown = JSON.parse(cause);
    if (typeof value !== 'object' || value === null || !('message' in value)) return cause;
    return typeof value.message === 'string' ? value.message : cause;
  } catch {
    return cause;
  }
}
