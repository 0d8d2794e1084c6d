import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askJsonata } from '../../../lib/semantics/ask.ts';
import { answer, ANSWERS, CORRELATION_ID } from './expressions.ts';

const value = fc.constantFrom(undefined, 1, 2, 3, 'a', 'b', true, null);
const given = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, one]) => one !== undefined));
const item = fc.record({ k: fc.constantFrom('a', 'b'), v: value }).map(given);
const detail = fc
  .record({ v: value, r: fc.constantFrom(0, 1), k: fc.constantFrom(undefined, 'a', ['a', 'b']) })
  .map(given);
const root = fc.oneof(
  fc.constant(undefined),
  detail.map((one) => ({ detail: one })),
  item,
);
const variables = fc.record({
  context: fc
    .record({ x: value, y: value, z: value, list: fc.constantFrom(undefined, [], [{ k: 'a' }]) })
    .map(given),
  item,
  items: fc
    .record({ a: fc.constantFrom(undefined, 'I1'), b: fc.constantFrom(undefined, 'I1', 'I2') })
    .map(given),
  result: fc.record({ v: value, x: value, Error: fc.constantFrom(undefined, 'Broken') }).map(given),
});

describe('what stands for jsonata in random choreographies', () => {
  test.each([...ANSWERS.keys()])('%s: gives what jsonata gives', async (expression) => {
    const ask = askJsonata(CORRELATION_ID);
    const property = fc.asyncProperty(root, variables, async (input, seen) => {
      const question = {
        expression,
        variables: seen,
        now: 1_795_255_201_234,
        ...(input === undefined ? {} : { root: input }),
      };
      const { kind, ...rest } = await ask(question);
      const expected = kind === 'failed' ? { kind } : { kind, ...rest };
      const { kind: own, ...more } = answer(question);
      expect(own === 'failed' ? { kind: own } : { kind: own, ...more }).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
