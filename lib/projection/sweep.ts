/**
 * What the sweep does about one entry of the index `timers`, decided over its instance's rows as they are now: the index
 * may lag, and a wait may have been left in the meantime.
 */
import { hashOf } from '../definition/hash.ts';
import type { Subscription } from '../definition/wire.ts';
import type { ExecutionReport } from './calls.ts';
import { compareGenerations } from './generation.ts';
import type { Generation } from './generation.ts';
import { HOUR, MINUTE, isoOf, millisOf } from './instants.ts';
import { activeWaits } from './regions.ts';
import type { Due, OpenInstance, Row, WaitingRow } from './rows.ts';
import { isFree, situationOf } from './situation.ts';
import type { Situation } from './situation.ts';
import { duesOf, putAt } from './standing.ts';
import type { InstanceTimer, LifeTimer, WaitTimer } from './timers.ts';
import { warningsFor } from './warnings.ts';
import type { Warning } from './warnings.ts';

export type SweepStep =
  /** On INSTANCE, if it is open in this generation and the visit was not reported before. */
  | {
      readonly step: 'report';
      readonly instance: string;
      readonly generation: Generation;
      /** `<state>#<entered at>`; of a forEach's item `<state>/<key>#<entered at>`. */
      readonly visit: string;
    }
  /** Rule 0 was left undone: the loop is run. */
  | { readonly step: 'answer'; readonly wait: WaitingRow }
  /** If the wait has that token. Without `to` the timer is removed. */
  | { readonly step: 'moveWait'; readonly wait: WaitingRow; readonly to: string | undefined }
  /** If INSTANCE is open in that generation. */
  | { readonly step: 'moveInstance'; readonly instance: OpenInstance; readonly to: string }
  /** What is its execution doing? `afterCheck` says what follows. */
  | { readonly step: 'check'; readonly instance: OpenInstance };

export type CheckStep =
  /** Where it has ended that is recorded, where it runs the loop sees to what was left. */
  | { readonly step: 'settle'; readonly instance: OpenInstance; readonly report: ExecutionReport }
  /** There is no execution: its start was left unfinished, and the loop over its start event goes on with it. */
  | { readonly step: 'start'; readonly instance: OpenInstance }
  /** On INSTANCE, if it is open in that generation and was not warned of that before. */
  | { readonly step: 'warn'; readonly instance: string; readonly warning: Warning };

/** The machine's own deadline comes first; only when that long nothing followed, something was left behind. */
const GRACE = 2 * MINUTE;
/** What one look did not mend is looked at again, but not every minute. */
const NEXT_TRY = HOUR;
const NEXT_CHECK = 24 * HOUR;

/** Steps in their order: what is reported is reported before its timer goes. */
export function sweep(
  timer: LifeTimer,
  rows: readonly Row[],
  subscription: Subscription,
  now: number,
): readonly SweepStep[] {
  const trigger = {
    kind: 'wait',
    instance: timer.instance,
    token: timer.kind === 'wait' ? timer.token : '',
  } as const;
  const situation = situationOf(trigger, rows, subscription, now);
  return timer.kind === 'wait' ? aboutWait(timer, situation) : aboutInstance(timer, situation);
}

/** `report`: what DescribeExecution says; undefined where it knows no such execution. */
export function afterCheck(
  instance: OpenInstance,
  report: ExecutionReport | undefined,
  now: number,
): readonly CheckStep[] {
  if (report === undefined) return [{ step: 'start', instance }];
  const warn = warningsFor(instance, report, now).map((warning): CheckStep => ({
    step: 'warn',
    instance: instance.instance,
    warning,
  }));
  // What ended before the redrive that INSTANCE was claimed for says nothing of now.
  const isOld = report.status !== 'running' && report.redrive < instance.redrive;
  return isOld ? warn : [{ step: 'settle', instance, report }, ...warn];
}

function aboutWait(timer: WaitTimer, situation: Situation): readonly SweepStep[] {
  const { now } = situation;
  const wait = situation.waits.find(({ key, token }) => key === timer.key && token === timer.token);
  // Used, and overwritten by the next one or dropped: its timer went with it.
  if (wait === undefined) return [];
  // An event is on its way to it and may yet be released: the next sweep knows.
  if (isTaken(wait, situation)) return [];
  const dues = duesOf(wait);
  const passed = dues.filter(({ at }) => millisOf(at) <= now);
  const steps = [...reportsOf(passed, wait, situation), ...leftUnanswered(wait, now)];
  const deadline = wait.deadline === undefined ? undefined : millisOf(wait.deadline);
  const coming = dues.map(({ at }) => millisOf(at)).filter((at) => at > now);
  if (deadline === undefined || deadline + GRACE > now) {
    const next = earliest([...coming, ...(deadline === undefined ? [] : [deadline])], steps, now);
    if (next === undefined) return [...steps, { step: 'moveWait', wait, to: undefined }];
    return millisOf(timer.timerAt) < next ? [...steps, { step: 'moveWait', wait, to: isoOf(next) }] : steps;
  }
  const instance = openInstance(situation, wait);
  if (instance === undefined || !stands(wait, situation))
    return [...steps, { step: 'moveWait', wait, to: undefined }];
  const next = Math.min(...coming, now + NEXT_TRY);
  return [...steps, { step: 'check', instance }, { step: 'moveWait', wait, to: isoOf(next) }];
}

/** An answer that is still missing afterwards is looked for again. */
function earliest(instants: readonly number[], steps: readonly SweepStep[], now: number): number | undefined {
  const again = steps.some(({ step }) => step === 'answer') ? [now + NEXT_TRY] : [];
  const all = [...instants, ...again];
  return all.length === 0 ? undefined : Math.min(...all);
}

/** What the stream's trigger should have answered at once. */
function leftUnanswered(wait: WaitingRow, now: number): readonly SweepStep[] {
  const { always, decide } = wait.wait;
  const isAnswered = decide !== undefined || always !== undefined;
  return isAnswered && putAt(wait) + MINUTE <= now ? [{ step: 'answer', wait }] : [];
}

function isTaken({ token }: WaitingRow, { events }: Situation): boolean {
  const hash = hashOf(token);
  return events.some(
    (row) => row.status === 'sent' && row.mark.kind !== 'start' && row.mark.waitHash === hash,
  );
}

/** Once for each visit of a state: the members of an `all`, and the waits in a compound, have it in common. */
function reportsOf(dues: readonly Due[], wait: WaitingRow, situation: Situation): readonly SweepStep[] {
  const open = openInstance(situation, wait);
  if (open === undefined || !stands(wait, situation)) return [];
  const { instance, run, redrive } = open;
  const visits = new Set(dues.map(({ state, enteredAt }) => `${state}#${enteredAt}`));
  return [...visits]
    .filter((visit) => !open.overdue.includes(visit))
    .map((visit) => ({ step: 'report', instance, generation: { run, redrive }, visit }));
}

/** Its state is not left: it, or another wait of the same visit, is still to be served. */
function stands(wait: WaitingRow, situation: Situation): boolean {
  return activeWaits(situation).some(
    (other) => other.state === wait.state && other.enteredAt === wait.enteredAt && isFree(other, situation),
  );
}

function aboutInstance(timer: InstanceTimer, situation: Situation): readonly SweepStep[] {
  const open = openInstance(situation, timer);
  if (open?.timerAt !== timer.timerAt) return [];
  return [
    { step: 'check', instance: open },
    { step: 'moveInstance', instance: open, to: isoOf(situation.now + NEXT_CHECK) },
  ];
}

function openInstance({ instance }: Situation, of: Generation): OpenInstance | undefined {
  return instance?.status === 'open' && compareGenerations(instance, of) === 0 ? instance : undefined;
}
