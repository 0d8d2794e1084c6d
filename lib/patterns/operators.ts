import { addressDigits, cidrRange } from './addresses.ts';
import { anythingBut } from './anything-but.ts';
import type { Member, Node } from './json.ts';
import { isNumeral, numeral } from './leaf.ts';
import { numeric } from './numeric.ts';
import type { Test } from './pattern.ts';
import { Refusal } from './refusal.ts';
import { matchesWildcard, parseWildcard } from './wildcard.ts';

export type Matcher = { readonly kind: 'test'; readonly test: Test } | { readonly kind: 'absent' };

/** One entry of a field's list: a value to be equal to, or an operator. */
export function parseMatcher(node: Node): Matcher {
  if (node.kind !== 'object') return { kind: 'test', test: equals(node) };
  const [operator, ...more] = node.members;
  if (operator === undefined) throw new Refusal('Match expression name not found', node.at);
  const matcher = parseOperator(operator);
  if (more[0] !== undefined) {
    const { key } = operator;
    const counts = key === 'numeric' || key === 'anything-but';
    throw new Refusal(
      counts ? 'Too many elements in numeric expression' : 'Only one key allowed in match expression',
      more[0].at,
    );
  }
  return matcher;
}

function parseOperator({ key, value, at }: Member): Matcher {
  if (key === 'exists') return exists(value);
  const parse = OPERATORS.get(key);
  if (parse === undefined) throw new Refusal(`Unrecognized match type ${key}`, at);
  return { kind: 'test', test: parse(value) };
}

const OPERATORS = new Map<string, (value: Node) => Test>([
  ['exactly', (value) => equalsText(text(value, 'exact match pattern must be a string'))],
  ['prefix', (value) => affix(value, 'prefix')],
  ['suffix', (value) => affix(value, 'suffix')],
  ['equals-ignore-case', equalsIgnoreCase],
  ['wildcard', wildcard],
  ['numeric', numeric],
  ['cidr', cidr],
  ['anything-but', anythingBut],
]);

function equals(node: Node): Test {
  switch (node.kind) {
    case 'string': {
      const digits = addressDigits(node.value);
      // An address equals every spelling of itself.
      if (digits !== undefined) return (leaf) => typeof leaf === 'string' && addressDigits(leaf) === digits;
      return equalsText(node.value);
    }
    case 'number': {
      const wanted = numeral(node.text);
      return (leaf) =>
        isNumeral(leaf) &&
        (leaf.text === wanted.text || (wanted.value !== undefined && leaf.value === wanted.value));
    }
    case 'literal':
      return (leaf) => leaf === node.value;
    case 'array':
    case 'object':
      throw new Refusal('Match value must be String, number, true, false, or null', node.at);
  }
}

function equalsText(value: string): Test {
  return (leaf) => leaf === value;
}

function exists(value: Node): Matcher {
  if (value.kind !== 'literal' || value.value === null)
    throw new Refusal('exists match pattern must be either true or false.', value.at);
  return value.value ? { kind: 'test', test: () => true } : { kind: 'absent' };
}

function affix(value: Node, operator: 'prefix' | 'suffix'): Test {
  if (value.kind === 'object') return affixIgnoreCase(value.members, value.at, operator);
  const wanted = text(value, `${operator} match pattern must be a string`);
  return operator === 'prefix'
    ? (leaf) => typeof leaf === 'string' && leaf.startsWith(wanted)
    : (leaf) => typeof leaf === 'string' && leaf.endsWith(wanted);
}

function affixIgnoreCase(members: readonly Member[], at: number, operator: 'prefix' | 'suffix'): Test {
  const [member, ...more] = members;
  const title = operator === 'prefix' ? 'Prefix' : 'Suffix';
  if (member === undefined) throw new Refusal(`${title} expression name not found`, at);
  if (member.key !== 'equals-ignore-case')
    throw new Refusal(`Unsupported ${operator} pattern: ${member.key}`, member.at);
  const wanted = fold(text(member.value, 'equals-ignore-case match pattern must be a string'));
  if (more[0] !== undefined) throw new Refusal('Only one key allowed in match expression', more[0].at);
  return operator === 'prefix'
    ? (leaf) => typeof leaf === 'string' && fold(leaf).startsWith(wanted)
    : (leaf) => typeof leaf === 'string' && fold(leaf).endsWith(wanted);
}

function equalsIgnoreCase(value: Node): Test {
  const wanted = fold(text(value, 'equals-ignore-case match pattern must be a string'));
  return (leaf) => typeof leaf === 'string' && fold(leaf) === wanted;
}

function wildcard(value: Node): Test {
  const parsed = parseWildcard(text(value, 'wildcard match pattern must be a string'));
  if (parsed.kind === 'invalid') throw new Refusal(parsed.message, value.at);
  return (leaf) => typeof leaf === 'string' && matchesWildcard(parsed.parts, leaf);
}

function cidr(value: Node): Test {
  // AWS says "prefix" here, too.
  const range = cidrRange(text(value, 'prefix match pattern must be a string'));
  if (range.kind === 'invalid') throw new Refusal(range.message, value.at);
  const { bottom, top } = range;
  return (leaf) => {
    const digits = typeof leaf === 'string' ? addressDigits(leaf) : undefined;
    return digits?.length === bottom.length && digits >= bottom && digits <= top;
  };
}

function text(value: Node, otherwise: string): string {
  if (value.kind !== 'string') throw new Refusal(otherwise, value.at);
  return value.value;
}

function fold(value: string): string {
  return value.toLowerCase();
}
