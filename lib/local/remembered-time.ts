import type { Clock } from './clock.ts';
import { scaled, scaledClock, type TimeScale } from './scaled-clock.ts';
import type { Storage } from './storage/storage.ts';

/** Milliseconds of the machine between two notes of what time it is. */
const EVERY = 1000;

/**
 * The cloud's clock. Where the folder remembers a time that the machine's clock has not reached (it ran faster before),
 * it goes on from there: no clock goes back.
 */
export function rememberedTime(
  scale: number,
  storage: Storage,
  machine: Clock,
): { readonly clock: Clock; readonly scale: TimeScale | undefined; stop(): void } {
  const notes = storage.entries('time');
  const before = notes.all().find(([key]) => key === 'shown')?.[1];
  const start = machine.now();
  const from = Math.max(start, typeof before === 'number' ? before : 0);
  if (scale === 1 && from === start) return { clock: machine, scale: undefined, stop: () => undefined };
  const time: TimeScale = { from, machine: start, scale };
  // What it shows until the next note: killed in between, it does not begin with an earlier time.
  const note = (): void => notes.put('shown', scaled(time, machine.now() + 2 * EVERY));
  let cancel = (): void => undefined;
  const tick = (): void => {
    note();
    cancel = machine.after(EVERY, tick);
  };
  if (storage.durable) tick();
  return {
    clock: scaledClock(time, machine),
    scale: time,
    stop() {
      cancel();
      if (storage.durable) notes.put('shown', scaled(time, machine.now()));
    },
  };
}
