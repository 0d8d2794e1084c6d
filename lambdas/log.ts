import { Logger } from '@aws-lambda-powertools/logger';
import { late } from './late.ts';

type Note = (message: string, details: Readonly<Record<string, unknown>>) => void;
export type Log = { readonly info: Note; readonly warn: Note; readonly error: Note };

/** Only what goes wrong is logged: most functions are gone again before they make the logger, a part of their start. */
export function createLog(): Log {
  const logger = late(() => new Logger());
  return {
    info: (message, details) => logger().info(message, details),
    warn: (message, details) => logger().warn(message, details),
    error: (message, details) => logger().error(message, details),
  };
}
