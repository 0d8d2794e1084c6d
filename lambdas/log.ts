import type { Logger } from '@aws-lambda-powertools/logger';

type Note = (message: string, details: Readonly<Record<string, unknown>>) => void;
export type Log = { readonly info: Note; readonly warn: Note; readonly error: Note };

/** A function stands still once it has answered, so it answers when what it noted has been written. */
export type WrittenLog = Log & { written<T>(answer: Promise<T>): Promise<T> };

/** Only what goes wrong is logged: most functions are gone again before they load the logger, a good part of their start. */
export function createLog(): WrittenLog {
  let logger: Promise<Logger> | undefined;
  let last = Promise.resolve();
  const note =
    (level: keyof Log): Note =>
    (message, details) => {
      const loading = (logger ??= load());
      last = last.then(async () => {
        (await loading)[level](message, details);
      });
    };
  return {
    ...{ info: note('info'), warn: note('warn'), error: note('error') },
    async written(answer) {
      try {
        return await answer;
      } finally {
        await last;
      }
    },
  };
}

async function load(): Promise<Logger> {
  const { Logger } = await import('@aws-lambda-powertools/logger');
  return new Logger();
}
