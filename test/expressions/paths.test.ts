import { describe, expect, test } from '@jest/globals';
import { parseExpression } from '../../lib/expressions/parse.ts';
import { pathsOf } from '../../lib/expressions/paths.ts';
import { hugeRanges } from '../../lib/expressions/ranges.ts';
import { rootFieldsOf } from '../../lib/expressions/fields.ts';
import { runawayRegexes } from '../../lib/expressions/regexes.ts';

function parsed(source: string) {
  const result = parseExpression(source);
  if (result.kind === 'invalid') throw new Error(result.message);
  return result.expression;
}

/** `variable.name.name@position`; the input is `$`. */
function paths(source: string): string[] {
  return pathsOf(parsed(source)).map(({ of, names, position }) => `${[of, ...names].join('.')}@${position}`);
}

describe('the paths an expression reads', () => {
  test.each([
    ['detail.a.b = $context.c.d', ['$.detail.a.b@0', 'context.c.d@22']],
    ['$context', ['context@0']],
    ['$.detail.x & $$.detail.y', ['$.detail.x@2', '$.detail.y@16']],
    ['detail.lines[price > $context.limit].sku', ['$.detail.lines.sku@0', 'context.limit@30']],
    ['$context.a{ x: $item.y }', ['context.a@9', 'item.y@21']],
    ['$items[state = "x"]', ['items@0']],
    ['$context.*.x', ['context@0']],
    ['detail.lines[$.price > $$.detail.max]', ['$.detail.lines@0', '$.detail.max@26']],
  ])('%s', (source, read) => {
    expect(paths(source)).toEqual(read);
  });
});

test('what stands in a filter or a grouping is no field of the input', () => {
  expect(rootFieldsOf(parsed('$items[state = "x"]'))).toEqual([]);
  expect(rootFieldsOf(parsed('$filter(detail.a, $f)[b = 1]{ c: d }'))).toEqual([
    { name: 'detail', position: 8 },
  ]);
});

test.each([
  ['[1..100000]', []],
  ['[1..100001]', [{ text: '1..100001', position: 1 }]],
  ['$sum([0..10000000])', [{ text: '0..10000000', position: 6 }]],
  ['[1..$n]', []],
])('the ranges that are too large in %s', (source, found) => {
  expect(hugeRanges(parsed(source))).toEqual(found);
});

describe('alternatives that take the same text', () => {
  test.each(['(a|a)*b', '(?:\\w|_)+b', '(a|aa)*', '(x|[a-c]|b){2,}', '(ab|a[a-c])+'])(
    '%s runs away',
    (regex) => {
      expect(runawayRegexes(parsed(`$match(detail.x, /${regex}/)`))).toEqual([regex]);
    },
  );
  test.each(['(ab|ac)*b', '([ab]|[cd])*', '(\\||a)*', '(a|b)+', '(a|a)', '(a|ab)*'])(
    '%s does not',
    (regex) => {
      expect(runawayRegexes(parsed(`$match(detail.x, /${regex}/)`))).toEqual([]);
    },
  );
});
