import type { DeviationsAnswer, InstancesAnswer, InstanceSummary, StatusFilter } from '../api.ts';
import { isOverdue } from '../signs.ts';
import type { ListedInstance } from './listed.ts';
import type { Snapshot } from './snapshot.ts';
import { compare, correlationIdOf, placesBy, summariesOf, summaryOf } from './summaries.ts';

export type InstanceFilter = {
  readonly status: StatusFilter | undefined;
  readonly state: string | undefined;
  readonly search: string;
  readonly limit: number;
};

/** `exact` is the instance whose id is the search itself: found also where the listings were not read to their end. */
export function instancesAnswer(
  snapshot: Snapshot,
  exact: ListedInstance | undefined,
  filter: InstanceFilter,
  now: number,
): InstancesAnswer {
  const listed = summariesOf(snapshot);
  const missing =
    exact === undefined ||
    listed.some(({ correlationId }) => correlationId === correlationIdOf(exact.instance))
      ? []
      : [summaryOf(exact, placesBy(snapshot.waits.rows).get(exact.instance) ?? [])];
  const matching = [...missing, ...listed].filter((instance) => fits(instance, filter, now));
  return {
    instances: matching.slice(0, filter.limit),
    matching: { count: matching.length, atLeast: snapshot.open.more || snapshot.closed.more },
  };
}

function fits(instance: InstanceSummary, { status, state, search }: InstanceFilter, now: number): boolean {
  if (!instance.correlationId.toLowerCase().includes(search.toLowerCase())) return false;
  if (state !== undefined && !isIn(instance, state)) return false;
  if (status === undefined) return true;
  return status === 'overdue' ? isOverdue(instance, now) : instance.status === status;
}

function isIn({ places, lastState, status }: InstanceSummary, state: string): boolean {
  return status === 'running' ? places.some((place) => place.state === state) : lastState === state;
}

/** Events without a correlation id lie under a made-up one. */
const NOBODY = /^!uncorrelated#/u;

/** Newest first. */
export function deviationsAnswer({ deviations }: Snapshot, limit: number): DeviationsAnswer {
  const newest = [...deviations.rows].sort(
    (a, b) => compare(b.settledAt, a.settledAt) || compare(a.key, b.key),
  );
  return {
    deviations: newest.slice(0, limit).map((row) => {
      const correlationId = correlationIdOf(row.instance);
      return {
        deviation: row.status,
        event: row.name,
        identity: row.key.slice(row.key.indexOf('#') + 1),
        correlationId: NOBODY.test(correlationId) ? undefined : correlationId,
        receivedAt: row.receivedAt,
        reason: row.reason,
        payload: row.payload,
      };
    }),
    matching: { count: deviations.rows.length, atLeast: deviations.more },
  };
}
