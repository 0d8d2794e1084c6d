import { readdirSync, readFileSync } from 'node:fs';
import { UserError } from './errors.ts';

/** @throws UserError that says why the file cannot be read. */
export function readText(path: string): string {
  return reading(path, () => readFileSync(path, 'utf8'));
}

/** The names in a folder, sorted. @throws UserError that says why the folder cannot be read. */
export function namesIn(folder: string): readonly string[] {
  return reading(folder, () => readdirSync(folder)).sort();
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${reasonOf(error)}.`, { cause: error });
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'it does not exist'],
  ['EISDIR', 'it is a folder; name a file'],
  ['ENOTDIR', 'it is no folder'],
  ['EACCES', 'it may not be read by you'],
]);

function reasonOf(error: unknown): string {
  if (!Error.isError(error)) return String(error);
  return REASONS.get('code' in error ? error.code : undefined) ?? error.message;
}
