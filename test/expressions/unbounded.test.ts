import { describe, expect, test } from '@jest/globals';
import { parseExpression } from '../../lib/expressions/parse.ts';
import { mayBeUnbounded } from '../../lib/expressions/unbounded.ts';

function isUnbounded(source: string): boolean {
  const parsed = parseExpression(source);
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  return mayBeUnbounded(parsed.expression);
}

describe('a step may be without bound', () => {
  test.each([
    '$contains(a, /b+/)',
    'a[$match(b, /c/)]',
    '[1..n]',
    '$reduce(a, function($x, $y) { [$x, $x] })',
    '($f := function($n) { $f($n) }; $f(1))',
    '$map(a, $distinct)',
    'a ~> $distinct',
    'a ~> |b|{"c": 1}|',
    '$map(a, function($x) { $match($x, /y/) })',
    '$toMillis(a, "[Y][Y]")',
    '$pad(a, n)',
    '$pad(a, 2000000)',
    '$eval(a)',
    '(a.b)("c")',
    '{"a": $distinct(b)}',
    '($a := [1, 1]; $b := [$a, $a]; $c := 1; $d := 1; $e := 1; $f := 1; $g := 1; $g)',
  ])('in %s', (source) => {
    expect(isUnbounded(source)).toBe(true);
  });
});

describe('every step is bounded', () => {
  test.each([
    '$states.input.order.items[price > 3].name',
    '$sum(items.(price * quantity)) & " in all"',
    '($text := a; $exists($text) ? $string($text) : "")',
    '$sift(a, function($value, $name) { $not($name in b) })',
    '$map(a, function($x) { $x.y })',
    '$toMillis(a) - $toMillis($now())',
    '$pad(a, 20, "0")',
    '$pad(a, -20)',
    '$range(1, 5, 2)',
    '$merge([a, {"b": $lookup(c, "d")}])',
    '$replace(a, "x", "y")',
  ])('in %s', (source) => {
    expect(isUnbounded(source)).toBe(false);
  });
});
