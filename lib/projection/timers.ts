/** Entries of the index `timers`: rows that the sweep has to look at, with what the index carries of them. */
import * as v from 'valibot';
import { KEY } from '../definition/wire.ts';
import { windowAt } from './flood.ts';
import type { Generation } from './generation.ts';
import type { Window } from './notice-cap.ts';
import { read } from './reading.ts';

export type Timer = LifeTimer | WindowTimer;

/** Of an instance, or of one of its waits. */
export type LifeTimer = WaitTimer | InstanceTimer;

type At = Generation & { readonly instance: string; readonly timerAt: string };

/** A wait with a `due` or a `deadline`. */
export type WaitTimer = At & { readonly kind: 'wait'; readonly key: string; readonly token: string };

/** An open instance, whose execution may have ended without a word. */
export type InstanceTimer = At & { readonly kind: 'instance'; readonly execution: string };

/** Deviations were withheld in a window that is over now. */
export type WindowTimer = { readonly kind: 'window'; readonly window: Window; readonly timerAt: string };

/** Where an entry stands, whatever else is wrong with it. */
export type TimerPlace = { readonly instance: string; readonly key: string; readonly timerAt: string };

const at = v.object({ instance: v.string(), timerAt: v.string(), run: v.number(), redrive: v.number() });
const item = v.union([
  v.object({ ...at.entries, key: v.pipe(v.string(), v.startsWith(KEY.wait)), token: v.string() }),
  v.object({ ...at.entries, execution: v.string() }),
]);
const place = v.object({ instance: v.string(), key: v.string(), timerAt: v.string() });

/** @throws where the entry is none of the index. */
export function placeOf(entry: unknown): TimerPlace {
  return read(place, entry);
}

/** @throws where the entry is none of them. */
export function parseTimer(entry: unknown): Timer {
  const { instance, key, timerAt } = placeOf(entry);
  const window = windowAt(instance, key);
  if (window !== undefined) return { kind: 'window', window, timerAt };
  const parsed = read(item, entry);
  return 'token' in parsed ? { kind: 'wait', ...parsed } : { kind: 'instance', ...parsed };
}
