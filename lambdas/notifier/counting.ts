/**
 * Counts what is done with: each deviation once, whatever of its batch comes again. Only a function that dies after
 * counting and before it has answered counts its batch twice; no call could tell it so.
 */
import { isListed } from '../../lib/projection/flood.ts';
import { groupsOf } from '../../lib/projection/notice-cap.ts';
import type { Notice } from '../../lib/projection/notices.ts';
import type { Telling } from './notifying.ts';

/** False where nothing was counted: the whole batch has to come again. */
export async function countTold(
  done: readonly Notice[],
  withheld: ReadonlySet<string>,
  { count, counters, log }: Pick<Telling, 'count' | 'counters' | 'log'>,
): Promise<boolean> {
  const groups = groupsOf(done.filter((notice) => notice.detailType === 'Choreography Deviation'));
  try {
    for (const { notices, ...window } of groups) {
      const more = notices.filter(({ id }) => withheld.has(id)).length;
      if (more > 0 && !isListed(window.deviation)) await counters.withhold(window, more);
    }
  } catch (error) {
    log.warn('Not counted, comes again', { error: String(error) });
    return false;
  }
  for (const { choreography, deviation, notices } of groups) count(choreography, deviation, notices.length);
  return true;
}
