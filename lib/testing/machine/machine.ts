/** A state machine as such: its tasks replaced by given answers, played by the local engine in virtual time. */
import { existsSync, readFileSync } from 'node:fs';
import { parseJson } from '../../local/asl/json.ts';
import type { Machine as Parsed } from '../../local/asl/model.ts';
import { parseMachine } from '../../local/asl/parse/machine.ts';
import type { Problem } from '../../local/asl/parse/problems.ts';
import { checkAnswers, Mocks, type Answers } from '../mocks.ts';
import { tasksIn } from './states-of.ts';
import { MachineRun } from './run.ts';
import { checkName } from '../story/names.ts';

/** Step Functions would refuse the definition, or the local engine does not play it. */
export class DefinitionRefused extends Error {
  override readonly name = 'DefinitionRefused';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ message, location }) => `  ${location ?? '/'}: ${message}`);
    super(`The definition cannot be played:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

export type RunOptions = {
  /** When it starts, ISO 8601. @default '2026-01-01T00:00:00Z' */
  readonly now?: string;
  /** The execution's name. @default 'test' */
  readonly name?: string;
  /** The account in its ARNs. @default '000000000000' */
  readonly account?: string;
  /** The state machine's name. @default 'machine' */
  readonly machine?: string;
  /** For jitter and `States.MathRandom`: 0 … 1, 1 excluded. @default always 0.5 */
  readonly random?: () => number;
};

/**
 * The definition as an object, as JSON text, or a `.json` file's path. `substitutions` are what CloudFormation would put
 * in for `${Name}`.
 * @throws DefinitionRefused with all problems
 */
export function machine(
  definition: string | { readonly [field: string]: unknown },
  substitutions: { readonly [name: string]: string } = {},
): TestMachine {
  let text = typeof definition === 'string' ? textIn(definition) : JSON.stringify(definition);
  for (const [name, value] of Object.entries(substitutions))
    text = text.replaceAll(`\${${name}}`, JSON.stringify(value).slice(1, -1));
  const { machine: parsed, problems } = parseMachine(text, { replaced: true });
  if (parsed === undefined)
    throw new DefinitionRefused(problems.filter(({ severity }) => severity === 'ERROR'));
  return new TestMachine(text, parsed, new Mocks());
}

function textIn(definition: string): string {
  if (definition.trimStart().startsWith('{') || !definition.endsWith('.json')) return definition;
  if (!existsSync(definition)) throw new Error(`There is no file ${definition}.`);
  return readFileSync(definition, 'utf8');
}

/** Never changes: each `mock` gives another one. */
export class TestMachine {
  readonly #definition: string;
  readonly #parsed: Parsed;
  readonly #mocks: Mocks;

  constructor(definition: string, parsed: Parsed, mocks: Mocks) {
    this.#definition = definition;
    this.#parsed = parsed;
    this.#mocks = mocks;
  }

  /** The names of its Tasks, inner ones included. */
  get tasks(): readonly string[] {
    return tasksIn(this.#parsed);
  }

  /** What the state's first call comes to, its second, … @throws where no Task has that name. */
  mock(state: string, answers: Answers): TestMachine {
    const { tasks } = this;
    checkName('Task', state, tasks);
    checkAnswers(state, answers);
    return new TestMachine(this.#definition, this.#parsed, this.#mocks.with(state, answers));
  }

  /** Plays it until it has ended. @throws where it waits for something that never comes. */
  async run(input: unknown = {}, options: RunOptions = {}): Promise<MachineRun> {
    const run = await this.start(input, options);
    await run.toEnd();
    return run;
  }

  /** Plays it until it waits for a callback or for time. */
  async start(input: unknown = {}, options: RunOptions = {}): Promise<MachineRun> {
    const run = new MachineRun(
      this.#definition,
      this.#parsed,
      this.#mocks,
      parseJson(JSON.stringify(input)),
      options,
    );
    await run.settle();
    return run;
  }
}
