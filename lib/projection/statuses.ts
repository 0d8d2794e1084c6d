/** The statuses an EVENT row goes through, each as the whole row to be written. */
import { isoOf, ttlFrom } from './instants.ts';
import type { Occurrence } from './messages.ts';
import type {
  ConsumedEvent,
  Deviation,
  DeviatingEvent,
  Drop,
  DroppedEvent,
  HeldEvent,
  Mark,
  SentEvent,
} from './rows.ts';

export type Partition = {
  readonly instance: string;
  readonly choreography: string;
  readonly correlationId: string;
};

/** A new event, as it is held if nothing better can be done with it. */
export function newlyHeld(partition: Partition, event: Occurrence, now: number): HeldEvent {
  const { instance, choreography, correlationId } = partition;
  return {
    kind: 'event',
    instance,
    choreography,
    correlationId,
    ...event,
    status: 'held',
    receivedAt: isoOf(now),
    putBack: 0,
    ttl: ttlFrom(now),
  };
}

export function sent(row: HeldEvent, mark: Mark, now: number): SentEvent {
  return { ...row, status: 'sent', mark, ttl: ttlFrom(now) };
}

export function deviating(row: HeldEvent, status: Deviation, reason: string, now: number): DeviatingEvent {
  return { ...row, status, reason, settledAt: isoOf(now), ttl: ttlFrom(now) };
}

export function dropped(row: HeldEvent, status: Drop, reason: string, now: number): DroppedEvent {
  return { ...row, status, reason, settledAt: isoOf(now), ttl: ttlFrom(now) };
}

/** Back to where it was before the mark: others may take it. */
export function released(row: SentEvent, now: number): HeldEvent {
  const { payload, hold, settle } = row;
  const waits = { hold, ...(settle !== undefined && { settle }) };
  return { ...memoryOf(row), payload, ...waits, status: 'held', ttl: ttlFrom(now) };
}

/** What the mark said has happened. A failure that was sent leaves a deviation, a delivery a short memory. */
export function confirmed(row: SentEvent, now: number): ConsumedEvent | DeviatingEvent {
  const { mark } = row;
  if (mark.kind === 'fail') {
    const reason = `"${row.name}" was not expected in "${mark.state}" and ended the instance.`;
    const { waitHash, run } = mark;
    return { ...deviating(released(row, now), 'unexpected', reason, now), waitHash, run };
  }
  return {
    ...memoryOf(row),
    status: 'consumed',
    settledAt: isoOf(now),
    run: mark.run,
    ...(mark.kind === 'deliver' ? { waitHash: mark.waitHash } : {}),
    ttl: ttlFrom(now),
  };
}

function memoryOf(row: SentEvent) {
  const { kind, instance, choreography, correlationId, identity, name, time, receivedAt, putBack } = row;
  return { kind, instance, choreography, correlationId, identity, name, time, receivedAt, putBack };
}
