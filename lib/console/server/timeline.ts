/** What happened to an instance, in order: its events' rows in the table, and what only the history knows. Pure. */
import type { EventRow } from '../../projection/rows.ts';
import type { InstanceStatus, TimelineEntry } from '../api.ts';
import { saysTheSame, UNEXPECTED } from '../errors-in-words.ts';
import { endOfHold } from './inbox.ts';
import { movesText } from './moves.ts';
import { EARLY, eventId, orderOf, waitOf } from './turns.ts';
import type { Step, Taken, Way } from './way.ts';

export type Told = {
  readonly rows: readonly EventRow[];
  readonly way: Way;
  readonly run: number;
  /** The newest run, in which events without one belong. */
  readonly runs: number;
  readonly status: InstanceStatus;
  readonly closedAt: string | undefined;
  readonly lastState: string | undefined;
  /** Event → how long it is kept back, for one that happened before it; in milliseconds. */
  readonly settled: ReadonlyMap<string, number>;
  /** Whether `lastState` is one that ends, not one that it failed in. */
  readonly isEnd: boolean;
};

export function timelineOf(told: Told): TimelineEntry[] {
  const { rows, way, run, runs } = told;
  const taken = new Map(way.taken.map((each) => [each.identity, each]));
  const mine = rows.filter((row) => (runOf(row) ?? runs) === run);
  const known = new Set(mine.map(({ identity }) => identity));
  const entries = [
    ...mine.map((row) => eventEntry(row, taken.get(row.identity), told.settled.get(row.name) ?? 0)),
    ...way.taken.filter(({ identity }) => !known.has(identity)).map(takenEntry),
    ...way.steps.map(stepEntry),
    ...way.redriven.map((at) => ({
      id: `redriven ${at}`,
      at,
      title: 'Taken up again',
      detail: 'The execution was redriven.',
      what: { kind: 'redriven' as const },
    })),
    ...endEntry(told),
  ];
  return entries.sort(orderOf(mine, way.taken));
}

function runOf(row: EventRow): number | undefined {
  switch (row.status) {
    case 'sent':
      return row.mark.run;
    case 'held':
    case 'ignored':
    case 'stale':
    case 'resubmitted':
      return undefined;
    default:
      return row.run;
  }
}

function eventEntry(row: EventRow, taken: Taken | undefined, settle: number): TimelineEntry {
  const waited = taken === undefined ? 0 : waitOf(row, taken);
  // What settles waits even if it is its turn.
  const early = waited > EARLY && (settle === 0 || (taken?.since ?? '') > row.receivedAt);
  return {
    id: eventId(row),
    at: row.receivedAt,
    title: row.name,
    detail: detailOf(row, taken),
    what: {
      kind: 'event',
      status: row.status,
      identity: row.identity,
      happenedAt: row.time,
      payload: 'payload' in row ? row.payload : taken?.payload,
      ...(row.status === 'held' && { heldUntil: endOfHold(row.receivedAt, row.hold) }),
      heldFor: row.status === 'consumed' && early ? waited : undefined,
    },
  };
}

function detailOf(row: EventRow, taken: Taken | undefined): string | undefined {
  switch (row.status) {
    case 'consumed':
      return moveOf(taken);
    case 'sent':
      return 'On its way to the instance';
    case 'held':
      return 'Came before its turn; waits until it is awaited';
    default:
      return row.reason;
  }
}

function takenEntry(taken: Taken): TimelineEntry {
  const { identity, at, name, time, payload } = taken;
  return {
    id: eventId(taken),
    at,
    title: name,
    detail: moveOf(taken),
    what: { kind: 'event', status: 'consumed', identity, happenedAt: time, payload, heldFor: undefined },
  };
}

/** What the machine did by itself. */
function stepEntry(step: Step): TimelineEntry {
  const { id, at, state } = step;
  const inState = `in ${state}`;
  switch (step.kind) {
    case 'deadline':
      return { id, at, title: 'Deadline passed', detail: deadlineText(step), what: { kind: 'deadline' } };
    case 'decided': {
      const { landed } = step;
      const detail = landed === undefined ? inState : `${state} → ${landed}`;
      return { id, at, title: 'Decided', detail, what: { kind: 'decided' } };
    }
    case 'action':
      return { id, at, title: actionTitle(step.what), detail: inState, what: { kind: 'action' } };
    case 'task':
      return {
        id,
        at,
        title: step.error === undefined ? `Ran: ${state}` : `Failed to run: ${state}`,
        detail: step.error,
        what: { kind: 'task', failed: step.error !== undefined },
      };
  }
}

/** `publish Order Shipped` → `Published Order Shipped`. */
function actionTitle(what: string): string {
  if (what.startsWith('publish ')) return `Published ${what.slice('publish '.length)}`;
  return what.startsWith('task ') ? `Ran ${what.slice('task '.length)}` : 'Notified';
}

function deadlineText({ state, landed, stays, moves }: Step & { readonly kind: 'deadline' }): string {
  if (moves.length > 0) return movesText(moves);
  if (landed !== undefined) return `${state} → ${landed}`;
  return stays === true ? `Stays in ${state}` : `in ${state}`;
}

function moveOf(taken: Taken | undefined): string | undefined {
  if (taken === undefined) return undefined;
  const { state, leads, arrived, moves, landed } = taken;
  if (moves.length > 0) return movesText(moves);
  if (leads !== 'on' && arrived !== undefined && state !== undefined) {
    return `${state}: ${arrived.count} of ${arrived.of} arrived`;
  }
  if (leads === 'done') return state;
  if (leads === 'nowhere') return `Stays in ${state ?? 'its state'}`;
  if (landed === undefined) return state === undefined ? undefined : `Leaves ${state}`;
  return `${state ?? 'Start'} → ${landed}`;
}

/** An unexpected event's own line has said what it did. */
function errorBeside(lastState: string | undefined, error: string | undefined): string | undefined {
  if (error === undefined || error.startsWith(UNEXPECTED)) return undefined;
  return lastState !== undefined && saysTheSame(error, lastState) ? undefined : error;
}

function endEntry({ status, closedAt, lastState, isEnd, way: { ending } }: Told): TimelineEntry[] {
  const at = ending?.at ?? closedAt;
  if (at === undefined || status === 'running') return [];
  const words = status === 'succeeded' ? 'Ended' : 'Failed';
  // A final state that a later version has no more is still the end.
  const between = isEnd || status === 'succeeded' ? ': ' : ' in ';
  return [
    {
      id: 'end',
      at,
      title: lastState === undefined ? words : words + between + lastState,
      detail: status === 'failed' ? errorBeside(lastState, ending?.error) : undefined,
      what: { kind: 'ended', status },
    },
  ];
}
