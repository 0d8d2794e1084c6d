/** Values with JSONata in them. */
import type { Expression } from '../../../expressions/parse.ts';
import { pathsOf } from '../../../expressions/paths.ts';
import type { Json } from '../../service.ts';
import { isList, isObject } from '../json.ts';
import type { Template } from '../model.ts';
import { sharedExpression } from './expression.ts';
import type { Source } from './object.ts';

export function compileJsonata(source: Source, value: Json, at: string): Template {
  if (typeof value === 'string') return expressionOr(source, value, at);
  if (isList(value)) {
    return {
      kind: 'list',
      items: value.map((item, index) => compileJsonata(source, item, `${at}[${index}]`)),
    };
  }
  if (!isObject(value)) return { kind: 'literal', value };
  const entries = Object.entries(value).map(([key, item]) => ({
    key,
    field: key,
    value: compileJsonata(source, item, `${at}/${key}`),
  }));
  return { kind: 'object', entries };
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
  source.problems.schema(`The value is not a valid JSONata expression: ${parsed.message}`, at);
  return { kind: 'literal', value };
}

/** A result is read where there is one, and an error's output where one was caught. */
function checkReads(source: Source, expression: Expression, at: string): void {
  for (const { of, names } of pathsOf(expression)) {
    const [name = ''] = of === 'states' ? names : [];
    if ((name === 'result' || name === 'errorOutput') && name !== source.sees)
      source.problems.schema(`The variable '$states.${name}' is not accessible here`, at);
  }
}
