/** Templates that are made of others. Of nothing but literals, they are one: worked out once, however many use it. */
import type { Json } from '../../service.ts';
import { isObject } from '../json.ts';
import type { Template } from '../model.ts';

type Entry = (Template & { readonly kind: 'object' })['entries'][number];
type Literal = Template & { readonly kind: 'literal' };

export function listTemplate(items: readonly Template[]): Template {
  return items.every(isLiteral)
    ? { kind: 'literal', value: items.map(({ value }) => value) }
    : { kind: 'list', items };
}

export function objectTemplate(entries: readonly Entry[]): Template {
  const literals: [string, Json][] = [];
  for (const { key, value } of entries) {
    if (!isLiteral(value)) return { kind: 'object', entries };
    literals.push([key, value.value]);
  }
  return { kind: 'literal', value: Object.fromEntries(literals) };
}

function isLiteral(template: Template): template is Literal {
  return template.kind === 'literal';
}

/** The names of the members of what it gives; undefined where that may be no object. */
export function membersOf(template: Template): readonly string[] | undefined {
  if (template.kind === 'object') return template.entries.map(({ key }) => key);
  return template.kind === 'literal' && isObject(template.value) ? Object.keys(template.value) : undefined;
}
