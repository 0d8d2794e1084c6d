import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { certainGuard, certainValue } from '../../lib/expressions/certain.ts';
import { evaluate } from '../../lib/expressions/evaluate.ts';
import { parseExpression } from '../../lib/expressions/parse.ts';
import { STEP_FUNCTIONS } from '../../lib/local/asl/evaluate/host.ts';

async function valueOf(source: string, context: unknown) {
  const parsed = parseExpression(source);
  if (parsed.kind === 'invalid') throw new Error(`${source}: ${parsed.message}`);
  const bindings = { context, id: '42' };
  return evaluate(parsed.expression, undefined, { now: 0, bindings, host: STEP_FUNCTIONS });
}

const CERTAIN = [
  '$context.a = "x" and $context.b = "y"',
  '$context.a != 3 or $not($exists($context.b))',
  '$context.a < 3',
  '$context.a >= 2 and $context.b = "x"',
  '"m" > $context.a',
  '$count($context.a) >= 2',
  '$context.a in ["x", "y"]',
  '$context."odd name" = true',
  '$id = "42"',
  '($context.a = 1)',
];

const UNCERTAIN = [
  '$context.a < $context.b',
  '$toMillis($context.a) > 3',
  '$context.a.b[0] = 1',
  'detail.x = 1',
  '$not($context.a < 3)',
  '$context.b = 1 or $context.a < 3',
  '$context.a / 2 > 1',
  '$sum($context.a) > 3',
  '$now() > "2026"',
];

describe('a guard that the machine may evaluate itself', () => {
  test.each([' and ', ' or '])('is none that nests deeper than Step Functions goes:%s', async (operator) => {
    const guard = (terms: number) => Array(terms).fill('$context.a != 1').join(operator);
    const left = certainGuard(guard(50)) ?? '';
    expect(await valueOf(left, { a: 2 })).toEqual({ kind: 'value', value: true });
    expect(certainGuard(guard(70))).toBeUndefined();
  });

  test('fits with all that is asked for beforehand', async () => {
    const left = certainGuard(Array(50).fill('$context.a < 3').join(' and ')) ?? '';
    expect(await valueOf(left, { a: 2 })).toEqual({ kind: 'value', value: true });
  });

  const values = fc.oneof(
    fc.integer({ min: 0, max: 4 }),
    fc.constantFrom('x', 'y', '', 'zebra', null, true, 1e300),
    fc.array(fc.constantFrom(1, 'x'), { maxLength: 3 }),
    fc.record({ b: fc.integer() }),
  );
  const contexts = fc.record({ a: values, b: values, 'odd name': values }, { requiredKeys: [] });

  test.each(CERTAIN)('%s never fails, and holds where the guard holds', async (source) => {
    const certain = certainGuard(source);
    await fc.assert(
      fc.asyncProperty(contexts, async (context) => {
        const guard = await valueOf(source, context);
        const expected = guard.kind === 'value' && guard.value === true;
        expect(await valueOf(certain ?? '', context)).toEqual({ kind: 'value', value: expected });
      }),
      { numRuns: 200 },
    );
  });

  test.each(UNCERTAIN)('%s is left to who can catch its failing', (source) => {
    expect(certainGuard(source)).toBeUndefined();
  });

  test('the value of an assign has one wherever its needs are met', async () => {
    for (const source of ['1', '"a"', 'true', '$context.a + 1', '$context.a = 1']) {
      const { needs } = certainValue(source) ?? { needs: ['missing'] };
      await fc.assert(
        fc.asyncProperty(contexts, async (context) => {
          const asked = await valueOf([...needs, 'true'].join(' and '), context);
          if (asked.kind === 'value' && asked.value === true)
            expect((await valueOf(source, context)).kind).toBe('value');
        }),
        { numRuns: 100 },
      );
    }
    expect(certainValue('$context.a')).toBeUndefined();
    expect(certainValue('"more " & $context.a')).toBeUndefined();
    expect(certainValue('$append($context.a, 1)')).toBeUndefined();
  });
});
