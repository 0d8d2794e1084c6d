import { conditionOf } from './conditions.ts';
import type { Clause } from './conditions.ts';

/** What an attribute becomes: a value, what another attribute has, or nothing. */
export type NewValue = string | number | { readonly sameAs: string } | undefined;

/** An update of these attributes under that condition, in the words of the document client. */
export function updateOf(attributes: Readonly<Record<string, NewValue>>, condition: Clause) {
  const entries = Object.entries(attributes);
  const set = entries.flatMap(([attribute, value]) =>
    value === undefined ? [] : [`#${attribute} = ${operand(attribute, value)}`],
  );
  const remove = entries.flatMap(([attribute, value]) => (value === undefined ? [`#${attribute}`] : []));
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = conditionOf(condition);
  return {
    ConditionExpression,
    UpdateExpression: [...clause('SET', set), ...clause('REMOVE', remove)].join(' '),
    ExpressionAttributeNames: {
      ...ExpressionAttributeNames,
      ...Object.fromEntries(entries.flatMap(([attribute, value]) => aliases(attribute, value))),
    },
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ...Object.fromEntries(entries.flatMap(([attribute, value]) => newValues(attribute, value))),
    },
  };
}

function operand(attribute: string, value: NonNullable<NewValue>): string {
  return typeof value === 'object' ? `#${value.sameAs}` : `:new_${attribute}`;
}

function aliases(attribute: string, value: NewValue): (readonly [string, string])[] {
  const own = [`#${attribute}`, attribute] as const;
  return typeof value === 'object' ? [own, [`#${value.sameAs}`, value.sameAs]] : [own];
}

function newValues(attribute: string, value: NewValue): (readonly [string, string | number])[] {
  return value === undefined || typeof value === 'object' ? [] : [[`:new_${attribute}`, value]];
}

function clause(word: string, parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [] : [`${word} ${parts.join(', ')}`];
}
