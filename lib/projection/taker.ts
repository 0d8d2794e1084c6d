/** Of several waits that an event could go to, the one that takes it. */
import { isSameVisit } from './regions.ts';
import type { Told } from './receptions.ts';
import type { HeldEvent, WaitingRow } from './rows.ts';
import { holdEnd } from './situation.ts';

export type Taking = Extract<Told, { kind: 'take' | 'drop' }>;
export type Taker = { readonly wait: WaitingRow; readonly told: Taking };

export type Waits = {
  /** Those that count, used ones included. */
  readonly waits: readonly WaitingRow[];
  readonly free: readonly WaitingRow[];
  readonly now: number;
};

/**
 * The innermost that holds, whichever region it is in; of these the first by its key. What stands around regions gives
 * way to what is awaited inside, so it is not taken while one of them is on its way to its next wait: what that awaits
 * is not known yet. Not longer than the event is held, though: some regions go on to no other wait.
 */
export function takerOf(
  event: HeldEvent,
  { waits, free, now }: Waits,
  toldBy: (wait: WaitingRow) => Told | undefined,
): Taker | undefined {
  const takers = free.flatMap((wait): Taker[] => {
    const told = toldBy(wait);
    return told?.kind === 'take' || told?.kind === 'drop' ? [{ wait, told }] : [];
  });
  const depth = ({ told }: Taker): number => told.around ?? Infinity;
  const [first, ...others] = takers;
  if (first === undefined) return undefined;
  const taker = others.reduce((best, other) => (depth(other) > depth(best) ? other : best), first);
  if (taker.told.around === undefined || now >= holdEnd(event)) return taker;
  const moving = waits.some(
    (wait) => !free.includes(wait) && !free.some((other) => isSameVisit(wait, other)),
  );
  return moving ? undefined : taker;
}
