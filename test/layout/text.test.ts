import { describe, expect, test } from '@jest/globals';
import { inWords } from '../../lib/layout/durations.ts';
import { pathOf } from '../../lib/layout/path.ts';
import { cutInMiddle, widthOf, wrap } from '../../lib/layout/text.ts';

describe('text without a DOM', () => {
  test('is wider the more and the wider its characters are', () => {
    expect(widthOf('mm', 10)).toBeGreaterThan(widthOf('ii', 10));
    expect(widthOf('注文', 10)).toBeGreaterThan(widthOf('ab', 10));
    expect(widthOf('', 10)).toBe(0);
  });

  test('is cut in the middle only where it does not fit', () => {
    expect(cutInMiddle('short', 10, 100)).toBe('short');
    const cut = cutInMiddle('a name that is much too long', 10, 80);
    expect(cut).toMatch(/^a n.*….*ong$/u);
    expect(widthOf(cut, 10)).toBeLessThanOrEqual(80);
  });

  test('is broken at spaces, never into more lines than allowed', () => {
    expect(wrap('Waiting for dispatch', 10, 80, 3)).toStrictEqual(['Waiting for', 'dispatch']);
    expect(wrap('one two three four five six seven', 10, 50, 2)).toHaveLength(2);
    expect(wrap('', 10, 50, 2)).toStrictEqual(['']);
  });
});

describe('durations', () => {
  test.each([
    [0, '0 s'],
    [-5, '0 s'],
    [45_000, '45 s'],
    [12 * 60_000, '12 min'],
    [(2 * 24 + 4) * 3_600_000 + 60_000, '2 d 4 h'],
    [24 * 3_600_000, '1 d'],
    [400 * 86_400_000, '1 y 35 d'],
  ])('%d ms are %s', (milliseconds, words) => {
    expect(inWords(milliseconds)).toBe(words);
  });
});

describe('a path', () => {
  test('runs through its points with round corners', () => {
    expect(pathOf([])).toBe('');
    expect(
      pathOf(
        [
          { x: 0, y: 0 },
          { x: 0, y: 100 },
          { x: 100, y: 100 },
        ],
        10,
      ),
    ).toBe('M0,0L0,90Q0,100 10,100L100,100');
  });
});
