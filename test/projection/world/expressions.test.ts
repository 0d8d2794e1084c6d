import { expect, test } from '@jest/globals';
import { expressionOf } from '../../../lib/expressions/cached.ts';
import { evaluate } from '../../../lib/expressions/evaluate.ts';
import { answerOf } from './expressions.ts';

const context = { n: 1, items: ['1', '2'] };
const root = { detail: { key: 'x' } };

test.each([
  'true',
  'false',
  '$item',
  '$context.n',
  '$context.items',
  '$context.n + 1',
  '$context.n >= 1',
  '$context.n >= 2',
  'detail.key',
])('%s is answered as JSONata answers it', async (expression) => {
  const parsed = expressionOf(expression);
  if (parsed === undefined) throw new Error('no expression');
  const variables = { context, item: 'y' };
  expect(answerOf({ expression, root, variables, now: 0 })).toEqual(
    await evaluate(parsed, root, { now: 0, bindings: variables }),
  );
});
