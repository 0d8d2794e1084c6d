import { join } from 'node:path';
import type { Choreography, Problem } from '../definition/model.ts';
import { parseDefinition } from '../definition/parse.ts';
import { UserError } from './errors.ts';
import { namesIn, readText } from './reading.ts';
import { loadDefinition } from './typescript.ts';

export type ChoreographyFile = {
  /** The path as it is shown to people. */
  readonly file: string;
  readonly choreography: Choreography | undefined;
  readonly problems: readonly Problem[];
};

/**
 * Reads every `.yaml`, `.yml` and `.ts` file of the folder, in the order of their names.
 * @throws UserError where the folder or one of the files cannot be read.
 */
export function readChoreographies(folder: string): readonly ChoreographyFile[] {
  const files = namesIn(folder)
    .filter((name) => /\.(ya?ml|ts)$/.test(name))
    .map((name) => readChoreography(join(folder, name)));
  return withUniqueIds(files);
}

/** @throws UserError where the file cannot be read; what is wrong inside it is in its problems. */
export function readChoreography(file: string): ChoreographyFile {
  const text = readText(file);
  return { file, ...(file.endsWith('.ts') ? loadDefinition(file) : parseDefinition(text)) };
}

/** @throws UserError that names every problem, where the file cannot be used. */
export function usableChoreography(file: string): Choreography {
  const read = readChoreography(file);
  if (read.choreography !== undefined) return read.choreography;
  throw new UserError(formatProblems([read]).join('\n'));
}

/** Two files with one id would compile to one state machine. */
function withUniqueIds(files: readonly ChoreographyFile[]): readonly ChoreographyFile[] {
  const first = new Map<string, string>();
  return files.map((entry) => {
    const id = entry.choreography?.id;
    if (id === undefined) return entry;
    const owner = first.get(id);
    if (owner === undefined) {
      first.set(id, entry.file);
      return entry;
    }
    const problem: Problem = {
      code: 'duplicate-id',
      severity: 'error',
      message: `The id "${id}" is already taken by ${owner}. Give this choreography an id of its own.`,
      path: ['id'],
      line: 1,
      column: 1,
    };
    return { file: entry.file, choreography: undefined, problems: [...entry.problems, problem] };
  });
}

/** One line a problem, errors and warnings, in the form editors turn into links. */
export function formatProblems(files: readonly ChoreographyFile[]): readonly string[] {
  return files.flatMap(({ file, problems }) =>
    problems.map(
      ({ line, column, severity, code, message }) =>
        `${file}:${line}:${column} ${severity} ${code} ${message}`,
    ),
  );
}
