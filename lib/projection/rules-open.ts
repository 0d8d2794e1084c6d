/** Rules 4a to 7: INSTANCE is open. Only waits of the newest generation are seen. */
import type { Act, EventAct } from './acts.ts';
import { isoOf, spoken } from './instants.ts';
import type { FailMark, HeldEvent, OpenInstance, WaitingRow } from './rows.ts';
import { activeWaits, leftBehind } from './regions.ts';
import {
  byAge,
  heldEvents,
  holdEnd,
  isFree,
  looksAt,
  newestGeneration,
  policyFor,
  selectFrom,
  tookMember,
} from './situation.ts';
import type { Situation } from './situation.ts';
import { deviating, dropped, sent } from './statuses.ts';
import { nameOf } from './trigger.ts';

type Open = {
  readonly situation: Situation;
  readonly holds: ReadonlySet<string>;
  readonly waits: readonly WaitingRow[];
  readonly free: readonly WaitingRow[];
  /** Held ones and the own new one, oldest first. */
  readonly candidates: readonly HeldEvent[];
};

export function duringRun(
  situation: Situation,
  _instance: OpenInstance,
  holds: ReadonlySet<string>,
): Act | undefined {
  const { fresh } = situation;
  const waits = activeWaits(situation);
  const free = waits.filter((wait) => isFree(wait, situation));
  const held = heldEvents(situation);
  const candidates = fresh === undefined ? held : [...held, fresh].sort(byAge);
  const open: Open = { situation, holds, waits, free, candidates };
  return (
    dropLeftBehind(situation) ??
    ignoreRepeated(open) ??
    deliver(open) ??
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

function writing(situation: Situation, row: HeldEvent): EventAct['act'] {
  return row === situation.fresh ? 'put' : 'change';
}

/**
 * 4a. A member of an `all` that has come already, and that no `on` takes. (`stale: ignore` belongs here too; the
 * language refuses it so far.)
 */
function ignoreRepeated({ situation, holds, waits, free, candidates }: Open): Act | undefined {
  const usedMembers = waits.filter(
    (wait) =>
      wait.member !== undefined && !free.includes(wait) && free.some((other) => sameVisit(wait, other)),
  );
  const row = candidates.find(
    (event) =>
      usedMembers.some(
        (wait) => wait.member === event.name && situation.events.some((taken) => tookMember(taken, wait)),
      ) && !free.some((wait) => selectFrom(wait.awaits, event, holds).kind !== 'none'),
  );
  if (row === undefined) return undefined;
  const reason = `"${row.name}" had come already; the instance awaits it once.`;
  return { act: writing(situation, row), row: dropped(row, 'ignored', reason, situation.now) };
}

function sameVisit(a: WaitingRow, b: WaitingRow): boolean {
  return b.member !== undefined && a.state === b.state && a.enteredAt === b.enteredAt;
}

/** 4. A free wait and the oldest event that it awaits with a guard that holds. */
function deliver({ situation, holds, free, candidates }: Open): Act | undefined {
  const { fresh, now, trigger } = situation;
  const found = free.flatMap((wait) => {
    const row = candidates.find((event) => selectFrom(wait.awaits, event, holds).kind !== 'none');
    return row === undefined ? [] : [{ wait, row }];
  });
  const first = found.find(({ row }) => row === fresh) ?? found[0];
  if (first === undefined) return undefined;
  const { wait, row } = first;
  // Held first, so that it is not forgotten while the older one goes.
  if (fresh !== undefined && row !== fresh) return { act: 'put', row: fresh };
  const selection = selectFrom(wait.awaits, row, holds);
  if (selection.kind !== 'to') {
    const reason = `The choreography drops "${row.name}" in "${wait.state}".`;
    return { act: writing(situation, row), row: dropped(row, 'ignored', reason, now) };
  }
  const { token, key, state, run } = wait;
  const by = nameOf(trigger);
  const mark = { kind: 'deliver', token, wait: key, state, run, to: selection.target, by } as const;
  return { act: writing(situation, row), row: sent(row, { ...mark, since: isoOf(now) }, now) };
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
function canCome(row: HeldEvent, { situation, waits, holds }: Open): boolean {
  return (
    situation.subscription.nextRun.includes(row.name) ||
    waits.some(
      (wait) => wait.anticipates.includes(row.name) || selectFrom(wait.awaits, row, holds).kind !== 'none',
    )
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
    token: wait.token,
    wait: wait.key,
    state: wait.state,
    run: wait.run,
    halt: policy === 'halt',
    awaited: [...new Set(waits.flatMap(({ awaits }) => awaits.map(({ event }) => event)))],
    by: nameOf(trigger),
    since: isoOf(now),
  };
  return { act, row: sent(row, mark, now) };
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
    unexpected: free.length === 0 ? undefined : unexpected(own, `within ${spoken(own.hold)}`, open),
  };
}
