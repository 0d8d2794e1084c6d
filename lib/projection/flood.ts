/** The one line that stands for what a window has withheld: told by the sweep when the window is over. */
import { shardOf } from '../definition/hash.ts';
import { MINUTE, dated, isoOf, millisOf } from './instants.ts';
import { CAP, endOf } from './notice-cap.ts';
import type { Window } from './notice-cap.ts';
import { idOf } from './notices.ts';
import type { DeviationNotice } from './notices.ts';
import { DEVIATIONS } from './rows.ts';

/** No correlation id begins with `!` in this way, and no reader of an instance's rows takes this key for one. */
const PARTITION = '#!notices';
const KEY = 'NOTICES#';
/** What is being written as the window ends shall be in the index when it is counted. */
const GRACE = MINUTE;

/** How many; `atLeast` where counting on would have cost too much. */
export type Total = { readonly count: number; readonly atLeast: boolean };

export function windowKey({ choreography, deviation, from }: Window): { instance: string; key: string } {
  return { instance: `${choreography}${PARTITION}`, key: `${KEY}${deviation}#${from}` };
}

/** Undefined where the key is no window's. */
export function windowAt(instance: string, key: string): Window | undefined {
  if (!instance.endsWith(PARTITION) || !key.startsWith(KEY)) return undefined;
  const [deviation, from, ...others] = key.slice(KEY.length).split('#');
  if (deviation === undefined || from === undefined || others.length > 0) return undefined;
  return { choreography: instance.slice(0, -PARTITION.length), deviation, from };
}

/** Where the index `timers` has it, for the sweep to find. */
export function windowTimer(window: Window): { timer: string; timerAt: string } {
  const { instance, key } = windowKey(window);
  return { timer: shardOf(`${instance}#${key}`), timerAt: isoOf(millisOf(endOf(window)) + GRACE) };
}

/**
 * Whether the table itself tells how many there were: an event's row is listed with the instant at which it deviated, so
 * that neither a crash nor a repeated batch falsifies the number. Of the others the notifier has to count.
 */
export function isListed(deviation: string): boolean {
  return DEVIATIONS.some((listed) => listed === deviation);
}

/** Told again after a crash, it has the same id. */
export function floodNotice(window: Window, { count, atLeast }: Total): DeviationNotice {
  const { choreography, deviation, from } = window;
  const until = endOf(window);
  const number = `${atLeast ? 'More than ' : ''}${count.toLocaleString('en')}`;
  const reason = `${number} deviations "${deviation}" between ${dated(from)} and ${dated(until)}: the first ${CAP} were told one by one, the others are in the table only.`;
  return {
    detailType: 'Choreography Deviation',
    id: idOf('many', choreography, deviation, from),
    choreography,
    time: until,
    deviation: 'many',
    detail: { of: deviation, count, from, until, reason },
  };
}
