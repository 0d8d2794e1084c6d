import type { Definition } from './definition-types.ts';
import type { Choreography } from './model.ts';
import { readObject } from './object-source.ts';
import { understand, type DefinitionProblem } from './parse.ts';
import type { Path } from './problems.ts';

/** An object has no lines: its path says where a problem is. */
export type ObjectProblem = Omit<DefinitionProblem, 'line' | 'column'>;

/** Its message lists every problem, one a line. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly problems: readonly ObjectProblem[];

  constructor(message: string, problems: readonly ObjectProblem[]) {
    super(message);
    this.problems = problems;
  }
}

/**
 * A choreography in TypeScript: the shape of the YAML file, with the names of events and states checked by the compiler.
 * What types cannot say is checked when it runs, by the same rules as a file. Warnings do not fail; `checkDefinition`
 * has them.
 * @throws DefinitionError with all problems, where one of them is an error.
 */
export function defineChoreography<const Event extends string, const State extends string>(
  definition: Definition<Event, State>,
): Choreography {
  const { choreography, problems } = checkDefinition(definition);
  if (choreography !== undefined) {
    defined.add(choreography);
    return choreography;
  }
  throw new DefinitionError(messageOf(definition.id, problems), problems);
}

const defined = new WeakSet();

/** Whether it came from `defineChoreography`, and so needs no checking. */
export function isDefined(value: unknown): value is Choreography {
  return typeof value === 'object' && value !== null && defined.has(value);
}

/** Everything that is wrong with a definition, in the author's order. Never throws. */
export function checkDefinition(definition: unknown): {
  readonly choreography: Choreography | undefined;
  readonly problems: readonly ObjectProblem[];
} {
  const { choreography, problems } = understand(readObject(definition));
  return {
    choreography,
    problems: problems.map(({ code, severity, message, path }) => ({ code, severity, message, path })),
  };
}

function messageOf(id: unknown, problems: readonly ObjectProblem[]): string {
  const lines = problems.map(
    ({ path, severity, code, message }) => `${inWriting(path)}${severity} ${code} ${message}`,
  );
  return [`The choreography ${JSON.stringify(id)} cannot be used:`, ...lines].join('\n');
}

/** As one would write it in TypeScript: `states["On sale"].on["Car Reserved"]`. */
function inWriting(path: Path): string {
  if (path.length === 0) return '';
  const steps = path.map((step, index) => {
    if (typeof step === 'number' || !/^[A-Za-z_$][\w$]*$/u.test(step)) return `[${JSON.stringify(step)}]`;
    return index === 0 ? step : `.${step}`;
  });
  return `${steps.join('')}: `;
}
