import { describe, expect, test } from '@jest/globals';
import { actionText, deadlineText, dueText, readable, serviceOf } from '../../lib/layout/words.ts';

describe('expressions in words', () => {
  test.each([
    ['$context.dueDate', 'dueDate'],
    ['$toMillis($context.dueDate)', 'dueDate'],
    ['detail.a = 1 and detail.b', 'a = 1 and b'],
    ['$lookup($context.limits, $context.severity).triage', 'limits[severity].triage'],
    ['event.detail.a', 'event.detail.a'],
  ])('%s is read as %s', (expression, text) => expect(readable(expression)).toBe(text));

  test.each([
    [{ kind: 'delay', delay: 90_000 }, 'after 1 min 30 s', 'due in 1 min 30 s'],
    [{ kind: 'silence', delay: 900_000 }, 'after 15 min of silence', 'due after 15 min of silence'],
    [{ kind: 'at', expression: '$context.until' }, 'at until', 'due at until'],
    [
      { kind: 'at', expression: '$toMillis($context.until) - 2 * 86400000' },
      '2 d before until',
      'due 2 d before until',
    ],
    [
      { kind: 'at', expression: '"2026-12-24T18:00:00Z"' },
      'at 2026-12-24 18:00 UTC',
      'due at 2026-12-24 18:00 UTC',
    ],
    [
      { kind: 'computed delay', expression: '$context.hours * 3600000' },
      'after hours h',
      'due after hours h',
    ],
    [{ kind: 'computed delay', expression: '1000 * 60' }, 'after 1 min', 'due after 1 min'],
  ] as const)('the clock %j', (moment, after, due) => {
    expect([deadlineText(moment), dueText(moment)]).toStrictEqual([after, due]);
  });

  test('actions say what they do, and to whom', () => {
    expect(actionText({ kind: 'notify', subject: { literal: 'Late' }, message: { expression: '$id' } })).toBe(
      '▸ notifies: Late',
    );
    expect(serviceOf('arn:aws:states:::aws-sdk:dynamodb:putItem')).toBe('dynamodb putItem');
    expect(serviceOf('arn:aws:states:::ecs:runTask.sync')).toBe('ecs runTask');
    expect(serviceOf('arn:aws:lambda:eu-central-1:123456789012:function:check')).toBe('check');
  });
});
