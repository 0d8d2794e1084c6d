/** How much happens, and how long it takes. Pure. */
import type { Count, InstanceSummary, LastDay, Pace } from '../api.ts';
import type { Snapshot } from './snapshot.ts';

const HOUR = 3_600_000;
const HOURS = 24;

/** A count is "at least" where the listing was not read back to the beginning of the day. */
export function lastDayOf(
  { open, closed, deviations }: Snapshot,
  instances: readonly InstanceSummary[],
  now: number,
): LastDay {
  const from = now - HOURS * HOUR;
  const isOf = (at: string | undefined): boolean => at !== undefined && Date.parse(at) > from;
  const isWhole = ({ since }: Pick<Snapshot['open'], 'since'>): boolean =>
    since === undefined || Date.parse(since) <= from;
  const ended = (status: InstanceSummary['status']): Count => ({
    count: instances.filter((each) => each.status === status && isOf(each.closedAt)).length,
    atLeast: !isWhole(closed),
  });
  const opened = instances.filter(({ openedAt }) => isOf(openedAt));
  const hours = Array.from({ length: HOURS }, () => 0);
  for (const { openedAt } of opened) {
    // What a clock that is ahead has opened belongs to the last hour.
    const hour = Math.min(HOURS - 1, Math.floor((Date.parse(openedAt) - from) / HOUR));
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return {
    opened: { count: opened.length, atLeast: !isWhole(open) || !isWhole(closed) },
    succeeded: ended('succeeded'),
    failed: ended('failed'),
    deviations: {
      count: deviations.rows.filter(({ listedAt }) => isOf(listedAt)).length,
      atLeast: !isWhole(deviations),
    },
    hours,
  };
}

/** Undefined where nothing has ended. */
export function paceOf(instances: readonly InstanceSummary[]): Pace | undefined {
  const ended = instances.filter(({ closedAt }) => closedAt !== undefined);
  const durations = ended
    .map(({ closedAt = '', openedAt }) => Date.parse(closedAt) - Date.parse(openedAt))
    .sort((a, b) => a - b);
  const middle = durations[Math.floor((durations.length - 1) / 2)];
  if (middle === undefined) return undefined;
  const upper = durations[Math.floor(durations.length / 2)] ?? middle;
  return {
    median: Math.round((middle + upper) / 2),
    succeeded: ended.filter(({ status }) => status === 'succeeded').length / ended.length,
  };
}
