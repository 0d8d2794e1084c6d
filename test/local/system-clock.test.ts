import { afterEach, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../lib/local/system-clock.ts';

const DAY = 86_400_000;

afterEach(() => void jest.useRealTimers());

test('a timer longer than any of Node fires when its time has come, and not at once', () => {
  jest.useFakeTimers();
  const clock = systemClock();
  const fired: number[] = [];
  const begin = clock.now();
  clock.at(begin + 60 * DAY, () => fired.push(clock.now() - begin));
  jest.advanceTimersByTime(59 * DAY);
  expect(fired).toEqual([]);
  jest.advanceTimersByTime(2 * DAY);
  expect(fired).toEqual([60 * DAY]);
});

test('a timer that is cancelled, at any time, does not fire', () => {
  jest.useFakeTimers();
  const clock = systemClock();
  const fired: string[] = [];
  const cancel = clock.at(clock.now() + 60 * DAY, () => fired.push('long'));
  jest.advanceTimersByTime(40 * DAY);
  cancel();
  jest.advanceTimersByTime(40 * DAY);
  expect(fired).toEqual([]);
});
