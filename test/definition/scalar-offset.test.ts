import { expect, test } from '@jest/globals';
import { parseDefinition } from '../../lib/definition/parse.ts';

/** Where `$nope` is said to stand, and where it does. */
function places(scalar: string): { told: number; is: number } {
  const text = `correlation: ${scalar}\n`;
  const problem = parseDefinition(text).problems.find(({ code }) => code === 'expression-unknown-name');
  const before = text.split('\n').slice(0, (problem?.line ?? 0) - 1);
  const told = before.reduce((sum, line) => sum + line.length + 1, 0) + (problem?.column ?? 0) - 1;
  return { told, is: text.indexOf('$nope') };
}

test.each([
  ['plain', 'detail.x & $nope'],
  ['plain over lines', 'detail.x\n    & detail.y &\n    $nope'],
  ['single-quoted', "'detail.x = ''a'' and $nope'"],
  ['double-quoted', '"detail.x = \\"a\\\\b\\u0041\\" and $nope"'],
  ['double-quoted over lines', '"detail.x and\n   $nope"'],
  ['literal', '|\n  detail.x\n    and $nope'],
  ['literal with a header', '|-\n   detail.x\n   and $nope'],
  ['folded', '>-\n  detail.x\n  and\n  $nope'],
])('a place in a %s text is found', (_style, scalar) => {
  const { told, is } = places(scalar);
  expect(told).toBe(is);
});
