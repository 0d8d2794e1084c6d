import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashOf } from '../../definition/hash.ts';
import { KEY } from '../../definition/wire.ts';
import type { Row } from '../monitored.ts';
import type { Stage } from './story.ts';

const PAUSE = 100;
/** Two looks that far apart that see the same see what stays. */
const REST = 700;

/** Asks until the answer is as wanted, or until there is no patience left: then the answer is what it is. */
export async function awaited<T>(
  { patience, signal }: Stage,
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
): Promise<T> {
  const until = Date.now() + patience * 1000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || Date.now() > until) return answer;
    await sleep(PAUSE, undefined, { signal });
  }
}

/** What somebody sees who looks twice and sees the same. */
export async function atRest<T>({ patience, signal }: Stage, look: () => Promise<T>): Promise<T> {
  const until = Date.now() + patience * 1000;
  let seen = await look();
  for (;;) {
    await sleep(REST, undefined, { signal });
    const again = await look();
    if (isDeepStrictEqual(seen, again) || Date.now() > until) return again;
    seen = again;
  }
}

/**
 * Whether the instance waits for something, or is over, or was never opened. In between its machine is on its way to the
 * next state, and an event that may not be held for it would be told by the cloud's speed.
 */
export function stands(rows: readonly Row[]): boolean {
  const instance = rows.find(({ key }) => key === KEY.instance);
  if (instance?.['status'] !== 'open') return true;
  const served = new Set(rows.map(({ waitHash }) => waitHash));
  return rows.some(
    ({ key, token }) =>
      String(key).startsWith(KEY.wait) && typeof token === 'string' && !served.has(hashOf(token)),
  );
}
