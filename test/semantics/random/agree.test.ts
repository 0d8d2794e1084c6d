import { describe, expect, test } from '@jest/globals';
import { disagreement } from './search.ts';

describe('the compiled machine, played in virtual time', () => {
  test('stands after every event and every deadline where semantics says', async () => {
    expect(await disagreement(1)).toBeUndefined();
  }, 3_600_000);
});
