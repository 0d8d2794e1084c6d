/** Rule 3: INSTANCE is closed or absent. */
import type { Act, EventAct } from './acts.ts';
import { BEFORE_ALL, compareGenerations, printGeneration } from './generation.ts';
import { isoOf, spoken } from './instants.ts';
import type { HeldEvent, InstanceRow, StartMark } from './rows.ts';
import { heldEvents, holdEnd, instanceGeneration, looksAt, policyFor, selectFrom } from './situation.ts';
import type { Situation } from './situation.ts';
import { deviating, dropped, sent } from './statuses.ts';
import { nameOf } from './trigger.ts';

export function withoutRun(situation: Situation, holds: ReadonlySet<string>): Act | undefined {
  return (
    takeFresh(situation, holds) ??
    takeHeld(situation, holds) ??
    dropLeftover(situation) ??
    endOwnHold(situation)
  );
}

/** Whether a start event opens a run here. */
function opens({ instance, subscription }: Situation): boolean {
  return instance === undefined || subscription.rerun;
}

function takeFresh(situation: Situation, holds: ReadonlySet<string>): Act | undefined {
  const { fresh } = situation;
  if (fresh === undefined) return undefined;
  if (!opens(situation)) return late(situation, fresh, 'put');
  return started(situation, fresh, 'put', holds) ?? { act: 'put', row: fresh };
}

/** Where a run can be opened, what is no start event stays held: the next run may await it. */
function takeHeld(situation: Situation, holds: ReadonlySet<string>): Act | undefined {
  for (const row of heldEvents(situation)) {
    const act = opens(situation) ? started(situation, row, 'change', holds) : late(situation, row, 'change');
    if (act !== undefined) return act;
  }
  return undefined;
}

/** Undefined where it is no start event. */
function started(
  situation: Situation,
  row: HeldEvent,
  act: EventAct['act'],
  holds: ReadonlySet<string>,
): Act | undefined {
  const { subscription, now, trigger } = situation;
  if (!subscription.start.some((handler) => handler.event === row.name)) return undefined;
  const selection = selectFrom(subscription.start, row, holds);
  if (selection.kind !== 'to') {
    const why = selection.kind === 'drop' ? 'is dropped there' : 'none of its guards holds';
    const reason = `"${row.name}" could have opened an instance, but ${why}.`;
    return { act, row: dropped(row, 'ignored', reason, now) };
  }
  const { run, redrive } = instanceGeneration(situation);
  const mark: StartMark = {
    kind: 'start',
    run: run + 1,
    after: { run, redrive },
    to: selection.target,
    by: nameOf(trigger),
    since: isoOf(now),
  };
  return makeSure(situation.instance, { act, row: sent(row, mark, now) });
}

function late(situation: Situation, row: HeldEvent, act: EventAct['act']): Act {
  const { instance, subscription, now } = situation;
  const closed = instance?.status === 'closed' ? `had ended at ${instance.closedAt}` : 'had ended';
  const reason = `The instance ${closed} (run ${printGeneration(instanceGeneration(situation))}).`;
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
