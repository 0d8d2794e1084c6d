import fc from 'fast-check';
import type { Json } from '../../../lib/definition/model.ts';

export type RandomEvent = {
  /** Chooses among the events that are awaited when it comes, and now and then another one. */
  readonly number: number;
  /** Milliseconds before it. */
  readonly wait: number;
  readonly detail: { readonly [name: string]: Json };
};

export const T0 = Date.parse('2026-11-21T10:00:00.000Z');

export const details = fc
  .record({
    v: fc.constantFrom(1, 2, undefined, 'a'),
    r: fc.constantFrom(0, 1),
    k: fc.constantFrom('a', 'b', ['a', 'b'], 'c', undefined),
  })
  .map(({ v, r, k }) => ({ ...(v === undefined ? {} : { v }), r, ...(k === undefined ? {} : { k }) }));

/** Waits that are no whole seconds, so that clocks and events seldom meet, and the seconds' rounding is tried. */
const wait = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 6 }).map((count) => count * 350) },
  { weight: 1, arbitrary: fc.integer({ min: 4, max: 12 }).map((count) => count * 500) },
);

export const sequences: fc.Arbitrary<RandomEvent[]> = fc.array(
  fc.record({ number: fc.nat({ max: 59 }), wait, detail: details }),
  {
    minLength: 1,
    maxLength: 8,
  },
);
