import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from '../../../lib/expressions/evaluate.ts';
import { parseExpression } from '../../../lib/expressions/parse.ts';
import { lookUpPlain } from '../../../lib/local/asl/evaluate/plain-path.ts';
import type { Scope } from '../../../lib/local/asl/evaluate/scope.ts';
import type { Json } from '../../../lib/local/service.ts';

const NAMES = ['a', 'b', 'input', 'context', 'states', 'constructor', 'length', 'and', 'in', 'null', 'x_1'];
const name = fc.constantFrom(...NAMES);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(0, '', 'text', true, null, [], {}),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
}));
const objects = fc.dictionary(name, value, { maxKeys: 5 });
const paths = fc.tuple(fc.constantFrom('states', 'a', 'b'), fc.array(name, { maxLength: 4 }));

function scopeOf(states: Scope['states'], context: Json, variables: Scope['variables']): Scope {
  return { input: null, states, context, variables, now: 0, random: () => 0, newId: () => '' };
}

describe('a path that is looked up', () => {
  test('has the value that JSONata gives it', async () => {
    await fc.assert(
      fc.asyncProperty(objects, value, objects, paths, async (states, context, variables, [first, rest]) => {
        const source = `$${[first, ...rest].join('.')}`;
        const parsed = parseExpression(source);
        if (parsed.kind === 'invalid') return;
        const found = lookUpPlain(parsed.expression, scopeOf(states, context, variables));
        if (found === undefined) return;
        const bindings = { ...variables, states: { ...states, context } };
        const evaluated = await evaluate(parsed.expression, undefined, { bindings, now: 0 });
        expect(evaluated).toEqual({ kind: 'value', value: found });
      }),
      { numRuns: 1000 },
    );
  });

  test.each<[string, Json | undefined]>([
    ['$states.input.to', 'Paid'],
    ['$states.context.Task.Token', 'token'],
    ['$order.total', 0],
    ['$order.note', null],
    ['$order.lines', undefined],
    ['$order.lines.price', undefined],
    ['$order.gone', undefined],
    ['$nothing.at', undefined],
    ['$order.total + 1', undefined],
    ['$order', undefined],
  ])('%s is %j', (source, expected) => {
    const parsed = parseExpression(source);
    if (parsed.kind === 'invalid') throw new Error(parsed.message);
    const order = { total: 0, note: null, lines: [{ price: 1 }] };
    const scope = scopeOf({ input: { to: 'Paid' } }, { Task: { Token: 'token' } }, { order });
    expect(lookUpPlain(parsed.expression, scope)).toEqual(expected);
  });
});
