import { evaluate } from '../../../expressions/evaluate.ts';
import type { Expression } from '../../../expressions/parse.ts';
import { mayBeUnbounded } from '../../../expressions/unbounded.ts';
import type { Json } from '../../service.ts';
import { queryFailure } from '../failure.ts';
import { asJson, isObject, textOf, typeOf, type JsonObject } from '../json.ts';
import type { Template } from '../model.ts';
import { evaluateAside } from './aside.ts';
import { bindingsOf } from './bindings.ts';
import { resultOf, valueAt } from './paths.ts';
import { lookUpPlain } from './plain-path.ts';
import type { Scope } from './scope.ts';

/**
 * Works out a template. `field` is its place in the state, as in `Arguments/Item/token`, for messages.
 * @throws StateFailure
 */
export async function fill(template: Template, scope: Scope, field: string): Promise<Json> {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression':
      return query(template, scope, field);
    case 'path':
      return valueAt(template.path, scope, field);
    case 'call':
      return resultOf(template.call, scope);
    case 'list': {
      const items: Json[] = [];
      for (const [index, item] of template.items.entries()) {
        items.push(await fill(item, scope, `${field}[${index}]`));
      }
      return items;
    }
    case 'object': {
      const entries: [string, Json][] = [];
      for (const { key, field: name, value } of template.entries) {
        const place = value.kind === 'path' ? name : `${field}/${name}`;
        entries.push([key, await fill(value, scope, place)]);
      }
      return Object.fromEntries(entries);
    }
  }
}

/** Works out a template that must give a value of this type. @throws StateFailure */
export async function fillAs<T extends Json>(
  template: Template,
  scope: Scope,
  field: string,
  type: string,
  is: (value: Json) => value is T,
): Promise<T> {
  const value = await fill(template, scope, field);
  if (is(value)) return value;
  const source = template.kind === 'expression' ? template.source : textOf(value);
  throw queryFailure(
    `The JSONata expression '${source}' specified for the field '${field}' returned an unexpected result type. ` +
      `Expected '${type}', but was '${typeOf(value)}' for value: ${textOf(value)}`,
    field,
  );
}

async function query(
  template: Template & { kind: 'expression' },
  scope: Scope,
  field: string,
): Promise<Json> {
  const { source, expression } = template;
  const plain = lookUpPlain(expression, scope);
  if (plain !== undefined) return plain;
  const result = isUnbounded(expression)
    ? await evaluateAside(source, scope)
    : await evaluate(expression, undefined, { bindings: bindingsOf(scope), now: scope.now });
  switch (result.kind) {
    case 'value':
      return asJson(result.value);
    case 'nothing':
      throw queryFailure(
        `The JSONata expression '${source}' specified for the field '${field}' returned nothing (undefined).`,
        field,
      );
    case 'failed':
      throw queryFailure(
        `The JSONata expression '${source}' specified for the field '${field}' threw an error during evaluation. ${result.message}`,
        field,
      );
  }
}

const unbounded = new WeakMap<Expression, boolean>();

function isUnbounded(expression: Expression): boolean {
  const known = unbounded.get(expression) ?? mayBeUnbounded(expression);
  unbounded.set(expression, known);
  return known;
}

/** The variables assigned by `Assign`, none of which sees the others' new values. */
export async function assigned(template: Template | undefined, scope: Scope): Promise<JsonObject> {
  if (template === undefined) return {};
  const values = await fill(template, scope, 'Assign');
  return isObject(values) ? values : {};
}
