import type { Clock } from './clock.ts';

/** What one timer of Node can wait at most; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock. Waits of any length are made of several timers where one is too short. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    at: waitUntil,
    after: (milliseconds, fire) => waitUntil(Date.now() + milliseconds, fire),
  };
}

function waitUntil(at: number, fire: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = at - Date.now();
    timer = left > LONGEST_TIMER ? setTimeout(arm, LONGEST_TIMER) : setTimeout(fire, Math.max(0, left));
  };
  arm();
  return () => clearTimeout(timer);
}
