/** Rules 1 and 2: they go before all that needs an expression evaluated. */
import { compareGenerations } from './generation.ts';
import type { Generation } from './generation.ts';
import { MINUTE, millisOf } from './instants.ts';
import type { SentEvent } from './rows.ts';
import { instanceGeneration, looksAt, newestGeneration, sentEvents } from './situation.ts';
import type { Situation } from './situation.ts';
import { nameOf } from './trigger.ts';

/** No function runs longer; a mark older than this has lost whoever set it. */
export const LONGEST_RUN = 15 * MINUTE;

/** 1. A mark by this trigger, one that has lost its owner, or this look's own. Without: in doubt for ever. */
export function markToResume(situation: Situation): SentEvent | undefined {
  return sentEvents(situation).find(
    (event) =>
      event.mark.by === nameOf(situation.trigger) ||
      situation.now - millisOf(event.mark.since) > LONGEST_RUN ||
      looksAt(situation, event),
  );
}

/** 2. INSTANCE is closed, but a wait of a newer generation is there: it was redriven. */
export function generationToReopen(situation: Situation): Generation | undefined {
  if (situation.instance?.status !== 'closed') return undefined;
  const { run, redrive } = newestGeneration(situation);
  return compareGenerations({ run, redrive }, instanceGeneration(situation)) > 0
    ? { run, redrive }
    : undefined;
}
