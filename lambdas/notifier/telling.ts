/** Which notices of a batch are told, and which are withheld because there are too many of their kind. */
import { admit, groupsOf } from '../../lib/projection/notice-cap.ts';
import type { Admission, Group } from '../../lib/projection/notice-cap.ts';
import type { DeviationNotice, Notice } from '../../lib/projection/notices.ts';
import type { Counters } from '../adapters/counters.ts';
import type { Telling } from './notifying.ts';

export type Outcome = {
  /** Ids of those whose telling failed: their records have to come again. */
  readonly refused: ReadonlySet<string>;
  /** Ids of those that are only counted. */
  readonly withheld: ReadonlySet<string>;
};

type Tellers = Pick<Telling, 'bus' | 'counters' | 'log'>;
const NONE: ReadonlySet<string> = new Set();

export async function tell(notices: readonly Notice[], tellers: Tellers): Promise<Outcome> {
  const closings = notices.filter((notice) => notice.detailType === 'Choreography Instance Closed');
  const groups = groupsOf(notices.filter((notice) => notice.detailType === 'Choreography Deviation'));
  const outcomes = await Promise.all([
    publish(closings, tellers).then((refused): Outcome => ({ refused, withheld: NONE })),
    ...groups.map((group) => tellGroup(group, tellers)),
  ]);
  return {
    refused: new Set(outcomes.flatMap(({ refused }) => [...refused])),
    withheld: new Set(outcomes.flatMap(({ withheld }) => [...withheld])),
  };
}

async function tellGroup(group: Group, tellers: Tellers): Promise<Outcome> {
  try {
    const { told, withheld } = await admitted(group, tellers.counters);
    return { refused: await publish(told, tellers), withheld: idsOf(withheld) };
  } catch (error) {
    tellers.log.warn('Not told, comes again', { deviation: group.deviation, error: String(error) });
    return { refused: idsOf(group.notices), withheld: NONE };
  }
}

/** Each time that another batch has taken the room first, there is less of it: soon nothing is left to dispute. */
const MOST_TRIES = 10;

/** What is told has its place in the window's row before, and that there is more is in it before any of it is left out. */
async function admitted(group: Group, counters: Counters): Promise<Admission> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const counted = await counters.read(group);
    const admission = admit(group, counted);
    const { fresh, withheld } = admission;
    if (withheld.length > 0 && !counted.over) await counters.overflow(group);
    if (fresh.length === 0 || (await counters.admit(group, fresh)) === 'written') return admission;
  }
  throw new Error(`No room could be made sure of in ${MOST_TRIES} tries.`);
}

async function publish(notices: readonly Notice[], { bus, log }: Tellers): Promise<ReadonlySet<string>> {
  if (notices.length === 0) return NONE;
  const refused = await bus.publish(notices);
  const [first] = refused.values();
  if (first !== undefined) log.warn('Not taken by the bus, comes again', { notices: refused.size, first });
  return new Set(refused.keys());
}

function idsOf(notices: readonly DeviationNotice[]): ReadonlySet<string> {
  return new Set(notices.map(({ id }) => id));
}
