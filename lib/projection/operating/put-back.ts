/**
 * Back from the inbox. Of an instance: first the row, then the message that brings it before the loop again. Between the
 * two the event is held with nobody on the way to it: the same act again, finding it held or sent, sends the message only. Of
 * none: first the message, then the row, which leaves the inbox with that. Whoever takes the message in between and
 * knows the event no better writes the row as this life's, and what would take it out of the inbox is refused.
 */
import type { Reply } from '../calls.ts';
import { isoOf, ttlFrom } from '../instants.ts';
import { envelopeIn } from '../messages.ts';
import type { Message } from '../messages.ts';
import type { DeviatingEvent, DroppedEvent, EventRow, HeldEvent, Row, SentEvent } from '../rows.ts';
import { calledInstance, settledAs } from './words.ts';
import { ended, messageTo, misled, unanswered } from './acts.ts';
import type { OperatorStep, OperatorSurroundings } from './acts.ts';

export type PutBack = {
  /** The partition: an instance's, or that of an event of no instance. */
  readonly instance: string;
  readonly identity: string;
  /** It was named by its identity: also what was dropped by the author's own word goes back. */
  readonly named: boolean;
};

type Settled = DeviatingEvent | DroppedEvent;

export type PutBackPhase =
  /** `life`: of the event as this act found it, where it has tried to write already. */
  | { readonly at: 'read'; readonly of: PutBack; readonly life?: number }
  | { readonly at: 'write'; readonly of: PutBack; readonly row: Settled }
  | { readonly at: 'deliver'; readonly why: string }
  /** Of no instance. */
  | { readonly at: 'resubmit'; readonly row: Settled }
  | { readonly at: 'leave'; readonly why: string };

type Step = OperatorStep<PutBackPhase>;

export function beginPutBack(of: PutBack): Step {
  return read({ at: 'read', of });
}

export function nextPutBack(phase: PutBackPhase, reply: Reply, around: OperatorSurroundings): Step {
  const silence = unanswered(reply);
  if (silence !== undefined) return silence;
  switch (phase.at) {
    case 'read':
      return reply.reply === 'rows' ? afterRead(phase, reply.rows, around) : misled(phase, reply);
    case 'write':
      // Refused: somebody else was at it, or it was this very write, answered a second time.
      return reply.reply === 'written'
        ? deliver(held(phase.row, around))
        : read({ at: 'read', of: phase.of, life: phase.row.putBack });
    case 'deliver':
      return reply.reply === 'queued' ? ended('done', phase.why) : misled(phase, reply);
    case 'resubmit':
      return reply.reply === 'queued' ? leave(phase.row, around) : misled(phase, reply);
    case 'leave':
      // Refused: it has been recognised already, or it was this very write, answered a second time.
      return ended('done', phase.why);
  }
}

function read(phase: Extract<PutBackPhase, { at: 'read' }>): Step {
  return { kind: 'call', call: { call: 'query', instance: phase.of.instance }, phase };
}

function afterRead(
  { of, life }: Extract<PutBackPhase, { at: 'read' }>,
  rows: readonly Row[],
  around: OperatorSurroundings,
): Step {
  const row = rows.find((found) => found.kind === 'event' && found.identity === of.identity);
  if (row?.kind !== 'event')
    return ended('absent', `There is no event "${of.identity}" of ${calledInstance(of.instance)}.`);
  if (row.status === 'held') return deliver(row);
  // Whoever sends it lets go of it again where that fails, and for this life nobody may be on the way to it.
  if (row.status === 'sent' && row.putBack > 0) return deliver(row);
  if (row.status === 'resubmitted') return resubmit(row);
  if (life !== undefined && row.putBack > life)
    return ended('done', `It was put back, and since then it ${settledAs(row)}`);
  if (!goesBack(row, of)) return ended('refused', `It ${settledAs(row)}${dropHint(row, of)}`);
  if (row.status === 'uncorrelated' || row.status === 'ambiguous') return resubmit(row);
  const { status, putBack } = row;
  return {
    kind: 'call',
    call: { call: 'putEvent', row: held(row, around), condition: { kind: 'settled', status, putBack } },
    phase: { at: 'write', of, row },
  };
}

/** Nobody misses what was dropped by the author's own word: it goes back only where somebody means it. */
function dropHint({ status }: EventRow, { named }: PutBack): string {
  return !named && (status === 'ignored' || status === 'stale')
    ? ' If it is to go back, choreo resubmit it.'
    : '';
}

function goesBack(row: EventRow, { named }: PutBack): row is Settled {
  switch (row.status) {
    case 'late':
    case 'orphan':
    case 'unexpected':
    case 'uncorrelated':
    case 'ambiguous':
      return true;
    case 'ignored':
    case 'stale':
      return named;
    default:
      return false;
  }
}

/** Received now, and known as another life of the same event: nothing sent for an earlier one can confirm it. */
function held(row: Settled, { now }: OperatorSurroundings): HeldEvent {
  return { ...anew(row, now), status: 'held' };
}

function anew(row: Settled, now: number) {
  const { kind, instance, choreography, correlationId, identity, name, time, payload, hold, settle } = row;
  return {
    ...{ kind, instance, choreography, correlationId, identity, name, time, payload, hold },
    ...(settle !== undefined && { settle }),
    receivedAt: isoOf(now),
    putBack: row.putBack + 1,
    ttl: ttlFrom(now),
  };
}

function deliver({ instance, identity, name, status }: HeldEvent | SentEvent): Step {
  const why =
    status === 'held'
      ? `"${name}" is held again, and goes to the first wait that awaits it.`
      : `"${name}" was put back and is on its way; if it does not arrive, it is looked at again.`;
  return {
    kind: 'call',
    call: messageTo(instance, { kind: 'deliver', deliver: { instance, identity } }),
    phase: { at: 'deliver', why },
  };
}

/** The envelope is recognised by what is deployed now. Once resubmitted, it is sent again as of the same life. */
function resubmit(row: Settled): Step {
  const resubmitted = row.status === 'resubmitted' ? row.putBack : row.putBack + 1;
  const message: Message = { kind: 'event', envelope: envelopeIn(row.payload), resubmitted };
  return { kind: 'call', call: messageTo(row.instance, message), phase: { at: 'resubmit', row } };
}

/** Out of the inbox, where nobody has it on record again meanwhile. */
function leave(row: Settled, { now }: OperatorSurroundings): Step {
  const { name, status, putBack } = row;
  const why = `"${name}" was given to its queue again, and is recognised anew.`;
  if (status === 'resubmitted') return ended('done', why);
  const reason = `It was ${status}, and was given to its queue again, to be recognised anew.`;
  return {
    kind: 'call',
    call: {
      call: 'putEvent',
      row: { ...anew(row, now), status: 'resubmitted', reason, settledAt: isoOf(now) },
      condition: { kind: 'settled', status, putBack },
    },
    phase: { at: 'leave', why },
  };
}
