import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { answer } from '../../lib/expressions/answer.ts';
import { answerByJsonata } from '../../lib/expressions/answer-by-jsonata.ts';
import { follow, plainPathOf } from '../../lib/expressions/plain-path.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');

describe('what is nothing but a path', () => {
  test.each([
    ['id', { names: ['id'] }],
    ['detail.order.id', { names: ['detail', 'order', 'id'] }],
    ['`detail-type`', { names: ['detail-type'] }],
    ['detail.`a.b`.`and`', { names: ['detail', 'a.b', 'and'] }],
    ['$id', { variable: 'id', names: [] }],
    ['$context.customer.`first name`', { variable: 'context', names: ['customer', 'first name'] }],
  ])('%s', (source, path) => {
    expect(plainPathOf(source)).toStrictEqual(path);
  });

  test.each([
    '',
    'a.',
    '.a',
    'a..b',
    'a b',
    'a[0]',
    'a.*',
    'a.$b',
    '$',
    '$$.a',
    '"a"',
    '1',
    'a.true',
    'or',
    '``',
  ])('not %j', (source) => {
    expect(plainPathOf(source)).toBeUndefined();
  });
});

describe('following a path', () => {
  const event = { id: 'e-1', detail: { total: 0, note: null, lines: [{ price: 1 }], to: { at: 'x' } } };
  test.each([
    ['id', { kind: 'value', value: 'e-1' }],
    ['detail.total', { kind: 'value', value: 0 }],
    ['detail.note', { kind: 'value', value: null }],
    ['detail.to', { kind: 'value', value: { at: 'x' } }],
    ['detail.gone', { kind: 'nothing' }],
    ['gone.at.all', { kind: 'nothing' }],
    ['detail.lines', undefined],
    ['detail.lines.price', undefined],
    ['detail.total.at', undefined],
    ['detail.constructor', undefined],
  ])('%s', (source, found) => {
    expect(follow(plainPathOf(source)?.names ?? [], event)).toStrictEqual(found);
  });
});

const NAMES = [
  'a',
  'b',
  'id',
  'detail-type',
  'constructor',
  '__proto__',
  'length',
  'sequence',
  'and',
  'null',
];
const LAMBDA = '_jsonata_lambda';
const name = fc.constantFrom(...NAMES, LAMBDA);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(0, '', 'text', true, null, [], {}),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5 }),
  ),
}));
const object = fc.dictionary(name, value, { maxKeys: 6 });
const written = name.chain((one) => fc.constantFrom(one, `\`${one}\``));
const source = fc
  .tuple(fc.constantFrom('', '$a.', '$context.', '$sum.'), fc.array(written, { minLength: 1, maxLength: 4 }))
  .map(([first, rest]) => first + rest.join('.'));

test('whatever the path and the input, the answer is what jsonata gives', async () => {
  let lookedUp = 0;
  await fc.assert(
    fc.asyncProperty(
      source,
      fc.oneof({ weight: 8, arbitrary: object }, value, fc.constant(undefined)),
      fc.record({ context: fc.oneof(object, value), a: value }, { requiredKeys: [] }),
      async (expression, input, bindings) => {
        const surroundings = { bindings, now: NOW };
        if (follow(plainPathOf(expression)?.names ?? ['-'], input) !== undefined) lookedUp += 1;
        expect(await answer(expression, input, surroundings)).toEqual(
          await answerByJsonata(expression, input, surroundings),
        );
      },
    ),
    { numRuns: 3000 },
  );
  expect(lookedUp).toBeGreaterThan(500);
});

test('what does not parse fails', async () => {
  expect(await answer('detail.(', {}, { now: NOW })).toStrictEqual({
    kind: 'failed',
    message: 'No JSONata: detail.(',
  });
});
