/** Judges the definition files that it is given, one in each line as JSON text in base64, and answers each with one line. */
import { createInterface } from 'node:readline';
import { compile } from '../../../lib/compiler/compile.ts';
import { lintMachine } from '../../../lib/compiler/lint/lint-machine.ts';
import type { Choreography } from '../../../lib/definition/model.ts';
import { parseDefinition, type DefinitionProblem } from '../../../lib/definition/parse.ts';
import { Refusal } from '../../../lib/definition/refusal.ts';
import { dotOf } from '../../../lib/layout/dot.ts';
import { layoutOf } from '../../../lib/layout/layout.ts';
import { mermaidOf } from '../../../lib/layout/mermaid.ts';
import { svgOf } from '../../../lib/layout/svg.ts';
import { parseMachine } from '../../../lib/local/asl/parse/machine.ts';
import { substituted } from '../../compiler/asl-check.ts';

/** What came of a file; `wrong` is what must never be. */
export type Judgement = {
  readonly outcome: 'refused' | 'compiled' | 'broken';
  readonly wrong: readonly string[];
  /** Seconds of the processor. */
  readonly took: number;
};

function judge(text: string): Omit<Judgement, 'took'> {
  try {
    const { choreography, problems } = parseDefinition(text);
    const wrong = [...misplaced(text, problems), ...undecided(choreography, problems)];
    if (choreography === undefined) return { outcome: 'refused', wrong };
    return { outcome: 'compiled', wrong: [...wrong, ...drawn(choreography), ...deployed(choreography)] };
  } catch (error) {
    return {
      outcome: 'broken',
      wrong: [Error.isError(error) ? (error.stack ?? error.message) : String(error)],
    };
  }
}

function undecided(
  choreography: Choreography | undefined,
  problems: readonly DefinitionProblem[],
): readonly string[] {
  const broken = problems.some(({ severity }) => severity === 'error');
  return broken === (choreography === undefined) ? [] : ['It is neither refused nor read'];
}

function misplaced(text: string, problems: readonly DefinitionProblem[]): readonly string[] {
  const lines = text.split('\n');
  return problems
    .filter(
      ({ line, column, message }) =>
        !(line >= 1 && column >= 1 && line <= lines.length && column <= (lines[line - 1]?.length ?? 0) + 1) ||
        message === '',
    )
    .map((problem) => `Misplaced: ${JSON.stringify(problem)}`);
}

function drawn(choreography: Choreography): readonly string[] {
  const picture = layoutOf(choreography);
  const { id, title } = choreography;
  const wrong = [svgOf(picture, title), mermaidOf(picture, title), dotOf(picture, title)].filter(
    (drawing) => drawing.includes('NaN') && !JSON.stringify(choreography).includes('NaN'),
  );
  return wrong.map((drawing) => `The picture of ${id} has no numbers: ${drawing.slice(0, 200)}`);
}

/** A machine that Step Functions would refuse is a defect here, one that is too large is refused by name. */
function deployed(choreography: Choreography): readonly string[] {
  try {
    const definition = substituted(compile(choreography).definition);
    return [
      ...parseMachine(definition).problems.map((problem) => `The machine: ${JSON.stringify(problem)}`),
      ...lintMachine(JSON.parse(definition)).map((finding) => `The lint: ${JSON.stringify(finding)}`),
    ];
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

createInterface(process.stdin).on('line', (line) => {
  const before = process.cpuUsage();
  const judged = judge(String(JSON.parse(Buffer.from(line, 'base64').toString())));
  const { user, system } = process.cpuUsage(before);
  const judgement: Judgement = { ...judged, took: (user + system) / 1e6 };
  process.stdout.write(`${JSON.stringify(judgement)}\n`);
});
