/** Entries of the index `timers`: rows that the sweep has to look at, with what the index carries of them. */
import * as z from 'zod/mini';
import { windowAt } from './flood.ts';
import type { Generation } from './generation.ts';
import type { Window } from './notice-cap.ts';

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

const at = z.object({ instance: z.string(), timerAt: z.string(), run: z.number(), redrive: z.number() });
const item = z.union([
  z.extend(at, { key: z.string().check(z.startsWith('WAIT#')), token: z.string() }),
  z.extend(at, { execution: z.string() }),
]);
const keys = z.object({ instance: z.string(), key: z.string(), timerAt: z.string() });

/** @throws where the entry is none of them. */
export function parseTimer(entry: unknown): Timer {
  const { instance, key, timerAt } = keys.parse(entry);
  const window = windowAt(instance, key);
  if (window !== undefined) return { kind: 'window', window, timerAt };
  const parsed = item.parse(entry);
  return 'token' in parsed ? { kind: 'wait', ...parsed } : { kind: 'instance', ...parsed };
}
