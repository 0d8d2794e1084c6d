import { isTimestamp } from '../instant.ts';
import { isList, isObject } from '../json.ts';
import type { Choice, Rule, Template } from '../model.ts';
import { has, inside, objects, only, requiredString, type Source } from './object.ts';
import { assignment, compile, template, variablePath } from './template.ts';

const ORDERS = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'];
const FLAGS = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'];
/** Operator → the type its value must have. */
const OPERATORS = new Map<string, 'string' | 'number' | 'boolean' | 'timestamp'>([
  ...ORDERS.map((order) => [`String${order}`, 'string'] as const),
  ...ORDERS.map((order) => [`Numeric${order}`, 'number'] as const),
  ...ORDERS.map((order) => [`Timestamp${order}`, 'timestamp'] as const),
  ['BooleanEquals', 'boolean'],
  ['StringMatches', 'string'],
  ...FLAGS.map((flag) => [flag, 'boolean'] as const),
]);
/** Those that may take their value from a path: `StringEqualsPath`. */
const WITH_PATH = [...OPERATORS.keys()].filter((name) => name !== 'StringMatches' && !FLAGS.includes(name));

/** What a rule may have besides what it asks; one within another has no more than a comment. */
const CHOSEN = ['Next', 'Assign', 'Comment'];

export function choices(source: Source): readonly Choice[] {
  if (!has(source, 'Choices')) source.problems.schema('These fields are required: [Choices]', source.at);
  return oneOrMore(source, 'Choices', readChoice);
}

function oneOrMore<T>(source: Source, name: string, read: (item: Source) => T | undefined): readonly T[] {
  const value = source.object[name];
  if (isList(value) && value.length === 0)
    source.problems.schema('Expected at least one element', `${source.at}/${name}`);
  return objects(source, name, read);
}

function readChoice(source: Source): Choice | undefined {
  const jsonata = source.language === 'JSONata';
  const next = requiredString(source, 'Next');
  const rule = jsonata ? readCondition(source) : readRule(source, CHOSEN);
  if (next === undefined) return undefined;
  return {
    // A rule that is none is reported already; where it leads counts nevertheless.
    rule: rule ?? { kind: 'or', rules: [] },
    next,
    assign: assignment(source),
    output: jsonata ? template(source, 'Output') : undefined,
  };
}

function readInner(source: Source): Rule | undefined {
  return readRule(source, ['Comment']);
}

function readRule(source: Source, besides: readonly string[]): Rule | undefined {
  for (const [name, kind] of [['And', 'and'] as const, ['Or', 'or'] as const]) {
    if (!has(source, name)) continue;
    only(source, [name, ...besides]);
    return { kind, rules: oneOrMore(source, name, readInner) };
  }
  if (has(source, 'Not')) {
    only(source, ['Not', ...besides]);
    const inner = source.object['Not'];
    const rule = isObject(inner) ? readInner(inside(source, inner, 'Not')) : undefined;
    if (!isObject(inner)) source.problems.schema('Expected value of type Object', `${source.at}/Not`);
    return rule === undefined ? undefined : { kind: 'not', rule };
  }
  return readComparison(source, besides);
}

function readCondition(source: Source): Rule | undefined {
  only(source, ['Condition', 'Output', ...CHOSEN]);
  const value = source.object['Condition'];
  if (value === undefined) {
    source.problems.schema('These fields are required: [Condition]', source.at);
    return undefined;
  }
  const condition = compile(source, value, `${source.at}/Condition`);
  if (condition.kind !== 'expression' && typeof value !== 'boolean') {
    source.problems.schema('Expected a JSONata expression or a Boolean', `${source.at}/Condition`);
  }
  return { kind: 'condition', condition };
}

function readComparison(source: Source, besides: readonly string[]): Rule | undefined {
  const names = Object.keys(source.object).filter(
    (name) => OPERATORS.has(name) || WITH_PATH.some((operator) => `${operator}Path` === name),
  );
  const [name] = names;
  if (name === undefined || names.length > 1) {
    source.problems.schema('Exactly one comparison operator is required', source.at);
    return undefined;
  }
  only(source, ['Variable', name, ...besides]);
  if (!has(source, 'Variable')) {
    source.problems.schema('These fields are required: [Variable]', source.at);
    return undefined;
  }
  const variable = variablePath(source, 'Variable');
  const value = name.endsWith('Path') ? pathValue(source, name) : literal(source, name);
  if (variable === undefined || value === undefined) return undefined;
  return { kind: 'comparison', variable, operator: name.replace(/Path$/, ''), value };
}

function pathValue(source: Source, name: string): Template | undefined {
  const found = variablePath(source, name);
  return found === undefined ? undefined : { kind: 'path', path: found };
}

function literal(source: Source, name: string): Template | undefined {
  const value = source.object[name] ?? null;
  const type = OPERATORS.get(name);
  const fits = type === 'timestamp' ? typeof value === 'string' && isTimestamp(value) : typeof value === type;
  if (fits) return { kind: 'literal', value };
  source.problems.schema(`Expected value of type ${type ?? 'unknown'}`, `${source.at}/${name}`);
  return undefined;
}
