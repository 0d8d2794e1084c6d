import { parseArgs } from 'node:util';
import { compile } from '../../compiler/compile.ts';
import { Refusal } from '../../definition/refusal.ts';
import type { Problem } from '../../definition/model.ts';
import {
  formatProblems,
  readChoreographies,
  readChoreography,
  type ChoreographyFile,
} from '../choreographies.ts';
import { UserError } from '../errors.ts';
import { CHOREOGRAPHIES } from '../settings.ts';

export const usage = `choreo validate [FILES] [--json]

Checks choreographies, by default all of statemachines/. Prints every problem with its line and column; exits with 1
if there is an error, with 0 if there are only warnings.

  --json   prints [{ file, severity, code, message, path, line, column }]`;

export function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const read =
    positionals.length > 0 ? positionals.map(readChoreography) : readChoreographies(CHOREOGRAPHIES);
  if (read.length === 0)
    throw new UserError(`${CHOREOGRAPHIES}: no choreography found. Put a YAML file there, or name one.`);
  const files = read.map(withCompilation);
  process.stdout.write(values.json ? asJson(files) : asText(files));
  return Promise.resolve(files.some(({ choreography }) => choreography === undefined) ? 1 : 0);
}

/** What only the whole machine shows: that it is larger than Step Functions takes. */
function withCompilation(entry: ChoreographyFile): ChoreographyFile {
  if (entry.choreography === undefined) return entry;
  try {
    compile(entry.choreography);
    return entry;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const problem: Problem = {
      code: 'machine-too-large',
      severity: 'error',
      message: error.message,
      path: [],
      line: 1,
      column: 1,
    };
    return { file: entry.file, choreography: undefined, problems: [...entry.problems, problem] };
  }
}

function asJson(files: readonly ChoreographyFile[]): string {
  const rows = files.flatMap(({ file, problems }) =>
    problems.map(({ severity, code, message, path, line, column }) => ({
      file,
      severity,
      code,
      message,
      path,
      line,
      column,
    })),
  );
  return `${JSON.stringify(rows, null, 2)}\n`;
}

function asText(files: readonly ChoreographyFile[]): string {
  const problems = formatProblems(files);
  const errors = files.filter(({ choreography }) => choreography === undefined).length;
  const summary =
    errors === 0
      ? `${files.length} ${files.length === 1 ? 'choreography is' : 'choreographies are'} valid.`
      : `${errors} of ${files.length} ${files.length === 1 ? 'choreography' : 'choreographies'} cannot be used.`;
  return [...problems, summary].map((line) => `${line}\n`).join('');
}
