import { setTimeout as sleep } from 'node:timers/promises';

/** What says that nobody was there to answer, or that there was somebody when it was asked. */
const GONE = [
  'ServiceUnavailableException',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
  'AbortError',
];

/** Asks until there is an answer, however often whoever should give it is killed. A refusal is an answer. */
export async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isGone(error)) throw error;
      await sleep(100);
    }
  }
}

function isGone(error: unknown): boolean {
  if (!Error.isError(error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    GONE.includes(code) || GONE.includes(error.name) || /socket hang up|aborted|stream/.test(error.message)
  );
}
