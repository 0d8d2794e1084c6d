import { describe, expect, test } from '@jest/globals';
import { signOf } from '../../lib/console/signs.ts';

const place = (due?: string) => ({
  state: 'A',
  since: '2026-01-01T00:00:00.000Z',
  due,
  deadline: undefined,
  member: undefined,
});
const at = (text: string) => Date.parse(text);

describe('the sign of an instance', () => {
  test.each([
    ['2026-01-01T07:00:00.000Z', 'waiting'],
    ['2026-01-01T08:30:00.000Z', 'soon'],
    ['2026-01-01T10:00:00.001Z', 'overdue'],
  ])('with ten hours for it, at %s is %s', (now, sign) => {
    const places = [place(), place('2026-01-01T10:00:00.000Z')];
    expect(signOf({ status: 'running', run: 1, places }, at(now))).toBe(sign);
  });

  test('that has ended is how it ended, whatever was due', () => {
    const places = [place('2020-01-01T10:00:00.000Z')];
    expect(signOf({ status: 'succeeded', run: 1, places }, at('2026-01-01'))).toBe('passed');
    expect(signOf({ status: 'failed', run: 1, places }, at('2026-01-01'))).toBe('failed');
  });

  test('that was never opened is held', () => {
    expect(signOf({ status: 'running', run: 0, places: [] }, 0)).toBe('held');
  });
});
