import { parseDefinition } from '../../lib/definition/parse.ts';

/** `line:column code`, in the order of the file; warnings with a `?`. */
export function problemsOf(text: string): string[] {
  return parseDefinition(text).problems.map(
    ({ line, column, code, severity }) => `${line}:${column} ${code}${severity === 'warning' ? '?' : ''}`,
  );
}

/** A definition that is valid, but for what is put in place of its parts. */
export function definition(parts: { readonly [key: string]: string } = {}): string {
  const all = {
    id: 'sample',
    correlation: 'detail.id',
    events: '{ A: { source: s }, B: { source: s } }',
    start: '{ on: { A: One } }',
    states: '{ One: { on: { B: Done } }, Done: { final: succeeded } }',
    ...parts,
  };
  return Object.entries(all)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}
