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
  // The SDK wraps an error that comes from another realm, as it does in a test: then only its words tell.
  const words = `${'code' in error ? String(error.code) : ''} ${error.name} ${error.message}`;
  return GONE.some((word) => words.includes(word)) || /socket hang up|aborted|stream/.test(words);
}
