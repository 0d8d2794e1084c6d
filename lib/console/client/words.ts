import type { InstanceSummary } from '../api.ts';
import { UNEXPECTED } from '../errors-in-words.ts';

/** Where an instance is, in words. */
export function placesText(instance: InstanceSummary): string {
  return wasUnexpected(instance) ? `Unexpected event in ${stateText(instance)}` : stateText(instance);
}

/** The state it stands or stood in. */
export function stateText({ status, places, lastState, error, run }: InstanceSummary): string {
  if (run === 0) return 'Not started';
  if (status === 'succeeded') return lastState ?? 'Ended';
  if (status === 'failed') return lastState ?? error ?? 'Failed';
  const states = [...new Set(places.map(({ state }) => state))];
  return states.length === 0 ? 'Between two states' : states.join(' and ');
}

/** What must not come ends an instance in the midst of a state; other failures have a final state that says it. */
export function wasUnexpected({ status, lastState, error }: InstanceSummary): boolean {
  return status === 'failed' && lastState !== undefined && error?.startsWith(UNEXPECTED) === true;
}

/** Rounded, but never to all or to none while that is not so. */
export function percent(part: number): string {
  const rounded = Math.round(part * 1_000) / 10;
  if (part > 0 && part < 1) return `${Math.min(99.9, Math.max(0.1, rounded))} %`;
  return `${rounded} %`;
}

export const EVENT_WORDS = {
  consumed: 'taken',
  sent: 'on its way',
  held: 'held',
  ignored: 'dropped',
  stale: 'stale',
  resubmitted: 'given to its queue again',
  unexpected: 'unexpected',
  late: 'late',
  orphan: 'no instance',
  uncorrelated: 'no correlation id',
  ambiguous: 'ambiguous',
  'failed-action': 'failed',
} as const;

export const INBOX_WORDS = {
  held: EVENT_WORDS.held,
  unexpected: EVENT_WORDS.unexpected,
  late: EVENT_WORDS.late,
  orphan: EVENT_WORDS.orphan,
  uncorrelated: EVENT_WORDS.uncorrelated,
  ambiguous: EVENT_WORDS.ambiguous,
  'failed-action': 'failed action',
  overdue: 'overdue',
  'year-end': 'ends with its year',
  'unfinished-redrive': 'redrive not finished',
} as const;
