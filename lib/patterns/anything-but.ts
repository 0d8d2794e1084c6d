import { beginsWith, endsWith } from './affix.ts';
import type { Node } from './json.ts';
import { isNumeral } from './leaf.ts';
import { equalsIgnoringCase } from './letter-case.ts';
import { comparable, notComparable } from './numbers.ts';
import type { Matcher, Test } from './pattern.ts';
import { reached, Refusal } from './refusal.ts';
import { matchesWildcard, parseWildcard } from './wildcard.ts';

const NOT_IN_LIST = 'Inside anything but list, start|null|boolean is not supported.';
const MIXED = 'Inside anything but list, either all values are number or string, mixed type is not supported';
const EMPTY_AFFIX = 'Null prefix/suffix not allowed';
const AFFIX_TYPE = 'prefix/suffix match pattern must be a string';

/** Any value passes but those named: the field has to be there, and `null`, booleans and other types pass, too. */
export function anythingBut(value: Node): Matcher {
  if (value.kind === 'object') return anythingButSuch(value);
  const nodes = listed(value);
  const texts = new Set<string>();
  const numbers = new Set<number>();
  for (const node of nodes) {
    if (node.kind === 'string') texts.add(node.value);
    else if (node.kind === 'number') numbers.add(number(node.text, value.kind === 'array' ? [node.end] : []));
    else throw new Refusal(NOT_IN_LIST, reached(node), reached(node));
  }
  if (texts.size > 0 === numbers.size > 0) throw new Refusal(MIXED, value.end);
  return test(
    texts.size > 0
      ? (leaf) => typeof leaf !== 'string' || !texts.has(leaf)
      : (leaf) => !isNumeral(leaf) || leaf.value === undefined || !numbers.has(leaf.value),
  );
}

function test(passes: Test): Matcher {
  return { kind: 'test', test: passes };
}

function number(text: string, places: readonly number[]): number {
  const value = comparable(text);
  if (value === undefined) throw new Refusal(notComparable(text), ...places);
  return value;
}

const TYPES = new Map([
  ['prefix', AFFIX_TYPE],
  ['suffix', AFFIX_TYPE],
  [
    'equals-ignore-case',
    'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  ],
  ['wildcard', 'wildcard match pattern must be a string'],
]);

function anythingButSuch(object: Extract<Node, { kind: 'object' }>): Matcher {
  const [member, ...more] = object.members;
  if (member === undefined) throw new Refusal('Anything-But expression name not found', object.end);
  const { key, value } = member;
  const type = TYPES.get(key);
  if (type === undefined) throw new Refusal(`Unsupported anything-but pattern: ${key}`, reached(value));
  const texts = listed(value).map((node) => {
    if (node.kind !== 'string') throw refusedIn(value, type, reached(node));
    if (type === AFFIX_TYPE && node.value === '') throw refusedIn(value, EMPTY_AFFIX, node.end);
    return node.value;
  });
  const matcher = key === 'wildcard' ? butWildcards(texts, value.end) : test(butTexts(key, texts));
  if (more[0] !== undefined)
    throw new Refusal('Too many elements in numeric expression', reached(more[0].value));
  return matcher;
}

/** What is wrong inside a list AWS wraps in an error once more, with the same place. */
function refusedIn(value: Node, reason: string, place: number): Refusal {
  return value.kind === 'array' ? new Refusal(reason, place, place) : new Refusal(reason, place);
}

function butTexts(operator: string, texts: readonly string[]): Test {
  const excluded = texts.map((text): ((value: string) => boolean) => {
    if (operator === 'prefix') return beginsWith(text);
    if (operator === 'suffix') return endsWith(text);
    return equalsIgnoringCase(text);
  });
  return (leaf) => typeof leaf !== 'string' || !excluded.some((excludes) => excludes(leaf));
}

function butWildcards(texts: readonly string[], place: number): Matcher {
  const wildcards = texts.map((text) => {
    const parsed = parseWildcard(text);
    if (parsed.kind === 'invalid') throw new Refusal(parsed.message, place);
    return parsed.parts;
  });
  const excluded = (value: string): boolean => wildcards.some((parts) => matchesWildcard(parts, value));
  return { kind: 'test', test: (leaf) => typeof leaf !== 'string' || !excluded(leaf), wildcards };
}

function listed(value: Node): readonly Node[] {
  if (value.kind === 'array') return value.items;
  if (value.kind === 'string' || value.kind === 'number') return [value];
  throw new Refusal('Value of anything-but must be an array or single string/number value.', reached(value));
}
