import type { Clock } from './clock.ts';

/** An instant at which both clocks are known: epoch milliseconds of this cloud, and of the machine. */
export type TimeScale = { readonly from: number; readonly machine: number; readonly scale: number };

/** What a clock of this scale shows at an instant of the machine. */
export function scaled({ from, machine, scale }: TimeScale, instant: number): number {
  return Math.floor(from + (instant - machine) * scale);
}

/** Time that runs so many times as fast as the machine's; what machines do takes as long as it does. */
export function scaledClock(time: TimeScale, machine: Clock): Clock {
  return {
    now: () => scaled(time, machine.now()),
    at: (at, fire) => machine.at(instantOf(time, at), fire),
    after: (milliseconds, fire) => machine.after(milliseconds, fire),
    pace: time.scale,
  };
}

/** When the machine has come so far: never before, for a timer that comes early finds that its time has not come. */
function instantOf(time: TimeScale, at: number): number {
  const instant = Math.ceil(time.machine + (at - time.from) / time.scale);
  return scaled(time, instant) < at ? instant + 1 : instant;
}
