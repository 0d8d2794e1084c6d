import { matches } from '../../patterns/matches.ts';
import { parsePattern } from '../../patterns/parse.ts';
import { isObject } from './alternatives.ts';

/** Stands for a field that the event does not have. */
export const ABSENT = Symbol('absent');

/** What a matcher says of text, as far as two of them can be held against each other. */
type Reading =
  | {
      readonly kind: 'text';
      readonly place: 'whole' | 'prefix' | 'suffix';
      readonly text: string;
      readonly folded: boolean;
    }
  | { readonly kind: 'range'; readonly low: number; readonly high: number; readonly open: boolean }
  | { readonly kind: 'absent' }
  | { readonly kind: 'other' };

/** Whether surely no value passes both. Fields are taken to hold one value, not a list of several. */
export function exclude(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a !== b;
  if (!isObject(a)) return !passes(b, a);
  if (!isObject(b)) return !passes(a, b);
  return readMatcher(a).some((one) => readMatcher(b).some((two) => readingsApart(one, two)));
}

function readingsApart(one: Reading, two: Reading): boolean {
  if (one.kind === 'absent' || two.kind === 'absent') return one.kind !== two.kind;
  if (one.kind === 'range' && two.kind === 'range') return apart(one, two) || apart(two, one);
  if (one.kind === 'range' || two.kind === 'range') return one.kind === 'text' || two.kind === 'text';
  return one.kind === 'text' && two.kind === 'text' && textsApart(one, two);
}

/** Whether the value, or its absence, passes this matcher by itself. */
export function passes(matcher: unknown, value: unknown): boolean {
  const parsed = parsePattern(JSON.stringify({ field: [matcher] }));
  return parsed.kind === 'pattern' && matches(parsed.pattern, value === ABSENT ? {} : { field: value });
}

type TextReading = Extract<Reading, { kind: 'text' }>;
type Range = Extract<Reading, { kind: 'range' }>;

function textsApart(a: TextReading, b: TextReading): boolean {
  const folded = a.folded || b.folded;
  const [one, two] = folded ? [a.text.toLowerCase(), b.text.toLowerCase()] : [a.text, b.text];
  if (a.place === 'whole' && b.place === 'whole') return one !== two;
  if (a.place === 'whole') return !at(one, two, b.place);
  if (b.place === 'whole') return !at(two, one, a.place);
  return a.place === b.place && !at(one, two, a.place) && !at(two, one, a.place);
}

function at(text: string, part: string, place: TextReading['place']): boolean {
  if (place === 'whole') return text === part;
  return place === 'prefix' ? text.startsWith(part) : text.endsWith(part);
}

function apart(below: Range, above: Range): boolean {
  return below.high < above.low || (below.high === above.low && (below.open || above.open));
}

/** All of these hold for a value that passes. */
function readMatcher(matcher: object): readonly Reading[] {
  const [entry] = Object.entries(matcher);
  if (entry === undefined) return [];
  const operator = entry[0];
  const value: unknown = entry[1];
  switch (operator) {
    case 'exists':
      return [{ kind: value === false ? 'absent' : 'other' }];
    case 'exactly':
      return [textual('whole', value, false)];
    case 'equals-ignore-case':
      return [textual('whole', value, true)];
    case 'prefix':
    case 'suffix':
      return isObject(value) && 'equals-ignore-case' in value
        ? [textual(operator, value['equals-ignore-case'], true)]
        : [textual(operator, value, false)];
    case 'wildcard':
      return wildcardEnds(value);
    case 'numeric':
      return [rangeOf(value)];
    default:
      return [{ kind: 'other' }];
  }
}

/** What a text that fits the wildcard begins and ends with. */
function wildcardEnds(value: unknown): readonly Reading[] {
  if (typeof value !== 'string' || value.includes('\\')) return [{ kind: 'other' }];
  const [head, ...rest] = value.split('*');
  const tail = rest.at(-1);
  if (tail === undefined) return [textual('whole', head, false)];
  return [textual('prefix', head, false), textual('suffix', tail, false)];
}

function textual(place: TextReading['place'], value: unknown, folded: boolean): Reading {
  return typeof value === 'string' ? { kind: 'text', place, text: value, folded } : { kind: 'other' };
}

/** `open`: one of the ends does not belong to it. */
function rangeOf(value: unknown): Reading {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [];
  let [low, high, open] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, false];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [sign, bound] = [parts[index], parts[index + 1]];
    if (typeof bound !== 'number') return { kind: 'other' };
    if (sign === '=') [low, high] = [bound, bound];
    else if (sign === '<' || sign === '<=') high = bound;
    else low = bound;
    if (sign === '<' || sign === '>') open = true;
  }
  return { kind: 'range', low, high, open };
}
