import { expect, test } from '@jest/globals';
import { guardsExclude } from '../../lib/definition/overlap/guards.ts';

test.each([
  ['detail.kind = "a"', 'detail.kind = "b"'],
  ['detail.kind = "a"', '"b" = detail.kind'],
  ['detail.kind = "a" and detail.x', 'detail.y and (detail.kind in ["b", "c"])'],
  ['detail.kind = "a" or detail.kind = "b"', 'detail.kind = "c"'],
  ['detail.ok = true', 'detail.ok = false'],
  ['detail.amount > 100', 'detail.amount <= 100'],
  ['100 >= detail.amount', 'detail.amount > 100'],
  ['detail.amount > 100', 'detail.amount = 100'],
  ['detail.amount > 100', 'detail.amount = "much"'],
  ['detail.`a b` = 1', 'detail.`a b` = 2'],
])('no event fulfils both %s and %s', (a, b) => {
  expect(guardsExclude(a, b)).toBe(true);
  expect(guardsExclude(b, a)).toBe(true);
});

test.each([
  ['detail.kind = "a"', 'detail.kind = "a"'],
  ['detail.kind = "a"', 'detail.sort = "b"'],
  ['detail.kind = "a" or detail.x', 'detail.kind = "b"'],
  ['detail.kind != "a"', 'detail.kind = "a"'],
  ['$context.kind = "a"', '$context.kind = "b"'],
  ['detail.kinds[0] = "a"', 'detail.kinds[0] = "b"'],
  ['detail.amount >= 100', 'detail.amount <= 100'],
  ['detail.kind in ["a", "b"]', 'detail.kind in ["b", "c"]'],
  ['detail.kind = ["a"]', 'detail.kind = ["b"]'],
  ['detail.kind = detail.other', 'detail.kind = "b"'],
  ['detail.(', 'detail.kind = "b"'],
])('an event may fulfil both %s and %s', (a, b) => {
  expect(guardsExclude(a, b)).toBe(false);
});
