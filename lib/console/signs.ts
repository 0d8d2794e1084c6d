/** One language of signs for lists, graph and timeline. Pure: the time is passed in. */
import type { InstanceSummary, Place } from './api.ts';

export type Sign = 'waiting' | 'soon' | 'overdue' | 'passed' | 'failed' | 'held' | 'unreached';

/** A due is soon when a fifth of the time for it is left, but never more than a day before. */
const SOON = { share: 0.2, most: 86_400_000 };

type Standing = Pick<InstanceSummary, 'status' | 'places' | 'run'>;

export function signOf({ status, places, run }: Standing, now: number): Sign {
  if (run === 0) return 'held';
  if (status === 'succeeded') return 'passed';
  if (status === 'failed') return 'failed';
  const signs = places.map((place) => signOfPlace(place, now));
  if (signs.includes('overdue')) return 'overdue';
  return signs.includes('soon') ? 'soon' : 'waiting';
}

export function signOfPlace({ since, due }: Place, now: number): Sign {
  if (due === undefined) return 'waiting';
  const left = Date.parse(due) - now;
  if (left < 0) return 'overdue';
  const whole = Date.parse(due) - Date.parse(since);
  return left < Math.min(whole * SOON.share, SOON.most) ? 'soon' : 'waiting';
}

export function isOverdue(instance: Standing, now: number): boolean {
  return signOf(instance, now) === 'overdue';
}
