import { expect } from '@jest/globals';
import { readJson } from '../../lib/patterns/json.ts';
import { matches, matchesJson } from '../../lib/patterns/matches.ts';
import { parsePattern } from '../../lib/patterns/parse.ts';
import type { Pattern } from '../../lib/patterns/pattern.ts';

export function pattern(text: string): Pattern {
  const parsed = parsePattern(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  return parsed.pattern;
}

/** Matches both ways, of the text and of what JSON.parse makes of it, and demands that they agree. */
export function matching(patternText: string, eventText: string): boolean {
  const parsed = pattern(patternText);
  const reading = readJson(eventText);
  if (reading.kind === 'invalid') throw new Error(reading.message);
  const result = matchesJson(parsed, reading.node);
  expect(matches(parsed, JSON.parse(eventText))).toBe(result);
  return result;
}

/** Whether a value at `a` passes the list. */
export function passes(list: string, value: string): boolean {
  return matching(`{"a":${list}}`, `{"a":${value}}`);
}

export function reason(text: string): string {
  const parsed = parsePattern(text);
  if (parsed.kind === 'pattern') throw new Error('is valid');
  return parsed.message.replace('Event pattern is not valid. Reason: ', '');
}

/** The reason and the columns that AWS names, the first 1; of a text of one line. */
export function reasonAt(text: string): readonly [string, readonly number[]] {
  const parsed = parsePattern(text);
  return [reason(text), parsed.kind === 'pattern' ? [] : parsed.places.map((place) => place + 1)];
}

export function reasonOf(list: string): string {
  return reason(`{"a":${list}}`);
}
