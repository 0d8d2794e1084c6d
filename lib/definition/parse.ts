import { buildChoreography } from './build.ts';
import type { Choreography, Problem } from './model.ts';
import type { Finding, ProblemCode } from './problems.ts';
import { readDraft } from './read-draft.ts';
import { checkRules } from './rules/registry.ts';
import { checkShape } from './shape.ts';
import { readSource, type Source } from './source.ts';

export type DefinitionProblem = Problem & { readonly code: ProblemCode };

export type ParsedDefinition = {
  /** Undefined exactly where one of the problems is an error. */
  readonly choreography: Choreography | undefined;
  /** In the order of the file. */
  readonly problems: readonly DefinitionProblem[];
};

/** Reads the YAML text of a definition file; reports everything that is wrong with it at once. Never throws. */
export function parseDefinition(text: string): ParsedDefinition {
  return understand(readSource(text));
}

/** What a definition says, however it was written down. */
export function understand(source: Source): ParsedDefinition {
  if (source.findings.some(({ code }) => code !== 'duplicate-key' && code !== 'wrong-type')) {
    return { choreography: undefined, problems: placed(source, source.findings) };
  }
  const draft = readDraft(source.data);
  const shape = [...source.findings, ...checkShape(source.data)];
  const problems = placed(source, [...shape, ...checkRules(draft, shape)]);
  const broken = problems.some(({ severity }) => severity === 'error');
  return { choreography: broken ? undefined : buildChoreography(draft), problems };
}

function placed(source: Source, findings: readonly Finding[]): readonly DefinitionProblem[] {
  return findings
    .map((finding) => ({
      code: finding.code,
      severity: finding.severity ?? 'error',
      message: finding.message,
      path: finding.path.filter((key) => key !== -1),
      ...source.locate(finding),
    }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}
