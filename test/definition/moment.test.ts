import { describe, expect, test } from '@jest/globals';
import type { DraftMoment } from '../../lib/definition/draft.ts';
import { isComputed, momentOf } from '../../lib/definition/moment.ts';

const written = (kind: DraftMoment['kind'], text: string, isKey = false): DraftMoment => ({
  kind,
  text,
  isKey,
  path: [],
});

describe('a moment', () => {
  test.each([
    ['delay', '30m', { kind: 'delay', delay: 1_800_000 }],
    ['delay', 'PT1H30M', { kind: 'delay', delay: 5_400_000 }],
    ['silence', '2h', { kind: 'silence', delay: 7_200_000 }],
    ['delay', '$context.days * 86400000', { kind: 'computed delay', expression: '$context.days * 86400000' }],
    ['delay', '{% $context.wait %}', { kind: 'computed delay', expression: '$context.wait' }],
    ['delay', 'detail.days & "d"', { kind: 'computed delay', expression: 'detail.days & "d"' }],
    ['at', '2027-01-31', { kind: 'at', expression: '"2027-01-31"' }],
    ['at', '2027-01-31T12:00:00.5+01:00', { kind: 'at', expression: '"2027-01-31T12:00:00.5+01:00"' }],
    ['at', '$context.dueDate', { kind: 'at', expression: '$context.dueDate' }],
    ['at', '{% $context.dueDate %}', { kind: 'at', expression: '$context.dueDate' }],
  ] as const)('%s: %s is understood', (kind, text, moment) => {
    expect(momentOf(written(kind, text))).toEqual(moment);
  });

  test.each([
    ['delay', 'soon'],
    ['delay', '3 days'],
    ['delay', '1.5h'],
    ['delay', 'PT1.5H'],
    ['delay', '5'],
    ['delay', ''],
    ['silence', '$context.wait'],
  ] as const)('%s: %s is none', (kind, text) => {
    expect(momentOf(written(kind, text))).toBeUndefined();
  });

  test('is no expression where it is a key', () => {
    expect(momentOf(written('delay', '$context.wait', true))).toBeUndefined();
  });

  test('is computed where it is an expression', () => {
    expect(isComputed(written('delay', '30m'))).toBe(false);
    expect(isComputed(written('delay', '$context.wait'))).toBe(true);
    expect(isComputed(written('at', '2027-01-31'))).toBe(false);
    expect(isComputed(written('at', '2027-13-31'))).toBe(true);
    expect(isComputed(written('at', '$context.dueDate'))).toBe(true);
  });
});
