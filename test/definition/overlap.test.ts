import { describe, expect, test } from '@jest/globals';
import { compare } from '../../lib/definition/overlap/compare.ts';

const typed = (...matchers: unknown[]) => ({ source: ['s'], 'detail-type': matchers });
const field = (...matchers: unknown[]) => ({ source: ['s'], detail: { field: matchers } });

describe('disjoint', () => {
  test.each([
    ['two literals', typed('a'), typed('b')],
    ['lists without a common literal', typed('a', 'b'), typed('c', 'd')],
    ['a literal and a prefix it does not have', typed('order'), typed({ prefix: 'invoice' })],
    ['prefixes', typed({ prefix: 'order.' }), typed({ prefix: 'invoice.' })],
    ['suffixes', typed({ suffix: '.v1' }), typed({ suffix: '.v2' })],
    ['ignoring case', typed({ 'equals-ignore-case': 'Paid' }), typed({ prefix: 'in' })],
    ['a prefix ignoring case', typed({ prefix: { 'equals-ignore-case': 'OR' } }), typed({ prefix: 'in' })],
    ['wildcards that begin differently', typed({ wildcard: 'a*c' }), typed({ wildcard: 'b*c' })],
    ['wildcards that end differently', typed({ wildcard: 'a*b' }), typed({ wildcard: 'a*c' })],
    ['a wildcard and a prefix', typed({ wildcard: 'a*' }), typed({ prefix: 'b' })],
    ['all but what is asked for', field({ 'anything-but': ['x', 'y'] }), field('x')],
    ['present and absent', field('x'), field({ exists: false })],
    ['any value and absent', field({ exists: true }), field({ exists: false })],
    ['ranges', field({ numeric: ['<', 10] }), field({ numeric: ['>=', 10] })],
    ['a number outside a range', field(10), field({ numeric: ['<', 10] })],
    ['a number and text', field({ numeric: ['>', 0] }), field({ prefix: 'x' })],
    ['true and false', field(true), field(false)],
    ['null and absent', field(null), field({ exists: false })],
    [
      'every way through an $or',
      { source: ['s'], $or: [{ detail: { a: [1] } }, { detail: { a: [2] } }] },
      { source: ['s'], detail: { a: [3] } },
    ],
  ])('%s', (_what, a, b) => {
    expect(compare(a, b)).toBe('disjoint');
    expect(compare(b, a)).toBe('disjoint');
  });
});

describe('certain to overlap', () => {
  test.each([
    ['the same pattern', typed('a'), typed('a')],
    ['a common literal', typed('a', 'b'), typed('b', 'c')],
    ['one prefix inside another', typed({ prefix: 'order' }), typed({ prefix: 'order.' })],
    ['a prefix and a suffix', typed({ prefix: 'order' }), typed({ suffix: '.v1' })],
    ['a wildcard and a literal', typed({ wildcard: 'a*c' }), typed('abc')],
    ['a wildcard and a suffix', typed({ wildcard: 'a*' }), typed({ suffix: 'z' })],
    ['different fields', { detail: { a: [1] } }, { detail: { b: [2] } }],
    ['one says more than the other', { source: ['s'] }, { source: ['s'], detail: { kind: ['x'] } }],
    ['ranges that meet', field({ numeric: ['<=', 10] }), field({ numeric: ['>=', 10] })],
    ['both absent', field({ exists: false }), field({ exists: false }, 'x')],
    ['all but different things', field({ 'anything-but': 'x' }), field({ 'anything-but': 'y' })],
    ['one way through an $or', { $or: [{ source: ['a'] }, { source: ['b'] }] }, { source: ['b'] }],
    ['an address in a block', field({ cidr: '10.0.0.0/8' }), field('10.1.2.3')],
  ])('%s', (_what, a, b) => {
    expect(compare(a, b)).toBe('overlap');
    expect(compare(b, a)).toBe('overlap');
  });
});

describe('undecided', () => {
  test.each([
    ['wildcards with something in the middle', typed({ wildcard: 'a*b*c' }), typed({ wildcard: 'a*d*c' })],
    ['blocks of addresses', field({ cidr: '10.0.0.0/8' }), field({ cidr: '11.0.0.0/8' })],
  ])('%s', (_what, a, b) => {
    expect(compare(a, b)).toBe('undecided');
    expect(compare(b, a)).toBe('undecided');
  });
});
