import type { DraftClock } from '../draft.ts';
import { MAX_DEADLINE } from '../duration.ts';
import type { Finding } from '../problems.ts';
import { statesIn, type Placed } from '../tree.ts';
import { deadlinesOver, fixedDelay, type Deadline } from './deadlines.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Where an earlier deadline has left the state, a later one never passes. */
export const deadlinesAreReached: Rule = (draft) =>
  [undefined, ...statesIn(draft)].flatMap((placed) => {
    const clocks = placed === undefined ? draft.top.after : placed.state.after;
    const over = deadlinesOver(draft, placed);
    return clocks.flatMap((clock, index) => unreached(clock, clocks.slice(0, index), placed, over));
  });

function unreached(
  clock: DraftClock,
  before: readonly DraftClock[],
  placed: Placed | undefined,
  over: readonly Deadline[],
): readonly Finding[] {
  const late = fixedDelay(clock.moment);
  if (late === undefined || late > MAX_DEADLINE) return [];
  const earlier = over.find(
    (other) =>
      other.clock !== clock && (other.delay < late || (other.delay === late && before.includes(other.clock))),
  );
  if (earlier === undefined) return [];
  const own = placed?.state.name.text;
  const whose =
    earlier.owner === own
      ? 'the one'
      : earlier.owner === undefined
        ? 'the one at the top'
        : `the one of ${quoted(earlier.owner)}`;
  const message = `The deadline ${quoted(clock.moment.text)} never passes: ${whose} after ${earlier.clock.moment.text} has led away by then. Make it shorter, or remove it.`;
  const at = clock.moment.isKey ? 'key' : 'value';
  return [{ code: 'deadline-unreached', severity: 'warning', message, path: clock.moment.path, at }];
}
