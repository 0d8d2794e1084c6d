import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { iso, isoSecond } from '../../lib/local/iso.ts';

describe('instants as texts', () => {
  test('are those of Date, whatever was asked for before', () => {
    const instants = fc.array(
      fc.oneof(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: -6e13, max: 2.5e14 }),
        fc.double({ min: 0, max: 2e12, noNaN: true }),
      ),
    );
    fc.assert(
      fc.property(instants, (all) => {
        const expected = all.map((instant) => new Date(Math.floor(instant)).toISOString());
        expect(all.map(iso)).toEqual(expected);
        expect(all.map(isoSecond)).toEqual(expected.map((text) => text.replace(/\.\d{3}Z$/, 'Z')));
      }),
    );
  });
});
