import { expect, test } from '@jest/globals';
import { isTooDeep } from '../../lib/local/depth.ts';
import { parseJson } from '../../lib/local/json.ts';

function nested(levels: number): string {
  return '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2);
}

test('a thousand levels are taken, and no more', () => {
  expect(isTooDeep(nested(1000))).toBe(false);
  expect(isTooDeep(nested(1002))).toBe(true);
  expect(parseJson(nested(100_000))).toEqual({ kind: 'invalid', message: 'Nested deeper than 1000 levels' });
});

test('what is beside each other, or in a text, is no level', () => {
  expect(isTooDeep(JSON.stringify(Array.from({ length: 2000 }, () => [{}])))).toBe(false);
  expect(isTooDeep(JSON.stringify({ text: `\\"${'['.repeat(5000)}`, more: '{"'.repeat(3000) }))).toBe(false);
});
