import { isObject, listOf, objectOf } from '../json.ts';
import type { Json } from '../service.ts';
import { OPERATORS, type Operator } from './operators.ts';
import type { RequestContext } from './request.ts';
import { substituted } from './variables.ts';

/** One key under one operator of a statement's `Condition`. */
export type Condition = {
  /** As it is written: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  holds(context: RequestContext): boolean;
};

type Quantifier = 'ForAnyValue' | 'ForAllValues' | undefined;

export type ConditionReading = {
  readonly conditions: readonly Condition[];
  /** Operators that IAM does not have. */
  readonly unknown: readonly string[];
};

export function readConditions(given: Json | undefined): ConditionReading {
  const unknown: string[] = [];
  const conditions = Object.entries(objectOf(given)).flatMap(([name, keys]) => {
    const read = readOperator(name);
    if (read === undefined) unknown.push(name);
    if (read === undefined || !isObject(keys)) return [];
    return Object.entries(keys).map(([key, values]) => conditionOf(name, read, key, textsIn(values)));
  });
  return { conditions, unknown };
}

/** A list, or one value alone; booleans and numbers as texts. */
export function textsIn(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? listOf(value) : [value];
  return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
}

type ReadOperator = {
  readonly quantifier: Quantifier;
  readonly ifExists: boolean;
  readonly operator: Operator | 'Null';
};

function readOperator(name: string): ReadOperator | undefined {
  const parts = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(name);
  const base = parts?.[2] ?? '';
  const operator = base === 'Null' ? 'Null' : Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
  if (operator === undefined) return undefined;
  const quantifier = parts?.[1];
  return {
    operator,
    ifExists: parts?.[3] !== undefined,
    quantifier: quantifier === 'ForAnyValue' || quantifier === 'ForAllValues' ? quantifier : undefined,
  };
}

function conditionOf(
  name: string,
  { operator, quantifier, ifExists }: ReadOperator,
  key: string,
  values: readonly string[],
): Condition {
  const lookup = key.toLowerCase();
  const shown = { operator: name, key, values };
  if (operator === 'Null') {
    return { ...shown, holds: (context) => values.includes(String(!context.has(lookup))) };
  }
  const { test, negated } = operator;
  const fits = (given: string, context: RequestContext): boolean =>
    values.some((value) => test(substituted(value, context), given)) !== negated;
  return {
    ...shown,
    holds(context) {
      const given = context.get(lookup);
      if (given === undefined || given.length === 0) {
        if (ifExists) return true;
        return quantifier === undefined ? negated : quantifier === 'ForAllValues';
      }
      if (quantifier === 'ForAllValues') return given.every((one) => fits(one, context));
      if (quantifier === 'ForAnyValue' || !negated) return given.some((one) => fits(one, context));
      return given.every((one) => fits(one, context));
    },
  };
}
