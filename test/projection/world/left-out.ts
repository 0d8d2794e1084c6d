/**
 * The real code as it would be without a rule, by what is put round it: rows that it is not shown, calls that it does not
 * make. Conditions of writes are left out in the table itself.
 */
import type { Reply } from '../../../lib/projection/calls.ts';
import { compareGenerations } from '../../../lib/projection/generation.ts';
import { DONE } from '../../../lib/projection/phases.ts';
import type { Phase, Step, Surroundings } from '../../../lib/projection/phases.ts';
import { leftBehind } from '../../../lib/projection/regions.ts';
import type { Row, WaitingRow } from '../../../lib/projection/rows.ts';
import { lookCall } from '../../../lib/projection/shell-acting.ts';
import { next } from '../../../lib/projection/shell.ts';
import { holdEnd, settleEnd, situationOf } from '../../../lib/projection/situation.ts';
import type { Situation } from '../../../lib/projection/situation.ts';
import { markToResume } from '../../../lib/projection/precedence.ts';
import { ownIdentity } from '../../../lib/projection/trigger.ts';
import type { Trigger } from '../../../lib/projection/trigger.ts';

export type LoopRules = {
  /** Put held, and the partition read again: a wait may have come in between. */
  readonly lookAfterHeld: boolean;
  /** The own event settled: there may be work for the others. */
  readonly others: boolean;
  /** A WAIT newer than a closed INSTANCE opens it again. */
  readonly newerWait: boolean;
  /** Closed in an older generation than INSTANCE is open in: look again later. */
  readonly lookAgain: boolean;
  /** What settles still goes before what is younger. */
  readonly olderFirst: boolean;
  /** Whoever delivered deletes the WAIT that its region is left with. */
  readonly leaves: boolean;
  /** A newer WAIT shows that the regions inside it, or round it, were left. */
  readonly leftBehind: boolean;
  /** A decision wait is answered at once. */
  readonly decisions: boolean;
};
export const ALL_LOOP_RULES: LoopRules = {
  lookAfterHeld: true,
  others: true,
  newerWait: true,
  lookAgain: true,
  olderFirst: true,
  leaves: true,
  leftBehind: true,
  decisions: true,
};

export function nextWithout(rules: LoopRules, phase: Phase, reply: Reply, around: Surroundings): Step {
  const seen =
    reply.reply === 'rows' && phase.at === 'query' ? shown(rules, phase.trigger, reply.rows, around) : reply;
  if (!rules.others && phase.at === 'query' && seen.reply === 'rows') {
    const { subscription, now } = around;
    const situation = situationOf(phase.trigger, seen.rows, subscription, now);
    if (isSettled(situation) && markToResume(situation) === undefined) return DONE;
  }
  if (
    !rules.lookAfterHeld &&
    phase.at === 'put' &&
    reply.reply === 'written' &&
    phase.row.status === 'held'
  ) {
    const { instance, identity, name, putBack } = phase.row;
    const at = new Date(holdEnd(phase.row)).toISOString();
    return lookCall({ instance, identity, name, putBack, at }, around);
  }
  const step = next(rules.lookAgain ? phase : unclaimed(phase, reply), seen, around);
  if (step.kind === 'end') return step;
  if (!rules.leaves && step.phase.at === 'leave') return next(step.phase, { reply: 'written' }, around);
  if (!rules.decisions && step.phase.at === 'answer') return DONE;
  return step;
}

function shown(rules: LoopRules, trigger: Trigger, rows: readonly Row[], around: Surroundings): Reply {
  let left = rows;
  const instance = rows.find((row) => row.kind === 'instance');
  if (!rules.newerWait && instance?.status === 'closed')
    left = left.filter((row) => row.kind !== 'wait' || compareGenerations(row, instance) <= 0);
  if (!rules.olderFirst)
    left = left.filter(
      (row) =>
        row.kind !== 'event' ||
        row.status !== 'held' ||
        row.identity === ownIdentity(trigger) ||
        settleEnd(row) <= around.now,
    );
  if (!rules.leftBehind) {
    const gone = leftBehind(situationOf(trigger, rows, around.subscription, around.now));
    const newest = left.reduce(
      (order, row) => (row.kind === 'wait' && row.order > order ? row.order : order),
      '',
    );
    const entered = left.reduce(
      (at, row) => (row.kind === 'wait' && row.enteredAt > at ? row.enteredAt : at),
      '',
    );
    const still = (row: WaitingRow): WaitingRow => ({
      ...row,
      order: newest,
      ...(row.member !== undefined && { enteredAt: entered }),
    });
    left = left.map((row) => (row.kind === 'wait' && gone.includes(row) ? still(row) : row));
  }
  return { reply: 'rows', rows: left };
}

function isSettled({ own }: Situation): boolean {
  return own !== undefined && own.status !== 'held' && own.status !== 'sent';
}

/** As if INSTANCE were open in the generation that its execution has come to. */
function unclaimed(phase: Phase, reply: Reply): Phase {
  if (phase.at !== 'describe' || reply.reply !== 'execution') return phase;
  const { execution } = reply;
  if (execution === undefined || execution.status === 'running') return phase;
  return { ...phase, generation: { run: phase.generation.run, redrive: execution.redrive } };
}
