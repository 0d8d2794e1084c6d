import { expect, test } from '@jest/globals';
import { didYouMean, either, every, nearMisses } from '../../lib/definition/suggest.ts';

test('a swap, a slip, a letter too many or too few are near', () => {
  expect(nearMisses('gaurd', ['guard', 'target'])).toEqual(['guard']);
  expect(nearMisses('tarjet', ['guard', 'target'])).toEqual(['target']);
  expect(nearMisses('on', ['on done', 'onn', 'x'])).toEqual(['onn']);
});

test('capitals, spaces and hyphens do not count', () => {
  expect(nearMisses('ORDER-placed', ['Order Placed', 'Order Replaced'])).toEqual(['Order Placed']);
});

test('the nearest come first, three at most', () => {
  expect(nearMisses('stage 1', ['stage 20', 'stage 2', 'stage 3', 'stage 4', 'stage 5'])).toEqual([
    'stage 2',
    'stage 3',
    'stage 4',
  ]);
});

test('what is far is not offered', () => {
  expect(didYouMean('Order Cancelled', ['Order Placed', 'Order Paid'])).toBe('');
});

test('names are quoted in the question', () => {
  expect(didYouMean('Pad', ['Paid', 'Bad'])).toBe(' Did you mean "Bad" or "Paid"?');
});

test('lists read as people write them', () => {
  expect([either([]), either(['a']), either(['a', 'b']), either(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a or b',
    'a, b or c',
  ]);
  expect(every(['a', 'b'])).toBe('a and b');
});
