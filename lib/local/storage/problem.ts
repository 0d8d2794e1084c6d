import { messageOf } from '../json.ts';

/** The folder cannot be used. */
export class StorageProblem extends Error {
  constructor(folder: string, reason: string, cause?: unknown) {
    super(`The folder ${folder} cannot be used to keep data: ${reason}`, { cause });
    this.name = 'StorageProblem';
  }
}

export function problemOf(folder: string, error: unknown): StorageProblem {
  return error instanceof StorageProblem ? error : new StorageProblem(folder, reasonOf(error), error);
}

function reasonOf(error: unknown): string {
  const message = messageOf(error);
  const code = Error.isError(error) && 'code' in error ? error.code : undefined;
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'it is no folder.';
  return /database is locked/.test(message) ? 'another local cloud has it open.' : message;
}
