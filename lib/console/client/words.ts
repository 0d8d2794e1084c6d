import type { InstanceSummary } from '../api.ts';

/** Where an instance is, in words. */
export function placesText({ status, places, lastState, run }: InstanceSummary): string {
  if (run === 0) return 'Not started';
  if (status !== 'running') return lastState ?? (status === 'failed' ? 'Failed' : 'Ended');
  const states = [...new Set(places.map(({ state }) => state))];
  return states.length === 0 ? 'Between two states' : states.join(' and ');
}

export const EVENT_WORDS = {
  consumed: 'taken',
  sent: 'on its way',
  held: 'held',
  ignored: 'dropped',
  stale: 'stale',
  unexpected: 'unexpected',
  late: 'late',
  orphan: 'no instance',
  uncorrelated: 'no correlation id',
  ambiguous: 'ambiguous',
} as const;
