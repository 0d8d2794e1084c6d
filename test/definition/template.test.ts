import { describe, expect, test } from '@jest/globals';
import { draftText, expressionOf, partsOf, valueOf } from '../../lib/definition/template.ts';
import { evaluate } from '../../lib/expressions/evaluate.ts';
import { parseExpression } from '../../lib/expressions/parse.ts';
import type { Data } from '../../lib/definition/data.ts';

const path = ['x'];

async function valueIn(data: Data, event: unknown, context: unknown): Promise<unknown> {
  const parsed = parseExpression(valueOf(data, path).expression);
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  const evaluated = await evaluate(parsed.expression, event, { now: 0, bindings: { context } });
  return evaluated.kind === 'value' ? evaluated.value : evaluated;
}

describe('an expression', () => {
  test.each([
    ['detail.id', 'detail.id', 0],
    ['{% detail.id %}', 'detail.id', 3],
    ['  {%detail.id%} ', 'detail.id', 4],
    ['{% {"a": 1} %}', '{"a": 1}', 3],
    ['{%%}', '', 2],
  ])('%s is %s', (text, inner, offset) => {
    expect(expressionOf({ text, path })).toEqual({ text: inner, path, offset });
  });
});

describe('a text that people read', () => {
  test.each([
    ['Nobody came'],
    ['Rejected by $context.name'],
    ['That costs $20'],
    ['name'],
    ['100% of {% it %}'],
    ['$'],
    ['$$'],
    ['$20'],
  ])('%s is literal', (text) => {
    expect(draftText({ text, path })).toEqual({ text, path, expression: undefined });
  });

  test.each([
    ['$context.reason', '$context.reason'],
    ['"Order " & $id & " is late"', '"Order " & $id & " is late"'],
    ['{% "Order" %}', '"Order"'],
    ['{% this is no JSONata %}', 'this is no JSONata'],
    ['$contxt.reason', '$contxt.reason'],
  ])('%s is JSONata', (text, expression) => {
    expect(draftText({ text, path }).expression?.text).toBe(expression);
  });
});

describe('a value', () => {
  const event = { detail: { id: 'e1', lines: [1, 2], one: [3], name: 'é"\\' } };

  test.each<[Data, unknown]>([
    ['detail.id', 'e1'],
    ['{% detail.lines %}', [1, 2]],
    [5, 5],
    [-1.5, -1.5],
    [1e21, 1e21],
    [true, true],
    [null, null],
    [[], []],
    [{}, {}],
    [['a'], ['a']],
    [
      [[1], [2, [3]]],
      [[1], [2, [3]]],
    ],
    [
      { text: 'detail.id', 'a key "so"': "it's \\ \n ü 中", '': 0 },
      { text: 'detail.id', 'a key "so"': "it's \\ \n ü 中", '': 0 },
    ],
    [
      { id: '{% detail.id %}', list: '{% detail.one %}', deep: { n: '{% $context.n + 1 %}' } },
      { id: 'e1', list: [3], deep: { n: 2 } },
    ],
    [
      ['{% detail.lines %}', 9],
      [1, 2, 9],
    ],
    [{ kept: 1, gone: '{% detail.missing %}' }, { kept: 1 }],
    [{ comma: '{% 1, 2 %}' }, 'invalid'],
  ])('%j is evaluated', async (data, value) => {
    if (value === 'invalid') await expect(valueIn(data, event, { n: 1 })).rejects.toThrow();
    else expect(await valueIn(data, event, { n: 1 })).toEqual(value);
  });

  test('tells the parts that the author wrote, with their places', () => {
    const { parts } = valueOf({ a: ['{% detail.id %}', 'text'], b: { c: '{%$id%}' } }, path);
    expect(parts).toEqual([
      { text: 'detail.id', path: ['x', 'a', 0], offset: 3 },
      { text: '$id', path: ['x', 'b', 'c'], offset: 2 },
    ]);
    expect(partsOf('no part', path)).toEqual([]);
    expect(partsOf(undefined, path)).toEqual([]);
  });
});
