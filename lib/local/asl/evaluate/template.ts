import { evaluate } from '../../../expressions/evaluate.ts';
import type { Expression } from '../../../expressions/parse.ts';
import { mayBeUnbounded } from '../../../expressions/unbounded.ts';
import type { Json } from '../../service.ts';
import { queryFailure } from '../failure.ts';
import { asJson, isObject, textOf, typeOf, type JsonObject } from '../json.ts';
import type { Template } from '../model.ts';
import { andThen, inOrder, type Soon } from '../soon.ts';
import { evaluateAside } from './aside.ts';
import { bindingsOf } from './bindings.ts';
import { resultOf, valueAt } from './paths.ts';
import { lookUpPlain } from './plain-path.ts';
import { STEP_FUNCTIONS } from './host.ts';
import type { Scope } from './scope.ts';

/**
 * Works out a template. `field` is its place in the state, as in `Arguments/Item/token`, for messages.
 * @throws StateFailure
 */
export function fill(template: Template, scope: Scope, field: string): Soon<Json> {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression':
      return query(template, scope, field);
    case 'path':
      return valueAt(template.path, scope, field);
    case 'call':
      return resultOf(template.call, scope);
    case 'list':
      return fillList(template, scope, field);
    case 'object':
      return fillObject(template, scope, field);
  }
}

type Of<K extends Template['kind']> = Template & { readonly kind: K };

function fillList({ items }: Of<'list'>, scope: Scope, field: string): Soon<Json> {
  const filled: Json[] = [];
  const done = inOrder(
    items,
    (item, index) => fill(item, scope, `${field}[${index}]`),
    (value) => filled.push(value),
  );
  return andThen(done, () => filled);
}

function fillObject({ entries }: Of<'object'>, scope: Scope, field: string): Soon<Json> {
  const filled: { [key: string]: Json } = {};
  const done = inOrder(
    entries,
    ({ field: name, value }) => fill(value, scope, value.kind === 'path' ? name : `${field}/${name}`),
    (value, { key }) => setOwn(filled, key, value),
  );
  return andThen(done, () => filled);
}

/** A member of any name: to assign to one of the name `__proto__` would change what the object is. */
function setOwn(object: { [key: string]: Json }, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Works out a template that must give a value of this type. @throws StateFailure */
export function fillAs<T extends Json>(
  template: Template,
  scope: Scope,
  field: string,
  type: string,
  is: (value: Json) => value is T,
): Soon<T> {
  return andThen(fill(template, scope, field), (value) => {
    if (is(value)) return value;
    const source = template.kind === 'expression' ? template.source : textOf(value);
    throw queryFailure(
      `The JSONata expression '${source}' specified for the field '${field}' returned an unexpected result type. ` +
        `Expected '${type}', but was '${typeOf(value)}' for value: ${textOf(value)}`,
      field,
    );
  });
}

function query(template: Of<'expression'>, scope: Scope, field: string): Soon<Json> {
  return lookUpPlain(template.expression, scope) ?? ask(template, scope, field);
}

async function ask({ source, expression }: Of<'expression'>, scope: Scope, field: string): Promise<Json> {
  const result = isUnbounded(expression)
    ? await evaluateAside(source, scope)
    : await evaluate(expression, undefined, {
        bindings: bindingsOf(scope),
        now: scope.now,
        host: STEP_FUNCTIONS,
      });
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
        `The JSONata expression '${source}' specified for the field '${field}' threw an error during evaluation${reasonOf(result)}`,
        field,
      );
  }
}

/** Errors of JSONata itself have a code, and are a sentence of their own. */
function reasonOf({ code, message }: { readonly code?: string; readonly message: string }): string {
  return code === undefined ? `: ${message}` : `. ${code}: ${message}`;
}

const unbounded = new WeakMap<Expression, boolean>();

function isUnbounded(expression: Expression): boolean {
  const known = unbounded.get(expression) ?? mayBeUnbounded(expression);
  unbounded.set(expression, known);
  return known;
}

/** The variables assigned by `Assign`, none of which sees the others' new values; undefined where there are none. */
export function assigned(
  template: Template | undefined,
  scope: Scope,
  field = 'Assign',
): Soon<JsonObject | undefined> {
  if (template === undefined) return undefined;
  return andThen(fill(template, scope, field), (values) => (isObject(values) ? values : undefined));
}
