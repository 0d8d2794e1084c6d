import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matching } from './harness.ts';
import { naivelyMatches, patternText, type Json, type NaiveMatcher, type NaivePattern } from './naive.ts';

const key = fc.constantFrom('a', 'a', 'b', 'b', 'a.b');
const scalar = fc.constantFrom<Json>(
  null,
  true,
  false,
  0,
  1,
  2.5,
  -1,
  '',
  'x',
  'xy',
  'X',
  'yx',
  '1',
  '"',
  'x"',
  '"x',
  '10.0.0.1',
);

const event = fc.letrec<{ object: Json; value: Json }>((tie) => ({
  object: fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    scalar,
    tie('object'),
    fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
  ),
})).object;

function ofText(json: Json, passes: (text: string) => boolean): NaiveMatcher {
  return { json, passes: (value) => typeof value === 'string' && passes(value) };
}

function butText(json: Json, excludes: (text: string) => boolean): NaiveMatcher {
  return { json: { 'anything-but': json }, passes: (value) => typeof value !== 'string' || !excludes(value) };
}

function ofNumber(json: Json, passes: (value: number) => boolean): NaiveMatcher {
  return { json: { numeric: json }, passes: (value) => typeof value === 'number' && passes(value) };
}

const matcher = fc.oneof(
  scalar.map((json): NaiveMatcher => ({ json, passes: (value) => value === json })),
  fc.constantFrom<NaiveMatcher>(
    { json: { exists: false }, passes: undefined },
    { json: { exists: true }, passes: () => true },
    ofText({ prefix: 'x' }, (text) => text.startsWith('x')),
    ofText({ prefix: { 'equals-ignore-case': 'X' } }, (text) => /^x/i.test(text)),
    ofText({ suffix: 'x' }, (text) => text.endsWith('x')),
    ofText({ prefix: 'x"' }, (text) => `"${text}"`.startsWith('"x"')),
    ofText({ suffix: '"x' }, (text) => `"${text}"`.endsWith('"x"')),
    ofText({ suffix: { 'equals-ignore-case': '"X' } }, (text) => /"x"$/i.test(`"${text}"`)),
    ofText({ 'equals-ignore-case': 'x' }, (text) => text === 'x' || text === 'X'),
    ofText({ wildcard: 'x*' }, (text) => /^x.*$/.test(text)),
    ofText({ wildcard: '*y*' }, (text) => text.includes('y')),
    ofText({ cidr: '10.0.0.0/24' }, (text) => text === '10.0.0.1'),
    ofNumber(['>', 0], (value) => value > 0),
    ofNumber(['>=', 0, '<', 2], (value) => value >= 0 && value < 2),
    ofNumber(['=', 2.5], (value) => value === 2.5),
    butText('x', (text) => text === 'x'),
    butText(['x', ''], (text) => text === 'x' || text === ''),
    butText({ prefix: 'x' }, (text) => text.startsWith('x')),
    butText({ prefix: ['x"', 'y'] }, (text) => /^"(?:x"|y)/.test(`"${text}"`)),
    butText({ suffix: ['x', 'y'] }, (text) => /[xy]$/.test(text)),
    butText({ 'equals-ignore-case': ['x', 'YX'] }, (text) => /^(?:x|yx)$/i.test(text)),
    butText({ wildcard: '*y' }, (text) => text.endsWith('y')),
    butText({ wildcard: ['x*', '*"*'] }, (text) => text.startsWith('x') || text.includes('"')),
    { json: { 'anything-but': [0, 1] }, passes: (value) => value !== 0 && value !== 1 },
  ),
);

const field = fc.record({
  kind: fc.constant('field' as const),
  key,
  matchers: fc.array(matcher, { minLength: 1, maxLength: 2 }),
});

const pattern = fc.letrec<{ members: NaivePattern; member: NaivePattern[number] }>((tie) => ({
  members: fc.array(tie('member'), { minLength: 1, maxLength: 2 }),
  member: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 4, arbitrary: field },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('inner' as const), key, members: tie('members') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('or' as const),
        branches: fc.array(tie('members'), { minLength: 2, maxLength: 2 }),
      }),
    },
  ),
})).members;

describe('patterns', () => {
  test('mean what trying every combination of values says', () => {
    const seen = { matched: 0, not: 0 };
    fc.assert(
      fc.property(pattern, event, (demanded, given) => {
        const expected = naivelyMatches(demanded, given);
        seen[expected ? 'matched' : 'not'] += 1;
        expect(matching(patternText(demanded), JSON.stringify(given))).toBe(expected);
      }),
      { numRuns: 3000 },
    );
    // Neither answer is so rare that the other could always be given.
    expect(Math.min(seen.matched, seen.not)).toBeGreaterThan(200);
  });
});
