import { describe, expect, test } from '@jest/globals';
import { disagreement } from './search.ts';

describe('more compiled machines, played in virtual time', () => {
  test('stand after every event and every deadline where semantics says', async () => {
    expect(await disagreement(2)).toBeUndefined();
  }, 3_600_000);
});
