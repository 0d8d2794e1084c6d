/** The author's own JSONata where the machine evaluates it itself: arguments of tasks, causes and errors of final states. */
import type { Json, Text } from '../definition/model.ts';
import { parseExpression } from '../expressions/parse.ts';
import { referencesOf } from '../expressions/references.ts';
import type { Template } from './asl.ts';
import type { Readers } from './flow.ts';
import { CORRELATION_ID, jsonata, text } from './jsonata.ts';

/** With `$context` and `$id` read from where the machine keeps them. Names that the author defined stay. */
export function rewritten(source: string, { context }: Readers): string {
  const parsed = parseExpression(source);
  if (parsed.kind === 'invalid') return source;
  const places: { readonly [name: string]: string } = { context: context ?? '{}', id: CORRELATION_ID };
  let before = 0;
  let result = '';
  for (const { name, position } of referencesOf(parsed.expression)) {
    const place = Object.hasOwn(places, name) ? places[name] : undefined;
    if (place === undefined) continue;
    result += source.slice(before, position) + place;
    before = position + name.length + 1;
  }
  return result + source.slice(before);
}

/** ASL of the author's, strings within `{% %}` rewritten. */
export function rewrittenTemplate(value: Json, reads: Readers): Template {
  if (typeof value === 'string') {
    const [, source] = /^\{%([^]*)%\}$/.exec(value) ?? [];
    return source === undefined ? value : jsonata(rewritten(source.trim(), reads));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => rewrittenTemplate(item, reads));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, Json]) => [name, rewrittenTemplate(item, reads)]),
  );
}

/** A text that is never undefined and never too long. What fails to evaluate fails the execution all the same. */
export function textTemplate(value: Text, reads: Readers, most: number, otherwise: string): string {
  if ('literal' in value) {
    const cut = value.literal.slice(0, most);
    return cut.startsWith('{%') ? jsonata(text(cut)) : cut;
  }
  const source = rewritten(value.expression, reads);
  return jsonata(
    `($text := (${source}); ` +
      `$substring($exists($text) ? ($type($text) = "string" ? $text : $string($text)) : ${text(otherwise)}, 0, ${most}))`,
  );
}
