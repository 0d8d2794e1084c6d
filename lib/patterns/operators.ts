import { addressDigits, cidrRange } from './addresses.ts';
import { beginsWith, endsWith } from './affix.ts';
import { anythingBut } from './anything-but.ts';
import type { Member, Node } from './json.ts';
import { isNumeral, numeral } from './leaf.ts';
import { endsIgnoringCase, equalsIgnoringCase, startsIgnoringCase } from './letter-case.ts';
import { numeric } from './numeric.ts';
import type { Matcher, Test } from './pattern.ts';
import { reached, Refusal } from './refusal.ts';
import { matchesWildcard, parseWildcard } from './wildcard.ts';

const FOLDED_TYPE = 'equals-ignore-case match pattern must be a string';
const ONE_KEY = 'Only one key allowed in match expression';

/** One entry of a field's list: a value to be equal to, or an operator. */
export function parseMatcher(node: Node): Matcher {
  if (node.kind !== 'object') return { kind: 'test', test: equals(node) };
  const [operator, ...more] = node.members;
  if (operator === undefined) throw new Refusal('Match expression name not found', node.end);
  const matcher = parseOperator(operator);
  if (more[0] !== undefined) {
    const { key } = operator;
    const counts = key === 'numeric' || key === 'anything-but';
    throw new Refusal(counts ? 'Too many elements in numeric expression' : ONE_KEY, reached(more[0].value));
  }
  return matcher;
}

function parseOperator({ key, value }: Member): Matcher {
  switch (key) {
    case 'exists':
      return exists(value);
    case 'wildcard':
      return wildcard(value);
    case 'anything-but':
      return anythingBut(value);
    default: {
      const parse = TESTS.get(key);
      if (parse === undefined) throw new Refusal(`Unrecognized match type ${key}`, reached(value));
      return { kind: 'test', test: parse(value) };
    }
  }
}

const TESTS = new Map<string, (value: Node) => Test>([
  ['exactly', (value) => equalsText(text(value, 'exact match pattern must be a string'))],
  ['prefix', (value) => affix(value, 'prefix')],
  ['suffix', (value) => affix(value, 'suffix')],
  ['equals-ignore-case', (value) => ofText(equalsIgnoringCase(text(value, FOLDED_TYPE)))],
  ['numeric', numeric],
  ['cidr', cidr],
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
      throw new Refusal('Match value must be String, number, true, false, or null', reached(node));
  }
}

function equalsText(value: string): Test {
  return (leaf) => leaf === value;
}

function ofText(passes: (value: string) => boolean): Test {
  return (leaf) => typeof leaf === 'string' && passes(leaf);
}

function exists(value: Node): Matcher {
  if (value.kind !== 'literal' || value.value === null)
    throw new Refusal('exists match pattern must be either true or false.', reached(value));
  return value.value ? { kind: 'test', test: () => true } : { kind: 'absent' };
}

function affix(value: Node, operator: 'prefix' | 'suffix'): Test {
  if (value.kind === 'object') return affixIgnoringCase(value, operator);
  const wanted = text(value, `${operator} match pattern must be a string`);
  return ofText(operator === 'prefix' ? beginsWith(wanted) : endsWith(wanted));
}

function affixIgnoringCase(object: Extract<Node, { kind: 'object' }>, operator: 'prefix' | 'suffix'): Test {
  const [member, ...more] = object.members;
  const title = operator === 'prefix' ? 'Prefix' : 'Suffix';
  if (member === undefined) throw new Refusal(`${title} expression name not found`, object.end);
  if (member.key !== 'equals-ignore-case')
    throw new Refusal(`Unsupported ${operator} pattern: ${member.key}`, reached(member.value));
  const wanted = text(member.value, FOLDED_TYPE);
  if (more[0] !== undefined) throw new Refusal(ONE_KEY, reached(more[0].value));
  return ofText(operator === 'prefix' ? startsIgnoringCase(wanted) : endsIgnoringCase(wanted));
}

function wildcard(value: Node): Matcher {
  const parsed = parseWildcard(text(value, 'wildcard match pattern must be a string'));
  if (parsed.kind === 'invalid') throw new Refusal(parsed.message, value.end);
  const { parts } = parsed;
  return { kind: 'test', test: ofText((leaf) => matchesWildcard(parts, leaf)), wildcards: [parts] };
}

function cidr(value: Node): Test {
  // AWS says "prefix" here, too.
  const range = cidrRange(text(value, 'prefix match pattern must be a string'));
  if (range.kind === 'invalid') throw new Refusal(range.message);
  const { bottom, top } = range;
  return (leaf) => {
    const digits = typeof leaf === 'string' ? addressDigits(leaf) : undefined;
    return digits?.length === bottom.length && digits >= bottom && digits <= top;
  };
}

function text(value: Node, otherwise: string): string {
  if (value.kind !== 'string') throw new Refusal(otherwise, reached(value));
  return value.value;
}
