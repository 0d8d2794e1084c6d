/** Rules 4 to 7: INSTANCE is open. Only waits of the newest generation are seen. */
import { hashOf } from '../definition/hash.ts';
import { KEY } from '../definition/wire.ts';
import type { Act, EventAct } from './acts.ts';
import type { Answers } from './answers.ts';
import { isoOf, MINUTE, spoken } from './instants.ts';
import { nextLabelOrder } from './labels.ts';
import { markOf } from './marks.ts';
import { toldOf, writing } from './open.ts';
import type { Open } from './open.ts';
import type { FailMark, HeldEvent, OpenInstance, WaitingRow } from './rows.ts';
import { activeWaits, leftBehind } from './regions.ts';
import { ignoreRepeated, ignoreStale } from './rules-ignored.ts';
import {
  byAge,
  freeWaits,
  heldEvents,
  holdEnd,
  isFree,
  isSettled,
  looksAt,
  newestGeneration,
  policyFor,
} from './situation.ts';
import type { Situation } from './situation.ts';
import { putAt } from './standing.ts';
import { deviating, dropped, sent } from './statuses.ts';
import { takerOf } from './taker.ts';
import { nameOf } from './trigger.ts';

export function duringRun(situation: Situation, instance: OpenInstance, answers: Answers): Act | undefined {
  const { fresh } = situation;
  const waits = activeWaits(situation);
  const free = freeWaits(waits, situation);
  const held = heldEvents(situation);
  const inPlay = fresh === undefined ? held : [...held, fresh].sort(byAge);
  const candidates = inPlay.filter((row) => isSettled(row, situation));
  const open: Open = { situation, instance, answers, waits, free, candidates };
  return (
    dropLeftBehind(situation) ??
    ignoreStale(inPlay, open) ??
    ignoreRepeated(open) ??
    deliver(inPlay, open) ??
    rejectUnawaited(open) ??
    holdFresh(situation) ??
    endOwnHold(open)
  );
}

/** A wait that a newer one shows to have been left awaits nothing any more. */
function dropLeftBehind(situation: Situation): Act | undefined {
  const wait = leftBehind(situation).find((candidate) => isFree(candidate, situation));
  return wait === undefined ? undefined : { act: 'drop', wait };
}

/**
 * 4. The oldest event that a free wait awaits with a guard that holds; of several such waits `takerOf` finds the one.
 * Once one of these events has settled: those older than it go before it, for it was kept for them.
 */
function deliver(inPlay: readonly HeldEvent[], open: Open): Act | undefined {
  const { situation, waits, free, candidates } = open;
  const { fresh, now, trigger } = situation;
  const taking = (row: HeldEvent) =>
    takerOf(row, { waits, free, now }, (candidate) => toldOf(row, candidate, open));
  if (!candidates.some((row) => taking(row) !== undefined)) return undefined;
  for (const row of inPlay) {
    const taker = taking(row);
    if (taker === undefined) continue;
    const { wait, told } = taker;
    // Held first, so that it is not forgotten while the older one goes.
    if (fresh !== undefined && row !== fresh) return { act: 'put', row: fresh };
    if (told.kind === 'drop') {
      const reason = `The choreography drops "${row.name}" in "${wait.state}".`;
      return { act: writing(situation, row), row: dropped(row, 'ignored', reason, now) };
    }
    const mark = markOf(wait, told, {
      by: nameOf(trigger),
      since: isoOf(now),
      labelOrder: nextLabelOrder(situation, wait),
    });
    return { act: writing(situation, row), row: sent(row, mark, now), token: wait.token };
  }
  return undefined;
}

/** 5. An event that no wait awaits with a guard that holds, and none anticipates. */
function rejectUnawaited(open: Open): Act | undefined {
  const { situation, waits, candidates } = open;
  if (waits.length === 0) return undefined;
  const { fresh } = situation;
  for (const row of fresh === undefined ? ownFirst(open) : candidates.filter((event) => event === fresh)) {
    if (canCome(row, open)) continue;
    const reason = 'and cannot be awaited any more';
    const act = unexpected(row, reason, open);
    if (act !== undefined) return act;
  }
  return undefined;
}

function ownFirst({ situation, candidates }: Open): readonly HeldEvent[] {
  const own = candidates.filter((row) => row === situation.own);
  return [...own, ...candidates.filter((row) => row !== situation.own)];
}

/** Whether it is awaited, or can be awaited later on in this run or, with `rerun`, the next. */
function canCome(row: HeldEvent, open: Open): boolean {
  return (
    open.situation.subscription.nextRun.includes(row.name) ||
    open.waits.some((wait) => {
      const told = toldOf(row, wait, open);
      return wait.anticipates.includes(row.name) || told.kind !== 'none' || told.later;
    })
  );
}

/** By the policy. Undefined where the instance is to fail, but no wait is free to be failed. */
function unexpected(row: HeldEvent, why: string, open: Open): EventAct | undefined {
  const { situation, waits, free } = open;
  const { now, subscription, trigger } = situation;
  const wait = free.at(-1);
  const policy = policyFor(row.name, wait ?? waits[0], subscription);
  const act = writing(situation, row);
  const state = (wait ?? waits[0])?.state;
  const reason = `"${row.name}" was not awaited ${state === undefined ? '' : `in "${state}" `}${why}.`;
  if (policy === 'report') return { act, row: deviating(row, 'unexpected', reason, now) };
  if (policy === 'ignore') return { act, row: dropped(row, 'ignored', reason, now) };
  if (wait === undefined) return undefined;
  const mark: FailMark = {
    kind: 'fail',
    waitHash: hashOf(wait.token),
    wait: wait.key,
    state: wait.state,
    run: wait.run,
    halt: policy === 'halt',
    awaited: [...new Set(waits.flatMap(awaitedBy))],
    by: nameOf(trigger),
    since: isoOf(now),
  };
  return { act, row: sent(row, mark, now), token: wait.token };
}

function awaitedBy({ wait: { awaits, each, gather }, memories }: WaitingRow): readonly string[] {
  const pending = memories?.at(-1)?.pending ?? undefined;
  const members = (gather?.members ?? []).map(({ event }) => event);
  return [
    ...awaits.map(({ event }) => event),
    ...members.filter((event) => pending === undefined || pending.includes(event)),
    ...(each?.states ?? []).flatMap((state) => state.awaits.map(({ event }) => event)),
    ...(each?.opens ?? []),
  ];
}

/** 6. Held, and read again: a wait may have come in between. Without: held while a live wait awaits it. */
function holdFresh({ fresh }: Situation): Act | undefined {
  return fresh === undefined ? undefined : { act: 'put', row: fresh };
}

/** 7. A look at the own event, whose hold is over. */
function endOwnHold(open: Open): Act | undefined {
  const { situation, free } = open;
  const { own, now } = situation;
  if (own?.status !== 'held' || !looksAt(situation, own) || now < holdEnd(own)) return undefined;
  return {
    act: 'describe',
    row: own,
    generation: newestGeneration(situation),
    unexpected:
      free.length === 0 || isStillEntering(open)
        ? undefined
        : unexpected(own, `within ${spoken(own.hold)}`, open),
  };
}

/** Longer than the retries of a put take. */
const ENTERING = 5 * MINUTE;

/**
 * Waits that stand side by side are put side by side: the one that awaits the event may be the one that is not there yet.
 * Without: a put that is slow while a hold ends fails the instance for an event that it awaits.
 */
function isStillEntering({ situation, waits }: Open): boolean {
  const sideBySide = waits.filter(({ key, member }) => member !== undefined || key !== KEY.wait);
  return sideBySide.some((wait) => situation.now < putAt(wait) + ENTERING);
}
