/** Longer than it takes npm to pass on a Ctrl-C that the terminal has sent already. */
const ECHO = 3_000;

/**
 * Aborted by Ctrl-C, so that what was made can be removed. Pressed again later it ends everything, after `last` was told.
 */
export function interruption(last: () => void): AbortSignal {
  const interrupted = new AbortController();
  let first: number | undefined;
  const interrupt = (): void => {
    first ??= Date.now();
    if (Date.now() - first > ECHO) {
      last();
      process.exit(130);
    }
    interrupted.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  return interrupted.signal;
}
