import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Json } from '../../lib/definition/model.ts';
import type { Memory } from '../../lib/definition/route.ts';
import { answer } from '../../lib/expressions/answer.ts';
import { restored, withExact } from '../../lib/projection/exact.ts';

/** What the next wait's row says, as the machine writes it. */
async function written(memory: Memory): Promise<Memory> {
  const result = await answer('$string($memory)', undefined, { now: 0, bindings: { memory } });
  if (result.kind !== 'value') throw new Error(JSON.stringify(result));
  return JSON.parse(String(result.value)) as Memory;
}

const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => (value === 0 ? 0 : value)),
);
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    number,
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const context = fc.dictionary(fc.stringMatching(/^[a-z_]{1,5}$/), value, {
  maxKeys: 4,
  noNullPrototype: true,
});

describe('a memory', () => {
  test('comes back from the machine as it was sent', async () => {
    await fc.assert(
      fc.asyncProperty(context, value, async (remembered, item) => {
        const items = { a: { state: 'New', since: '2026-01-01T00:00:00.000Z', value: item } };
        const memory: Memory = JSON.parse(JSON.stringify({ context: remembered, items })) as Memory;
        expect(restored(await written(withExact(memory)))).toEqual(memory);
      }),
      { numRuns: 300 },
    );
  });

  test('without long numbers is sent as it is', () => {
    const memory: Memory = { context: { n: 123_456_789_012_345, text: '9'.repeat(20) }, clocks: {} };
    expect(withExact(memory)).toEqual(memory);
  });

  test('has the text beside each value that has a long number in it', () => {
    const n = 9_007_199_254_740_991;
    const since = '2026-01-01T00:00:00.000Z';
    expect(
      withExact({
        context: { n, list: [{ n }], short: 1 },
        items: { a: { state: 'New', since, value: { n } }, b: { state: 'New', since, value: 1 } },
      }),
    ).toEqual({
      context: { n, '#n': `${n}`, list: [{ n }], '#list': `[{"n":${n}}]`, short: 1 },
      items: {
        a: { state: 'New', since, value: { n }, exact: `{"n":${n}}` },
        b: { state: 'New', since, value: 1 },
      },
    });
  });

  test('keeps what the machine has assigned since, and forgets the text', () => {
    expect(restored({ context: { n: 5, '#n': '9007199254740991', '#gone': '1' } })).toEqual({
      context: { n: 5 },
    });
  });
});
