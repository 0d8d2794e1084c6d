/** What became of an event, as the rest of a sentence that begins with `It`. */
import { isMadeUp } from '../no-instance.ts';
import type { EventRow } from '../rows.ts';
import { partitionOf } from '../situation.ts';

export function calledInstance(instance: string): string {
  const { choreography, correlationId } = partitionOf(instance);
  return isMadeUp(correlationId)
    ? `"${choreography}" without an instance`
    : `"${correlationId}" of "${choreography}"`;
}

export function settledAs(row: EventRow): string {
  switch (row.status) {
    case 'held':
      return `is held since ${row.receivedAt}.`;
    case 'sent':
      return row.mark.kind === 'start'
        ? `is on its way since ${row.mark.since}: it opens run ${row.mark.run}.`
        : `is on its way since ${row.mark.since}, to "${row.mark.state}" in run ${row.mark.run}.`;
    case 'consumed':
      return `has moved the instance, at ${row.settledAt} in run ${row.run}. An event moves an instance once.`;
    case 'failed-action':
      return 'is no event, but an action of the instance that failed. There is nothing to put back.';
    case 'ignored':
    case 'stale':
    case 'resubmitted':
      return `was dropped as ${row.status} at ${row.settledAt}: ${row.reason}`;
    default:
      return `is ${row.status} since ${row.settledAt}: ${row.reason}`;
  }
}
