import type { InstanceSummary } from '../api.ts';

/** Where an instance is, in words. */
export function placesText({ status, places, lastState, error, run }: InstanceSummary): string {
  if (run === 0) return 'Not started';
  if (status === 'succeeded') return lastState ?? 'Ended';
  if (status === 'failed') return failureText(lastState, error);
  const states = [...new Set(places.map(({ state }) => state))];
  return states.length === 0 ? 'Between two states' : states.join(' and ');
}

const UNEXPECTED = 'Unexpected event';

/** What must not come ends an instance in the midst of a state; other failures have a final state that says it. */
function failureText(lastState: string | undefined, error: string | undefined): string {
  if (lastState === undefined) return error ?? 'Failed';
  const unexpected = error?.startsWith('UnexpectedEvent') === true && lastState !== UNEXPECTED;
  return unexpected ? `${UNEXPECTED} in ${lastState}` : lastState;
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
