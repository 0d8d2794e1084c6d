/** Entries of the index `timers`: rows that the sweep has to look at, with what the index carries of them. */
import * as z from 'zod';
import type { Generation } from './generation.ts';

export type Timer = WaitTimer | InstanceTimer;

type At = Generation & { readonly instance: string; readonly timerAt: string };

/** A wait with a `due` or a `deadline`. */
export type WaitTimer = At & { readonly kind: 'wait'; readonly key: string; readonly token: string };

/** An open instance, whose execution may have ended without a word. */
export type InstanceTimer = At & { readonly kind: 'instance'; readonly execution: string };

const at = z.object({ instance: z.string(), timerAt: z.string(), run: z.number(), redrive: z.number() });
const item = z.union([
  at.extend({ key: z.string().startsWith('WAIT#'), token: z.string() }),
  at.extend({ execution: z.string() }),
]);

/** @throws where the entry is neither. */
export function parseTimer(entry: unknown): Timer {
  const parsed = item.parse(entry);
  return 'token' in parsed ? { kind: 'wait', ...parsed } : { kind: 'instance', ...parsed };
}
