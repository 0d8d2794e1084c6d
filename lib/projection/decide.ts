/**
 * The rules, in their order: the first that applies is what is done next. Pure: the same rows, answers and instant give
 * the same act. What breaks without each rule is told where it stands.
 */
import type { Act } from './acts.ts';
import { hashOf } from '../definition/hash.ts';
import type { Answers } from './answers.ts';
import { MINUTE, SECOND } from './instants.ts';
import { generationToReopen, markToResume } from './precedence.ts';
import type { SentEvent } from './rows.ts';
import { duringRun } from './rules-open.ts';
import { withoutRun } from './rules-closed.ts';
import { holdEnd, isSettled, settleEnd } from './situation.ts';
import type { Situation } from './situation.ts';

const SHORTEST_LOOK = 5 * SECOND;
const LONGEST_LOOK = 15 * MINUTE;

/** `answers`: what `answersTo` gives for this situation. */
export function decide(situation: Situation, answers: Answers): Act {
  return (
    answerDecision(answers) ??
    resumeMark(situation) ??
    reopen(situation) ??
    (situation.instance?.status === 'open'
      ? duringRun(situation, situation.instance, answers)
      : withoutRun(situation, answers)) ??
    lookAgain(situation) ?? { act: 'nothing' }
  );
}

/**
 * 0. A decision wait, or one whose `always` holds, is answered at once. No event is at stake: whoever answers says the
 * same, so no mark is needed.
 */
function answerDecision({ decided }: Answers): Act | undefined {
  return decided === undefined ? undefined : { act: 'answer', ...decided };
}

function resumeMark(situation: Situation): Act | undefined {
  const row = markToResume(situation);
  return row === undefined ? undefined : { act: 'resume', row, token: tokenFor(row, situation) };
}

function tokenFor({ mark }: SentEvent, { waits }: Situation): string | undefined {
  if (mark.kind === 'start') return undefined;
  return waits.find(({ token }) => hashOf(token) === mark.waitHash)?.token;
}

function reopen(situation: Situation): Act | undefined {
  const generation = generationToReopen(situation);
  return generation === undefined ? undefined : { act: 'reopen', generation };
}

/** 8. The own event is held, or in other hands that may let go of it. Without: held, and nobody looks again. */
function lookAgain(situation: Situation): Act | undefined {
  const { own, now } = situation;
  if (own?.status !== 'held' && own?.status !== 'sent') return undefined;
  const end = own.status === 'sent' ? now : isSettled(own, situation) ? holdEnd(own) : settleEnd(own);
  return { act: 'look', row: own, at: nextLook(end, now, own.identity) };
}

/** At the hold's end. That over: soon, then less and less often, up to every 15 minutes. */
export function nextLook(end: number, now: number, identity: string): number {
  if (end >= now + SHORTEST_LOOK) return end;
  const overdue = Math.max(0, now - end);
  // Looks at many events of one instance are spread, so that they do not come all at once.
  const spread = Number.parseInt(hashOf(identity).slice(0, 4), 16) % SECOND;
  return now + Math.min(LONGEST_LOOK, SHORTEST_LOOK + spread + Math.floor(overdue / 2));
}
