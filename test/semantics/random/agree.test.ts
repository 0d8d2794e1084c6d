import { describe, expect, test } from '@jest/globals';
import { disagreement } from './search.ts';

const RUNS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 1000);
const SEED = process.env['DIFFERENTIAL_SEED'];

describe('the compiled machine, played in virtual time', () => {
  test('stands after every event and every deadline where semantics says', async () => {
    const seed = SEED === undefined ? undefined : Number(SEED);
    expect(await disagreement(RUNS, seed)).toBeUndefined();
  }, 600_000);
});
