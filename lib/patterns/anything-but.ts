import type { Node } from './json.ts';
import { isNumeral } from './leaf.ts';
import { comparable } from './numbers.ts';
import type { Test } from './pattern.ts';
import { Refusal } from './refusal.ts';
import { matchesWildcard, parseWildcard } from './wildcard.ts';

const NOT_IN_LIST = 'Inside anything but list, start|null|boolean is not supported.';
const MIXED = 'Inside anything but list, either all values are number or string, mixed type is not supported';
const EMPTY_AFFIX = 'Null prefix/suffix not allowed';
const AFFIX_TYPE = 'prefix/suffix match pattern must be a string';

/** Any value passes but those named: the field has to be there, and `null`, booleans and other types pass, too. */
export function anythingBut(value: Node): Test {
  if (value.kind === 'object') return anythingButSuch(value);
  const nodes = listed(value);
  const texts = new Set<string>();
  const numbers = new Set<number>();
  for (const node of nodes) {
    if (node.kind === 'string') texts.add(node.value);
    else if (node.kind === 'number') numbers.add(number(node.text, node.at));
    else throw new Refusal(NOT_IN_LIST, node.at);
  }
  if (texts.size > 0 === numbers.size > 0) throw new Refusal(MIXED, value.at);
  return texts.size > 0
    ? (leaf) => typeof leaf !== 'string' || !texts.has(leaf)
    : (leaf) => !isNumeral(leaf) || leaf.value === undefined || !numbers.has(leaf.value);
}

type Excludes = {
  readonly type: string;
  readonly parse: (text: string, at: number) => (value: string) => boolean;
};

const OPERATORS = new Map<string, Excludes>([
  [
    'prefix',
    { type: AFFIX_TYPE, parse: (text, at) => (notEmpty(text, at), (value) => value.startsWith(text)) },
  ],
  [
    'suffix',
    { type: AFFIX_TYPE, parse: (text, at) => (notEmpty(text, at), (value) => value.endsWith(text)) },
  ],
  [
    'equals-ignore-case',
    {
      type: 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
      parse: (text) => {
        const folded = text.toLowerCase();
        return (value) => value.toLowerCase() === folded;
      },
    },
  ],
  ['wildcard', { type: 'wildcard match pattern must be a string', parse: wildcard }],
]);

function anythingButSuch(object: Extract<Node, { kind: 'object' }>): Test {
  const [member, ...more] = object.members;
  if (member === undefined) throw new Refusal('Anything-But expression name not found', object.at);
  const operator = OPERATORS.get(member.key);
  if (operator === undefined) throw new Refusal(`Unsupported anything-but pattern: ${member.key}`, member.at);
  const excluded = listed(member.value).map((node) => {
    if (node.kind !== 'string') throw new Refusal(operator.type, node.at);
    return operator.parse(node.value, node.at);
  });
  if (more[0] !== undefined) throw new Refusal('Too many elements in numeric expression', more[0].at);
  return (leaf) => typeof leaf !== 'string' || !excluded.some((excludes) => excludes(leaf));
}

function listed(value: Node): readonly Node[] {
  if (value.kind === 'array') return value.items;
  if (value.kind === 'string' || value.kind === 'number') return [value];
  throw new Refusal('Value of anything-but must be an array or single string/number value.', value.at);
}

function number(text: string, at: number): number {
  const value = comparable(text);
  if (value === undefined) throw new Refusal(`Cannot compare number : ${text}`, at);
  return value;
}

function notEmpty(text: string, at: number): void {
  if (text === '') throw new Refusal(EMPTY_AFFIX, at);
}

function wildcard(text: string, at: number): (value: string) => boolean {
  const parsed = parseWildcard(text);
  if (parsed.kind === 'invalid') throw new Refusal(parsed.message, at);
  return (value) => matchesWildcard(parsed.parts, value);
}
