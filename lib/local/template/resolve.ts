import { isObject, listOf, numberOf, objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { TemplateProblem } from './problem.ts';
import { intrinsicIn, SUB_VARIABLE } from './template.ts';

/** What names in a template stand for. */
export type Scope = {
  /** A parameter, a pseudo parameter or a resource. `undefined` is `AWS::NoValue`. @throws TemplateProblem */
  ref(name: string): Json | undefined;
  /** @throws TemplateProblem */
  attribute(id: string, name: string): Json;
  readonly conditions: JsonObject;
  readonly mappings: JsonObject;
};

type Intrinsic = (argument: Json, scope: Scope) => Json | undefined;

/** A value with its intrinsic functions carried out. `undefined` where it is to be left out. @throws TemplateProblem */
export function resolve(value: Json, scope: Scope): Json | undefined {
  const call = intrinsicIn(value);
  if (call !== undefined && call.name !== 'Condition') {
    const intrinsic = Object.hasOwn(INTRINSICS, call.name) ? INTRINSICS[call.name] : undefined;
    if (intrinsic === undefined) {
      throw new TemplateProblem(`The intrinsic function ${call.name} is not supported by the local cloud.`);
    }
    return intrinsic(call.argument, scope);
  }
  if (isObject(value)) return resolveObject(value, scope);
  if (!Array.isArray(value)) return value;
  return listOf(value).flatMap((item) => present(resolve(item, scope)));
}

export function resolveObject(value: JsonObject, scope: Scope): JsonObject {
  const entries = Object.entries(value).flatMap(([key, item]) =>
    present(resolve(item, scope)).map((resolved) => [key, resolved] as const),
  );
  return Object.fromEntries(entries);
}

export function holds(condition: Json, scope: Scope): boolean {
  const call = intrinsicIn(condition);
  if (call === undefined) throw new TemplateProblem(`${JSON.stringify(condition)} is not a condition.`);
  const parts = listOf(call.argument);
  switch (call.name) {
    case 'Condition':
      return named(textOf(call.argument) ?? '', scope);
    case 'Fn::Equals':
      return (
        JSON.stringify(resolve(parts[0] ?? '', scope)) === JSON.stringify(resolve(parts[1] ?? '', scope))
      );
    case 'Fn::And':
      return parts.every((part) => holds(part, scope));
    case 'Fn::Or':
      return parts.some((part) => holds(part, scope));
    case 'Fn::Not':
      return !parts.some((part) => holds(part, scope));
    default:
      throw new TemplateProblem(`The condition function ${call.name} is not supported by the local cloud.`);
  }
}

export function named(condition: string, scope: Scope): boolean {
  const definition = scope.conditions[condition];
  if (definition === undefined) throw new TemplateProblem(`There is no condition "${condition}".`);
  return holds(definition, scope);
}

const INTRINSICS: { readonly [name: string]: Intrinsic } = {
  Ref: (name, scope) => scope.ref(textOf(name) ?? ''),
  'Fn::GetAtt': (argument, scope) => {
    const [id = '', ...name] =
      typeof argument === 'string' ? argument.split('.') : resolvedTexts(argument, scope);
    return scope.attribute(id, name.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator = '', items = []] = listOf(argument);
    return resolvedTexts(items, scope).join(textOf(separator) ?? '');
  },
  'Fn::Sub': (argument, scope) => {
    const [text, variables] = typeof argument === 'string' ? [argument] : listOf(argument);
    const own = resolveObject(objectOf(variables), scope);
    return (textOf(text) ?? '').replace(SUB_VARIABLE, (_all, literal: string, name: string) =>
      literal === '!' ? `\${${name}}` : textIn(substitute(name.trim(), own, scope)),
    );
  },
  'Fn::Select': (argument, scope) => {
    const [index, items = []] = listOf(argument);
    const position = numberOf(index === undefined ? undefined : resolve(index, scope)) ?? 0;
    const selected = listOf(resolve(items, scope))[position];
    if (selected !== undefined) return selected;
    throw new TemplateProblem(`Fn::Select finds nothing at ${position} in ${JSON.stringify(items)}.`);
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text = ''] = listOf(argument);
    return textIn(resolve(text, scope)).split(textOf(separator) ?? '');
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = listOf(argument);
    const chosen = named(textOf(condition) ?? '', scope) ? yes : no;
    return chosen === undefined ? undefined : resolve(chosen, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map = '', first = '', second = ''] = resolvedTexts(argument, scope);
    const found = objectOf(objectOf(scope.mappings[map])[first])[second];
    if (found !== undefined) return found;
    throw new TemplateProblem(`Fn::FindInMap finds nothing at ${map}.${first}.${second}.`);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(textIn(resolve(argument, scope))).toString('base64'),
};

function substitute(name: string, own: JsonObject, scope: Scope): Json | undefined {
  if (Object.hasOwn(own, name)) return own[name];
  const [id = '', ...attribute] = name.split('.');
  return attribute.length === 0 ? scope.ref(name) : scope.attribute(id, attribute.join('.'));
}

function resolvedTexts(items: Json, scope: Scope): readonly string[] {
  return listOf(resolve(items, scope)).map(textIn);
}

function textIn(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return textsOf(value).join(',');
  throw new TemplateProblem(`${JSON.stringify(value)} stands where a text is needed.`);
}

function present(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : [value];
}
