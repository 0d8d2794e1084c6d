import type { InstancesAnswer, InstanceSummary, StatusFilter } from '../api.ts';
import { isOverdue } from '../signs.ts';
import type { ListedInstance } from './listed.ts';
import type { Snapshot } from './snapshot.ts';
import { correlationIdOf, placesBy, summariesOf, summaryOf } from './summaries.ts';

export type InstanceFilter = {
  readonly status: StatusFilter | undefined;
  /** Any of these; a state with others inside stands for all of them. */
  readonly states: ReadonlySet<string> | undefined;
  readonly search: string;
  readonly limit: number;
};

/** What the partition of the id searched for begins with: found also where the listings were not read to their end. */
export type Exact = { readonly instance: ListedInstance | undefined; readonly onlyEvents: boolean };

export function instancesAnswer(
  snapshot: Snapshot,
  { instance: exact, onlyEvents }: Exact,
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
    onlyEvents,
  };
}

function fits(instance: InstanceSummary, { status, states, search }: InstanceFilter, now: number): boolean {
  if (!instance.correlationId.toLowerCase().includes(search.toLowerCase())) return false;
  if (states !== undefined && !isIn(instance, states)) return false;
  if (status === undefined) return true;
  return status === 'overdue' ? isOverdue(instance, now) : instance.status === status;
}

function isIn({ places, lastState, status }: InstanceSummary, states: ReadonlySet<string>): boolean {
  if (status === 'running') return places.some(({ state }) => states.has(state));
  return lastState !== undefined && states.has(lastState);
}
