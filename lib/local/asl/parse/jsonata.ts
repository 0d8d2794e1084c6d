/** Values with JSONata in them. */
import type { Expression } from '../../../expressions/parse.ts';
import { pathsOf } from '../../../expressions/paths.ts';
import { topLevelNamesOf } from '../../../expressions/top-level.ts';
import type { Json } from '../../service.ts';
import { isList, isObject } from '../json.ts';
import type { Template } from '../model.ts';
import { listTemplate, objectTemplate } from './composed.ts';
import { sharedExpression } from './expression.ts';
import type { Source } from './object.ts';

export function compileJsonata(source: Source, value: Json, at: string): Template {
  if (typeof value === 'string') return expressionOr(source, value, at);
  if (isList(value))
    return listTemplate(value.map((item, index) => compileJsonata(source, item, `${at}[${index}]`)));
  if (!isObject(value)) return { kind: 'literal', value };
  const entries = Object.entries(value).map(([key, item]) => ({
    key,
    field: key,
    value: compileJsonata(source, item, `${at}/${key}`),
  }));
  return objectTemplate(entries);
}

/** A string is an expression where it begins with `{%` and ends with `%}`; otherwise it is itself. */
function expressionOr(source: Source, value: string, at: string): Template {
  if (!value.startsWith('{%')) return { kind: 'literal', value };
  if (!value.endsWith('%}') || value.length < 4) {
    source.problems.schema('A JSONata expression must be enclosed in "{%" and "%}"', at);
    return { kind: 'literal', value };
  }
  const text = value.slice(2, -2).trim();
  const parsed = sharedExpression(text);
  if (parsed.kind === 'expression') {
    checkReads(source, parsed.expression, at);
    return { kind: 'expression', source: text, expression: parsed.expression };
  }
  source.problems.noJsonata(parsed.message, at);
  return { kind: 'literal', value };
}

/** There is no input but `$states.input`; a result is there where there is one, an error's output where one was caught. */
function checkReads({ sees, problems }: Source, expression: Expression, at: string): void {
  for (const name of topLevelNamesOf(expression))
    problems.unreadable(`Reference to '${name}' at the top level is not supported.`, at);
  const paths = pathsOf(expression);
  const fields = paths.flatMap(({ of, names }) => (of === 'states' ? names.slice(0, 1) : []));
  for (const name of new Set(fields)) {
    if (!['input', 'context', sees].includes(name))
      problems.unreadable(`Field '$states.${name}' does not exist.`, at);
  }
}
