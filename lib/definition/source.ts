import { LineCounter, parseDocument, type Document } from 'yaml';
import type { Data } from './data.ts';
import { NodeReader, TOO_DEEP, tooComplex, type Span } from './node-reader.ts';
import type { Finding } from './problems.ts';
import { offsetInSource } from './scalar-offset.ts';
import { syntaxProblems } from './syntax.ts';

export type Position = { readonly line: number; readonly column: number };

/** A definition file, read but not yet understood. */
export type Source = {
  readonly data: Data;
  readonly findings: readonly Finding[];
  /** Where a finding points to; the nearest enclosing part where the path leads to nothing. */
  locate(finding: Pick<Finding, 'path' | 'at' | 'offset'>): Position;
};

/** Far above any real choreography: the machine made of it may have 1 MB. */
const MAX_CHARACTERS = 262_144;
const MAX_SYNTAX_PROBLEMS = 20;

export function readSource(text: string): Source {
  if (text.length > MAX_CHARACTERS) {
    return failed([
      tooComplex(
        `The file has ${text.length} characters; at most ${MAX_CHARACTERS} are read. Split it into several choreographies.`,
        [],
      ),
    ]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    // Any lower and further documents in the file would be passed over in silence.
    logLevel: 'error',
  });
  const reader = new NodeReader();
  const syntax = syntaxFindings(document, text);
  if (syntax.length > 0) {
    return { ...failed(syntax.map(({ finding }) => finding)), locate: syntaxLocator(syntax, lines) };
  }
  const data = reader.read(document.contents, [], undefined);
  return {
    data,
    findings: reader.findings,
    locate: (finding) => positionOf(lines, offsetOf(reader.spans, text, finding)),
  };
}

function failed(findings: readonly Finding[]): Source {
  return { data: null, findings, locate: () => ({ line: 1, column: 1 }) };
}

type SyntaxFinding = { readonly finding: Finding; readonly offset: number };

function syntaxFindings(document: Document.Parsed, text: string): readonly SyntaxFinding[] {
  const deep = document.errors.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  if (deep !== undefined) return [{ finding: tooComplex(TOO_DEEP, []), offset: deep.pos[0] }];
  return syntaxProblems(document)
    .slice(0, MAX_SYNTAX_PROBLEMS)
    .map(({ message, offset }) => ({
      finding: { code: 'syntax', message, path: [] },
      offset: Math.min(offset, text.length),
    }));
}

/** A text that is no YAML has no paths yet, so the findings themselves are known by their place. */
function syntaxLocator(syntax: readonly SyntaxFinding[], lines: LineCounter): Source['locate'] {
  const offsets = new Map<unknown, number>(syntax.map(({ finding, offset }) => [finding, offset]));
  return (finding) => positionOf(lines, offsets.get(finding) ?? 0);
}

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function offsetOf(
  spans: ReadonlyMap<string, Span>,
  text: string,
  { path, at, offset }: Pick<Finding, 'path' | 'at' | 'offset'>,
): number {
  for (let length = path.length; length >= 0; length--) {
    const span = spans.get(JSON.stringify(path.slice(0, length)));
    if (span === undefined) continue;
    if (length < path.length) return span.key ?? span.value;
    if (at === 'key') return span.key ?? span.value;
    return offset === undefined ? span.value : offsetInSource(text, span.value, span.end, offset);
  }
  return 0;
}
