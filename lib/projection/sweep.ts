/**
 * What the sweep does about one entry of the index `timers`, decided over its instance's rows as they are now: the index
 * may lag, and a wait may have been left in the meantime.
 */
import type { Subscription } from '../definition/wire.ts';
import { compareGenerations } from './generation.ts';
import type { Generation } from './generation.ts';
import { HOUR, MINUTE, isoOf, millisOf } from './instants.ts';
import { activeWaits } from './regions.ts';
import type { OpenInstance, Row, WaitingRow } from './rows.ts';
import { isFree, situationOf } from './situation.ts';
import type { Situation } from './situation.ts';
import type { InstanceTimer, Timer, WaitTimer } from './timers.ts';

export type SweepStep =
  /** On INSTANCE, if it is open in this generation and the visit was not reported before. */
  | {
      readonly step: 'report';
      readonly instance: string;
      readonly generation: Generation;
      /** `<state>#<entered at>` */
      readonly visit: string;
    }
  /** If the wait has that token. Without `to` the timer is removed. */
  | { readonly step: 'moveWait'; readonly wait: WaitingRow; readonly to: string | undefined }
  /** If INSTANCE is open in that generation. */
  | { readonly step: 'moveInstance'; readonly instance: OpenInstance; readonly to: string }
  /** What is its execution doing? Where it has ended that is recorded, where it runs the loop sees to what was left. */
  | { readonly step: 'check'; readonly instance: OpenInstance };

/** The machine's own deadline comes first; only when that long nothing followed, something was left behind. */
const GRACE = 2 * MINUTE;
/** What one look did not mend is looked at again, but not every minute. */
const NEXT_TRY = HOUR;
const NEXT_CHECK = 24 * HOUR;

/** Steps in their order: what is reported is reported before its timer goes. */
export function sweep(
  timer: Timer,
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

function aboutWait(timer: WaitTimer, situation: Situation): readonly SweepStep[] {
  const { now } = situation;
  const wait = situation.waits.find(({ key, token }) => key === timer.key && token === timer.token);
  // Used, and overwritten by the next one or dropped: its timer went with it.
  if (wait === undefined) return [];
  // An event is on its way to it and may yet be released: the next sweep knows.
  if (isTaken(wait, situation)) return [];
  const overdue = wait.due !== undefined && millisOf(wait.due) <= now ? reportOf(wait, situation) : [];
  const deadline = wait.deadline === undefined ? undefined : millisOf(wait.deadline);
  if (deadline === undefined) return [...overdue, { step: 'moveWait', wait, to: undefined }];
  if (deadline + GRACE > now) {
    // Its due has passed, its deadline is still to come.
    return millisOf(timer.timerAt) < deadline
      ? [...overdue, { step: 'moveWait', wait, to: isoOf(deadline) }]
      : overdue;
  }
  const instance = openInstance(situation, wait);
  if (instance === undefined || !stands(wait, situation))
    return [...overdue, { step: 'moveWait', wait, to: undefined }];
  return [...overdue, { step: 'check', instance }, { step: 'moveWait', wait, to: isoOf(now + NEXT_TRY) }];
}

function isTaken({ token }: WaitingRow, { events }: Situation): boolean {
  return events.some((row) => row.status === 'sent' && row.mark.kind !== 'start' && row.mark.token === token);
}

/** Once for each visit of a state: the members of an `all` have it in common. */
function reportOf(wait: WaitingRow, situation: Situation): readonly SweepStep[] {
  const open = openInstance(situation, wait);
  const visit = `${wait.state}#${wait.enteredAt}`;
  if (open === undefined || open.overdue.includes(visit)) return [];
  if (!stands(wait, situation)) return [];
  const { run, redrive } = open;
  return [{ step: 'report', instance: open.instance, generation: { run, redrive }, visit }];
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
