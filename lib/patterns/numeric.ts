import type { Node } from './json.ts';
import { isNumeral } from './leaf.ts';
import { comparable, notComparable } from './numbers.ts';
import type { Test } from './pattern.ts';
import { reached, Refusal } from './refusal.ts';

type Bound = { readonly operator: string; readonly text: string };

const COMPARE = new Map<string, (value: number, bound: number) => boolean>([
  ['=', (value, bound) => value === bound],
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['>', (value, bound) => value > bound],
  ['>=', (value, bound) => value >= bound],
]);

/** `["=", 3]`, `["<", 3]`, or a range from below: `[">", 0, "<=", 5]`. Only numbers pass. */
export function numeric(list: Node): Test {
  if (list.kind !== 'array') throw new Refusal('Value of numeric must be an array.', reached(list));
  const [operator, value, ...rest] = list.items;
  if (operator?.kind !== 'string')
    throw new Refusal(`Invalid member in numeric match: ${spelled(operator)}`, placeOf(operator, list));
  if (!COMPARE.has(operator.value))
    throw new Refusal(`Unrecognized numeric range operator: ${operator.value}`, placeOf(value, list));
  const first = bound(operator.value, value, list);
  if (rest[0] === undefined) return within([first], list.end);
  if (!operator.value.startsWith('>'))
    throw new Refusal('Too many elements in numeric expression', reached(rest[0]));
  return within([first, top(rest, list)], list.end);
}

function top([operator, value, ...more]: readonly Node[], list: Node): Bound {
  if (operator?.kind !== 'string')
    throw new Refusal(`Bad value in numeric range: ${spelled(operator)}`, placeOf(operator, list));
  if (operator.value !== '<' && operator.value !== '<=')
    throw new Refusal(`Bad numeric range operator: ${operator.value}`, operator.end);
  const upper = bound(operator.value, value, list);
  if (more[0] !== undefined)
    throw new Refusal('Too many terms in numeric range expression', reached(more[0]));
  return upper;
}

function bound(operator: string, value: Node | undefined, list: Node): Bound {
  const name = operator === '=' ? 'equals' : operator;
  if (value?.kind !== 'number') throw new Refusal(`Value of ${name} must be numeric`, placeOf(value, list));
  return { operator, text: value.text };
}

function placeOf(node: Node | undefined, list: Node): number {
  return node === undefined ? list.end : reached(node);
}

function within(bounds: readonly Bound[], end: number): Test {
  const checks = bounds.map(({ operator, text }) => {
    const value = comparable(text);
    if (value === undefined) throw new Refusal(notComparable(text), end);
    return { compare: COMPARE.get(operator), value };
  });
  const [bottom, above] = checks;
  if (bottom !== undefined && above !== undefined && bottom.value >= above.value)
    throw new Refusal('Bottom must be less than top', end);
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
