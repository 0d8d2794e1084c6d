import type { EventRow } from '../../projection/rows.ts';
import { correlationIdOf } from './entries.ts';
import type { Entry } from './entries.ts';

/** Undefined for what is in nobody's inbox: held elsewhere, on its way, or consumed. */
export function entryOf(row: EventRow): Entry | undefined {
  if (row.status === 'held' || row.status === 'sent' || row.status === 'consumed') return undefined;
  const { status, choreography, name, identity, settledAt, reason, putBack } = row;
  const correlationId = correlationIdOf(row.instance);
  return {
    status,
    choreography,
    ...(correlationId !== undefined && { instance: correlationId }),
    event: name,
    identity,
    at: settledAt,
    reason,
    putBack,
  };
}
