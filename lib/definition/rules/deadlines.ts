import type { Draft, DraftClock, DraftMoment } from '../draft.ts';
import { momentOf } from '../moment.ts';
import type { Placed } from '../tree.ts';
import { outwards, surelyLeaves } from './walk.ts';

/** A deadline that leaves the state for certain, so many milliseconds after it is entered or earlier. */
export type Deadline = {
  readonly clock: DraftClock;
  readonly delay: number;
  /** Undefined at the top. */
  readonly owner: string | undefined;
};

/** Milliseconds, where they are fixed and counted from the entry. */
export function fixedDelay(moment: DraftMoment): number | undefined {
  const fixed = momentOf(moment);
  return fixed?.kind === 'delay' ? fixed.delay : undefined;
}

/** Those of the state itself and of what encloses it. An enclosing one has been running longer, if anything. */
export function deadlinesOver(draft: Draft, placed: Placed | undefined): readonly Deadline[] {
  const enclosing = placed === undefined ? [] : [placed.state, ...outwards(placed)];
  return [
    ...enclosing.flatMap(({ name, after }) => sure(after, name.text)),
    ...sure(draft.top.after, undefined),
  ];
}

function sure(clocks: readonly DraftClock[], owner: string | undefined): readonly Deadline[] {
  return clocks.filter(surelyLeaves).flatMap((clock) => {
    const delay = fixedDelay(clock.moment);
    return delay === undefined ? [] : [{ clock, delay, owner }];
  });
}
