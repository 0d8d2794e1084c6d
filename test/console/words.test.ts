import { expect, test } from '@jest/globals';
import { percent } from '../../lib/console/client/words.ts';

test.each([
  [2 / 3, '66.7 %'],
  [1 / 3, '33.3 %'],
  [0.5, '50 %'],
  [9_999 / 10_000, '99.9 %'],
  [1 / 10_000, '0.1 %'],
  [1, '100 %'],
  [0, '0 %'],
])('a share of %s is %s: all and none are said only where they are so', (part, text) => {
  expect(percent(part)).toBe(text);
});
