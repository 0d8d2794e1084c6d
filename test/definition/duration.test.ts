import { expect, test } from '@jest/globals';
import { parseDuration } from '../../lib/definition/duration.ts';

test.each([
  ['30s', 30_000],
  ['15m', 900_000],
  ['2h', 7_200_000],
  ['3d', 259_200_000],
  ['1w', 604_800_000],
  ['0s', 0],
  ['PT30S', 30_000],
  ['PT1H30M', 5_400_000],
  ['P1DT12H', 129_600_000],
  ['P2W', 1_209_600_000],
  ['P1W2DT3H4M5S', 604_800_000 + 172_800_000 + 10_800_000 + 240_000 + 5_000],
])('%s is %d milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each([
  '',
  '5',
  's',
  '1.5h',
  '-1s',
  '1h30m',
  '5 m',
  '5M',
  'P',
  'PT',
  'P1M',
  'P1Y',
  'P1DT',
  'PT1.5S',
  '30s ',
])('"%s" is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
