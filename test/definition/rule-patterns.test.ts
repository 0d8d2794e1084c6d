import { expect, test } from '@jest/globals';
import { rulePatterns } from '../../lib/definition/rule-patterns.ts';

test('patterns that differ in their detail types only become one', () => {
  expect(
    rulePatterns([
      { source: ['a'], 'detail-type': ['x'] },
      { source: ['b'], 'detail-type': ['z'] },
      { source: ['a'], 'detail-type': ['y', 'x'] },
    ]),
  ).toEqual({
    $or: [
      { source: ['a'], 'detail-type': ['x', 'y'] },
      { source: ['b'], 'detail-type': ['z'] },
    ],
  });
});

test('no pattern makes no rule', () => {
  expect(rulePatterns([])).toBeUndefined();
});
