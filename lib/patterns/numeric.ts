import type { Node } from './json.ts';
import { isNumeral } from './leaf.ts';
import { comparable } from './numbers.ts';
import type { Test } from './pattern.ts';
import { Refusal } from './refusal.ts';

type Bound = { readonly operator: string; readonly value: number };

const COMPARE = new Map<string, (value: number, bound: number) => boolean>([
  ['=', (value, bound) => value === bound],
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['>', (value, bound) => value > bound],
  ['>=', (value, bound) => value >= bound],
]);

/** `["=", 3]`, `["<", 3]`, or a range from below: `[">", 0, "<=", 5]`. Only numbers pass. */
export function numeric(list: Node): Test {
  if (list.kind !== 'array') throw new Refusal('Value of numeric must be an array.', list.at);
  const [operator, value, ...rest] = list.items;
  if (operator?.kind !== 'string')
    throw new Refusal(`Invalid member in numeric match: ${spelled(operator)}`, operator?.at ?? list.at);
  if (!COMPARE.has(operator.value))
    throw new Refusal(`Unrecognized numeric range operator: ${operator.value}`, operator.at);
  const first = bound(operator.value, value, list.at);
  if (rest.length === 0) return within([first]);
  if (!operator.value.startsWith('>'))
    throw new Refusal('Too many elements in numeric expression', rest[0]?.at ?? list.at);
  return within([first, top(first, rest, list.at)]);
}

function top(bottom: Bound, [operator, value, ...more]: readonly Node[], at: number): Bound {
  if (operator?.kind !== 'string')
    throw new Refusal(`Bad value in numeric range: ${spelled(operator)}`, operator?.at ?? at);
  if (operator.value !== '<' && operator.value !== '<=')
    throw new Refusal(`Bad numeric range operator: ${operator.value}`, operator.at);
  const upper = bound(operator.value, value, at);
  if (more[0] !== undefined) throw new Refusal('Too many terms in numeric range expression', more[0].at);
  if (bottom.value >= upper.value) throw new Refusal('Bottom must be less than top', at);
  return upper;
}

function bound(operator: string, value: Node | undefined, at: number): Bound {
  const name = operator === '=' ? 'equals' : operator;
  if (value?.kind !== 'number') throw new Refusal(`Value of ${name} must be numeric`, value?.at ?? at);
  const comparableValue = comparable(value.text);
  if (comparableValue === undefined) throw new Refusal(`Cannot compare number : ${value.text}`, value.at);
  return { operator, value: comparableValue };
}

function within(bounds: readonly Bound[]): Test {
  const checks = bounds.map(({ operator, value }) => ({ compare: COMPARE.get(operator), value }));
  return (leaf) => {
    if (!isNumeral(leaf) || leaf.value === undefined) return false;
    const { value } = leaf;
    return checks.every((check) => check.compare?.(value, check.value) === true);
  };
}

function spelled(node: Node | undefined): string {
  switch (node?.kind) {
    case undefined:
      return ']';
    case 'number':
      return node.text;
    case 'string':
      return node.value;
    case 'literal':
      return String(node.value);
    case 'array':
      return '[';
    case 'object':
      return '{';
  }
}
