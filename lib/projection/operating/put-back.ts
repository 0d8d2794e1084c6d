/**
 * Back from the inbox: first the row, then the message that brings it before the loop again. Between the two an event is
 * held with nobody on the way to it: the same act again, finding it held, sends the message only.
 */
import type { Reply } from '../calls.ts';
import { isoOf, ttlFrom } from '../instants.ts';
import { envelopeIn } from '../messages.ts';
import type { DeviatingEvent, DroppedEvent, EventRow, HeldEvent, Row } from '../rows.ts';
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
  | { readonly at: 'message'; readonly why: string };

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
        ? message(revived(phase.row, around))
        : read({ at: 'read', of: phase.of, life: phase.row.putBack });
    case 'message':
      return reply.reply === 'queued' ? ended('done', phase.why) : misled(phase, reply);
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
  if (row.status === 'held' || row.status === 'resubmitted') return message(row);
  if (life !== undefined && row.putBack > life)
    return ended('done', `It was put back, and since then it ${settledAs(row)}`);
  return goesBack(row, of)
    ? {
        kind: 'call',
        call: {
          call: 'putEvent',
          row: revived(row, around),
          condition: { kind: 'settled', status: row.status, putBack: row.putBack },
        },
        phase: { at: 'write', of, row },
      }
    : ended('refused', `It ${settledAs(row)}${dropHint(row, of)}`);
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
function revived(row: Settled, { now }: OperatorSurroundings): HeldEvent | DroppedEvent {
  const { kind, instance, choreography, correlationId, identity, name, time, payload, hold, settle } = row;
  const event = {
    ...{ kind, instance, choreography, correlationId, identity, name, time, payload, hold },
    ...(settle !== undefined && { settle }),
    receivedAt: isoOf(now),
    putBack: row.putBack + 1,
    ttl: ttlFrom(now),
  };
  if (row.status !== 'uncorrelated' && row.status !== 'ambiguous') return { ...event, status: 'held' };
  const reason = `It was ${row.status}, and was given to its queue again, to be recognised anew.`;
  return { ...event, status: 'resubmitted', reason, settledAt: isoOf(now) };
}

/** Of an instance, its row goes before the loop; of none, the envelope is recognised by what is deployed now. */
function message(row: HeldEvent | DroppedEvent): Step {
  const { instance, identity, name } = row;
  return row.status === 'held'
    ? {
        kind: 'call',
        call: messageTo(instance, { kind: 'deliver', deliver: { instance, identity } }),
        phase: { at: 'message', why: `"${name}" is held again, and goes to the first wait that awaits it.` },
      }
    : {
        kind: 'call',
        call: messageTo(instance, { kind: 'event', envelope: envelopeIn(row.payload) }),
        phase: { at: 'message', why: `"${name}" was given to its queue again, and is recognised anew.` },
      };
}
