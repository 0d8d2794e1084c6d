/**
 * The rules, in their order: the first that applies is what is done next. Pure: the same rows, guards and instant give
 * the same act. What breaks without each rule is told where it stands.
 */
import type { Act } from './acts.ts';
import { hashOf } from '../definition/hash.ts';
import { select } from '../semantics/select.ts';
import { compareGenerations } from './generation.ts';
import { MINUTE, millisOf, SECOND } from './instants.ts';
import { duringRun } from './rules-open.ts';
import { withoutRun } from './rules-closed.ts';
import { guardKey, holdEnd, instanceGeneration, looksAt, newestGeneration, sentEvents } from './situation.ts';
import type { Situation } from './situation.ts';
import { currentWaits } from './situation.ts';
import { nameOf } from './trigger.ts';

/** No function runs longer; a mark older than this has lost whoever set it. */
export const LONGEST_RUN = 15 * MINUTE;
const SHORTEST_LOOK = 5 * SECOND;
const LONGEST_LOOK = 15 * MINUTE;

/** `holds`: the keys (`guardKey`) of the guards that hold. */
export function decide(situation: Situation, holds: ReadonlySet<string>): Act {
  return (
    answerDecision(situation, holds) ??
    resumeMark(situation) ??
    reopen(situation) ??
    (situation.instance?.status === 'open'
      ? duringRun(situation, situation.instance, holds)
      : withoutRun(situation, holds)) ??
    lookAgain(situation) ?? { act: 'nothing' }
  );
}

/** 0. A decision wait is answered at once. No event is at stake: whoever answers says the same. */
function answerDecision(situation: Situation, holds: ReadonlySet<string>): Act | undefined {
  for (const wait of currentWaits(situation)) {
    if (wait.decide === undefined) continue;
    const selection = select(wait.decide, (guard) => holds.has(guardKey(wait.token, guard)));
    if (selection.kind === 'to') return { act: 'answer', wait, to: selection.target };
  }
  return undefined;
}

/** 1. A mark by this trigger, one that has lost its owner, or this look's own. Without: in doubt for ever. */
function resumeMark(situation: Situation): Act | undefined {
  const row = sentEvents(situation).find(
    (event) =>
      event.mark.by === nameOf(situation.trigger) ||
      situation.now - millisOf(event.mark.since) > LONGEST_RUN ||
      looksAt(situation, event),
  );
  return row === undefined ? undefined : { act: 'resume', row };
}

/** 2. INSTANCE is closed, but a wait of a newer generation is there: it was redriven. */
function reopen(situation: Situation): Act | undefined {
  if (situation.instance?.status !== 'closed') return undefined;
  const newest = newestGeneration(situation);
  if (compareGenerations(newest, instanceGeneration(situation)) <= 0) return undefined;
  return { act: 'reopen', generation: { run: newest.run, redrive: newest.redrive } };
}

/** 8. The own event is held, or in other hands that may let go of it. Without: held, and nobody looks again. */
function lookAgain({ own, now }: Situation): Act | undefined {
  if (own?.status !== 'held' && own?.status !== 'sent') return undefined;
  return {
    act: 'look',
    row: own,
    at: nextLook(own.status === 'held' ? holdEnd(own) : now, now, own.identity),
  };
}

/** At the hold's end. That over: soon, then less and less often, up to every 15 minutes. */
export function nextLook(end: number, now: number, identity: string): number {
  if (end >= now + SHORTEST_LOOK) return end;
  const overdue = Math.max(0, now - end);
  // Looks at many events of one instance are spread, so that they do not come all at once.
  const spread = Number.parseInt(hashOf(identity).slice(0, 4), 16) % SECOND;
  return now + Math.min(LONGEST_LOOK, SHORTEST_LOOK + spread + Math.floor(overdue / 2));
}
