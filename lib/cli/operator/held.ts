import { either } from '../../definition/suggest.ts';
import { isoOf, MINUTE } from '../../projection/instants.ts';
import { isNamed } from '../../projection/receptions.ts';
import { activeWaits } from '../../projection/regions.ts';
import type { HeldEvent, Row } from '../../projection/rows.ts';
import { holdEnd, settleEnd } from '../../projection/situation.ts';
import type { Entry } from './entries.ts';

/** What a held event waits for, and until when. */
export function heldEntry(row: HeldEvent, rows: readonly Row[], now: number): Entry {
  const { choreography, correlationId, name, identity, receivedAt, putBack } = row;
  return {
    status: 'held',
    choreography,
    instance: correlationId,
    event: name,
    identity,
    at: receivedAt,
    reason: reasonOf(row, rows, now),
    putBack,
  };
}

function reasonOf(row: HeldEvent, rows: readonly Row[], now: number): string {
  const settles = settleEnd(row);
  if (row.settle !== undefined && settles > now)
    return `It settles until ${isoOf(settles)}: an older one may still come.`;
  const until = holdEnd(row);
  if (until + MINUTE < now)
    return `Its hold was over at ${isoOf(until)}, and nobody has looked at it since. Put it back.`;
  return `${standing(row, rows)} It is held until ${isoOf(until)}.`;
}

function standing({ name }: HeldEvent, rows: readonly Row[]): string {
  const instance = rows.find((found) => found.kind === 'instance');
  if (instance === undefined) return 'No instance has been opened yet.';
  if (instance.status === 'closed')
    return `The instance ended at ${instance.closedAt}; the next run may await it.`;
  const waits = activeWaits({ instance, waits: rows.filter((found) => found.kind === 'wait') });
  if (waits.length === 0) return 'The instance is between two states.';
  const states = either([...new Set(waits.map(({ state }) => `"${state}"`))]);
  return waits.some(({ wait }) => isNamed(wait, name))
    ? `${states} awaits "${name}", but does not take it now: another goes first, or no guard holds.`
    : `"${name}" is not awaited in ${states}, but can be later on.`;
}
