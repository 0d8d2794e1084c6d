import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { DefinitionError, isDefined } from '../definition/define.ts';
import type { Choreography, Problem } from '../definition/model.ts';

const load = createRequire(import.meta.url);

/**
 * Runs a TypeScript file and takes its default export. An object has no lines: all problems stand at the file's
 * beginning, and their paths say where.
 */
export function loadDefinition(file: string): {
  readonly choreography: Choreography | undefined;
  readonly problems: readonly Problem[];
} {
  const problem = (code: string, message: string, path: Problem['path'] = []): Problem => ({
    code,
    severity: 'error',
    message,
    path,
    line: 1,
    column: 1,
  });
  try {
    const loaded: unknown = load(resolve(file));
    const exported =
      typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
    if (isDefined(exported)) return { choreography: exported, problems: [] };
    const message =
      'The default export is no choreography. Write: export default defineChoreography({ ... })';
    return { choreography: undefined, problems: [problem('no-choreography', message)] };
  } catch (error) {
    const problems =
      error instanceof DefinitionError
        ? error.problems.map(({ code, severity, message, path }) => ({
            ...problem(code, path.length === 0 ? message : `${path.join('.')}: ${message}`, path),
            severity,
          }))
        : [
            problem(
              'not-loadable',
              `The file cannot be run: ${Error.isError(error) ? error.message : String(error)}`,
            ),
          ];
    return { choreography: undefined, problems };
  }
}
