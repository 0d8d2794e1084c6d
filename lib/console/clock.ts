/**
 * Every answer of the console's API says what time it is: the one in which the instances live, which need not be that of
 * the machine that shows them.
 */
export const CLOCK_HEADER = 'x-clock';

/** `scale`: how many times as fast as on the machine time passes. */
export type Clock = { readonly now: number; readonly scale: number };

export function clockOf(now: number, scale: number): string {
  return `${now} ${scale}`;
}

/** Undefined where it says none. */
export function readClock(header: string | null): Clock | undefined {
  const [now = NaN, scale = NaN] = (header ?? '').split(' ').map(Number);
  return Number.isFinite(now) && scale > 0 ? { now, scale } : undefined;
}
