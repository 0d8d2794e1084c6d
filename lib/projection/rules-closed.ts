/** Rule 3: INSTANCE is closed or absent. */
import type { Act, EventAct } from './acts.ts';
import type { Answers } from './answers.ts';
import { BEFORE_ALL, compareGenerations } from './generation.ts';
import { dated, isoOf, spoken } from './instants.ts';
import { startMarkOf } from './marks.ts';
import type { HeldEvent, InstanceRow } from './rows.ts';
import { heldEvents, holdEnd, instanceGeneration, looksAt, policyFor } from './situation.ts';
import type { Situation } from './situation.ts';
import { deviating, dropped, sent } from './statuses.ts';
import { nameOf } from './trigger.ts';

export function withoutRun(situation: Situation, answers: Answers): Act | undefined {
  return (
    takeFresh(situation, answers) ??
    takeHeld(situation, answers) ??
    dropLeftover(situation) ??
    endOwnHold(situation)
  );
}

/** Whether a start event opens a run here. */
function opens({ instance, subscription }: Situation): boolean {
  return instance === undefined || subscription.rerun;
}

function takeFresh(situation: Situation, answers: Answers): Act | undefined {
  const { fresh } = situation;
  if (fresh === undefined) return undefined;
  if (!opens(situation)) return late(situation, fresh, 'put');
  return started(situation, fresh, 'put', answers) ?? { act: 'put', row: fresh };
}

/** Where a run can be opened, what is no start event stays held: the next run may await it. */
function takeHeld(situation: Situation, answers: Answers): Act | undefined {
  for (const row of heldEvents(situation)) {
    const act = opens(situation)
      ? started(situation, row, 'change', answers)
      : late(situation, row, 'change');
    if (act !== undefined) return act;
  }
  return undefined;
}

/** Undefined where it is no start event. */
function started(
  situation: Situation,
  row: HeldEvent,
  act: EventAct['act'],
  answers: Answers,
): Act | undefined {
  const { subscription, now, trigger } = situation;
  if (!subscription.start.some((handler) => handler.event === row.name)) return undefined;
  const told = answers.starts.get(row.identity);
  // Another one comes first; this one's turn is in the next round.
  if (told === undefined) return undefined;
  if (told.kind !== 'take') {
    const why = told.kind === 'drop' ? 'is dropped there' : 'none of its guards holds';
    const reason = `"${row.name}" could have opened an instance, but ${why}.`;
    return { act, row: dropped(row, 'ignored', reason, now) };
  }
  const generation = instanceGeneration(situation);
  const whose = { by: nameOf(trigger), since: isoOf(now) };
  const mark = startMarkOf(told, generation, subscription.memory, whose);
  return makeSure(situation.instance, { act, row: sent(row, mark, now) });
}

function late(situation: Situation, row: HeldEvent, act: EventAct['act']): Act {
  const { instance, subscription, now } = situation;
  const { run } = instanceGeneration(situation);
  const which = run > 1 ? `Run ${run} of the instance` : 'The instance';
  const reason = `${which} had ended${instance?.status === 'closed' ? ` on ${dated(instance.closedAt)}` : ''}.`;
  const ignored = policyFor(row.name, undefined, subscription) === 'ignore';
  return makeSure(instance, {
    act,
    row: ignored ? dropped(row, 'ignored', reason, now) : deviating(row, 'late', reason, now),
  });
}

/** A failed run may have been redriven without INSTANCE's knowing. Without: late, though it runs. */
function makeSure(instance: InstanceRow | undefined, then: EventAct): Act {
  if (instance?.status !== 'closed' || instance.outcome === 'succeeded') return then;
  return { act: 'makeSure', instance, then };
}

function dropLeftover(situation: Situation): Act | undefined {
  const generation = instanceGeneration(situation);
  const wait = situation.waits.find((candidate) => compareGenerations(candidate, generation) <= 0);
  return wait === undefined ? undefined : { act: 'drop', wait };
}

/** Its hold is over: no instance came, or no next run. By the row's own clock, whatever brings the look. */
function endOwnHold(situation: Situation): Act | undefined {
  const { own, now } = situation;
  if (own?.status !== 'held' || !looksAt(situation, own) || now < holdEnd(own)) return undefined;
  if (compareGenerations(instanceGeneration(situation), BEFORE_ALL) > 0)
    return late(situation, own, 'change');
  const reason = `No instance was opened within ${spoken(own.hold)}.`;
  return { act: 'change', row: deviating(own, 'orphan', reason, now) };
}
