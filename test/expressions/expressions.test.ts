import { describe, expect, test } from '@jest/globals';
import { evaluate, type Surroundings } from '../../lib/expressions/evaluate.ts';
import { parseExpression } from '../../lib/expressions/parse.ts';
import { referencesOf, refusedFunctions } from '../../lib/expressions/references.ts';
import { runawayRegexes } from '../../lib/expressions/regexes.ts';

const NOW = Date.parse('2026-11-21T10:00:00.250Z');

function parsed(source: string) {
  const result = parseExpression(source);
  if (result.kind === 'invalid') throw new Error(result.message);
  return result.expression;
}

function run(source: string, input: unknown = {}, more: Partial<Surroundings> = {}) {
  return evaluate(parsed(source), input, { now: NOW, ...more });
}

describe('parsing', () => {
  test.each([
    ['', 'The expression is empty', 0],
    ['detail.result = ', 'Unexpected end of expression', 16],
    ['detail result', 'Syntax error: "result"', 7],
    ['detail.(a ?? b)', 'The symbol "?" cannot be used as a unary operator', 11],
    ['"open', 'String literal must be terminated by a matching quote', 5],
  ])('%j is invalid: %s', (source, message, position) => {
    expect(parseExpression(source)).toEqual({ kind: 'invalid', message, position });
  });

  test('a source nested beyond the stack is invalid, not a crash', () => {
    const result = parseExpression('('.repeat(100_000));
    expect(result.kind).toBe('invalid');
  });
});

describe('evaluating', () => {
  test.each([
    ['detail.result = "Success"', { detail: { result: 'Success' } }, { kind: 'value', value: true }],
    ['detail.missing', { detail: {} }, { kind: 'nothing' }],
    ['detail.empty', { detail: { empty: null } }, { kind: 'value', value: null }],
    ['lines.sku', { lines: [{ sku: 'a' }, { sku: 'b' }] }, { kind: 'value', value: ['a', 'b'] }],
    ['lines.sku', { lines: [{ sku: 'a' }] }, { kind: 'value', value: 'a' }],
    ['lines.sku[]', { lines: [{ sku: 'a' }] }, { kind: 'value', value: ['a'] }],
    [
      'a < 5',
      { a: '3' },
      {
        kind: 'failed',
        code: 'T2009',
        message: 'The values "3" and 5 either side of operator "<" must be of the same data type',
      },
    ],
    [
      'function($x) { $x }',
      {},
      { kind: 'failed', message: 'The value is a function, which JSON cannot express' },
    ],
  ])('%s', async (source, input, result) => {
    expect(await run(source, input)).toStrictEqual(result);
  });

  test('gives plain arrays, without the marks of jsonata', async () => {
    const result = await run('lines.sku[]', { lines: [{ sku: 'a' }] });
    const value = result.kind === 'value' ? result.value : undefined;
    expect(Object.getOwnPropertyNames(value)).toEqual(['0', 'length']);
  });

  test('the time is the given one', async () => {
    expect(await run('[$millis(), $now(), $now("[Y]-[M01]", "+0200")]')).toEqual({
      kind: 'value',
      value: [NOW, '2026-11-21T10:00:00.250Z', '2026-11'],
    });
  });

  test('bindings are variables and functions', async () => {
    const bindings = { states: { input: 1 }, uuid: async () => 'u-1', now: () => 'mine' };
    expect(await run('[$states.input, $uuid(), $now()]', {}, { bindings })).toEqual({
      kind: 'value',
      value: [1, 'u-1', 'mine'],
    });
  });

  test('what a bound function throws is the failure', async () => {
    const bindings = {
      refuse: () => {
        throw new Error('no such thing');
      },
    };
    expect(await run('$refuse()', {}, { bindings })).toEqual({ kind: 'failed', message: 'no such thing' });
  });

  test('endless recursion is cut off', async () => {
    for (const source of ['($f := function() { $f() }; $f())', '($f := function() { 1 + $f() }; $f())']) {
      expect(await run(source)).toEqual({
        kind: 'failed',
        message: 'The expression takes more than 100000 steps and was stopped',
      });
    }
  });

  test('deep recursion is no problem', async () => {
    const source = '($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(5000))';
    expect(await run(source)).toEqual({ kind: 'value', value: 5000 });
  });

  test('evaluations of one expression side by side do not share their budget or time', async () => {
    const expression = parsed('$sum([1..200].($ + 1)) + $millis()');
    const results = await Promise.all(
      [1, 2, 3].map((now) => evaluate(expression, {}, { now, maxSteps: 1000 })),
    );
    expect(results).toEqual([20301, 20302, 20303].map((value) => ({ kind: 'value', value })));
    const poor = await evaluate(expression, {}, { now: 1, maxSteps: 10 });
    expect(poor).toEqual({
      kind: 'failed',
      message: 'The expression takes more than 10 steps and was stopped',
    });
  });

  test('the input is not changed', async () => {
    const input = { lines: [{ sku: 'b' }, { sku: 'a' }] };
    const before = structuredClone(input);
    await run('$sort(lines.sku) ~> |$|{"x":1}|', input);
    expect(input).toStrictEqual(before);
  });
});

describe('references', () => {
  test.each([
    ['$random() > 0.5', ['random']],
    ['$map(list, $random)', ['map', 'random']],
    ['($f := function($x) { $x + $y }; $f(1))', ['y']],
    ['($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(3))', []],
    ['(($x := 1); $x)', ['x']],
    ['items#$i.{ "at": $i }', []],
    ['items@$item.$item.name', []],
    ['$.a = $$.b', []],
    ['list^($shuffle(a))[$eval("1") = 1]', ['shuffle', 'eval']],
  ])('%s', (source, names) => {
    expect(referencesOf(parsed(source)).map(({ name }) => name)).toEqual(names);
  });

  test('their position is where they begin', () => {
    expect(refusedFunctions(parsed('1 + $random() > $x'))).toEqual([{ name: 'random', position: 4 }]);
  });
});

describe('regular expressions', () => {
  test.each([
    ['$match(a, /(a+)+$/)', ['(a+)+$']],
    ['$contains(a, /^([a-z]*x)*$/)', ['^([a-z]*x)*$']],
    ['a ~> /(?:(a|b+)c){2,}/', ['(?:(a|b+)c){2,}']],
    ['$contains(a, /^(ab)+[+*]\\+*x+$/)', []],
    ['$contains(a, /(a+){2}/)', []],
  ])('%s', (source, found) => {
    expect(runawayRegexes(parsed(source))).toEqual(found);
  });
});
