/**
 * What others are told, read from how rows changed. At least once, and with an id that is always the same for the same
 * thing: another choreography takes it as `identity`.
 */
import { hashOf } from '../definition/hash.ts';
import { printGeneration } from './generation.ts';
import { isoOf, millisOf } from './instants.ts';
import { isMadeUp } from './no-instance.ts';
import { parseRow } from './parse-row.ts';
import { DEVIATIONS } from './rows.ts';
import type { ClosedInstance, Deviation, DeviatingEvent, EventRow, InstanceRow, Labels } from './rows.ts';
import { parseWarning, wordsOf } from './warnings.ts';
import type { Warning } from './warnings.ts';

/** The `source` of every notice. */
export const NOTICE_SOURCE = 'choreography-monitor';

export type Notice = DeviationNotice | ClosingNotice;

type About = {
  readonly id: string;
  readonly choreography: string;
  /** ISO 8601: when it was found. */
  readonly time: string;
};

/** `many` stands for those above the cap. */
export type DeviationNotice = About & {
  readonly detailType: 'Choreography Deviation';
  readonly deviation: Deviation | 'overdue' | Warning['kind'] | 'many';
  readonly detail: Detail;
};

export type ClosingNotice = About & {
  readonly detailType: 'Choreography Instance Closed';
  readonly detail: Detail;
};

/** The event's `detail` besides `id`, `choreography` and `deviation`. */
export type Detail = { readonly [field: string]: string | number | Labels };

/** An item before and after, as the document client gives it; absent where there was none. */
export type Change = { readonly before: unknown; readonly after: unknown };

export function noticesOf(change: Change, now: number): readonly Notice[] {
  if (change.after === undefined) return [];
  const after = parseRow(change.after);
  const before = change.before === undefined ? undefined : parseRow(change.before);
  switch (after?.kind) {
    case 'event':
      return eventNotices(before?.kind === 'event' ? before : undefined, after);
    case 'instance':
      return instanceNotices(before?.kind === 'instance' ? before : undefined, after, now);
    case 'wait':
    case undefined:
      return [];
  }
}

function eventNotices(before: EventRow | undefined, after: EventRow): readonly Notice[] {
  if (!isDeviating(after)) return [];
  // An event that was put back and deviates again is told again.
  if (before?.status === after.status && before.putBack === after.putBack) return [];
  const { choreography, identity, name, putBack, reason, receivedAt, settledAt, status } = after;
  // What the machine itself could not do is no event.
  const about =
    status === 'failed-action'
      ? { action: name }
      : { event: name, identity, eventTime: after.time, receivedAt };
  return [
    {
      detailType: 'Choreography Deviation',
      id: idOf('event', after.instance, identity, String(putBack), status),
      choreography,
      time: settledAt,
      deviation: status,
      detail: {
        ...correlation(after),
        ...(after.run !== undefined && { run: after.run }),
        ...about,
        reason,
      },
    },
  ];
}

function instanceNotices(
  before: InstanceRow | undefined,
  after: InstanceRow,
  now: number,
): readonly Notice[] {
  const sameRun = before?.openedBy === after.openedBy ? before : undefined;
  const overdue = added(sameRun?.overdue, after.overdue).map((visit) => overdueNotice(after, visit, now));
  const warned = added(sameRun?.warned, after.warned).map((text) => warningNotice(after, text, now));
  const closes = after.status === 'closed' && !isClosedAs(before, after);
  return [...overdue, ...warned, ...(closes ? [closingNotice(after)] : [])];
}

function added(before: readonly string[] = [], after: readonly string[] = []): readonly string[] {
  const told = new Set(before);
  return after.filter((text) => !told.has(text));
}

function isClosedAs(before: InstanceRow | undefined, { run, redrive }: ClosedInstance): boolean {
  return before?.status === 'closed' && before.run === run && before.redrive === redrive;
}

function overdueNotice(row: InstanceRow, visit: string, now: number): DeviationNotice {
  // The entry's instant has no `#`; a state's name may.
  const at = visit.lastIndexOf('#');
  const [state, since] = [visit.slice(0, at), visit.slice(at + 1)];
  return {
    detailType: 'Choreography Deviation',
    id: idOf('overdue', row.instance, String(row.run), visit),
    choreography: row.choreography,
    time: isoOf(now),
    deviation: 'overdue',
    detail: {
      ...{ correlationId: row.correlationId, run: row.run, state, since },
      reason: `"${state}" is overdue.`,
    },
  };
}

function warningNotice(row: InstanceRow, text: string, now: number): DeviationNotice {
  const { choreography, correlationId, instance, run } = row;
  const warning = parseWarning(text);
  return {
    detailType: 'Choreography Deviation',
    id: idOf(warning.kind, instance, printGeneration(warning.generation)),
    choreography,
    time: isoOf(now),
    deviation: warning.kind,
    detail: { correlationId, run, ...wordsOf(warning, row) },
  };
}

function closingNotice(row: ClosedInstance): ClosingNotice {
  const { choreography, closedAt, correlationId, error, labels, lastState, openedAt, outcome } = row;
  const { reason, run } = row;
  return {
    detailType: 'Choreography Instance Closed',
    id: idOf('closed', row.instance, printGeneration(row)),
    choreography,
    time: closedAt,
    detail: {
      ...{ correlationId, run, outcome, openedAt, closedAt },
      durationSeconds: Math.max(0, Math.round((millisOf(closedAt) - millisOf(openedAt)) / 1000)),
      ...(lastState !== undefined && { lastState }),
      ...(error !== undefined && { error }),
      ...(reason !== undefined && { reason }),
      ...(Object.keys(labels).length > 0 && { labels }),
    },
  };
}

/** Events without a usable correlation id lie in a partition of their own, whose key is nobody's id. */
function correlation({ correlationId, status }: DeviatingEvent): Detail {
  return status === 'uncorrelated' || isMadeUp(correlationId) ? {} : { correlationId };
}

function isDeviating(row: EventRow): row is DeviatingEvent {
  return DEVIATIONS.some((status) => status === row.status);
}

/** Always the same for the same thing. */
export function idOf(...parts: readonly string[]): string {
  return hashOf(JSON.stringify(parts));
}
