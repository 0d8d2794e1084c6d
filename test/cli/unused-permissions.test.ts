import { expect, test } from '@jest/globals';
import { unusedInWords } from '../../lib/cli/unused-permissions.ts';

const ONE = {
  holder: 'arn:aws:iam::1:role/r',
  policy: 'p',
  statement: 2,
  actions: ['sqs:SendMessage'],
  resources: ['arn:aws:sqs:r:1:a', 'arn:aws:sqs:r:1:b', 'arn:aws:sqs:r:1:c'],
  usedBy: [],
};

test('all is well where all was needed', () => {
  expect(unusedInWords([])).toBe('Every permission of the template was needed.');
});

test('what nobody needed, by whose it is; what others needed, as a number', () => {
  const other = { ...ONE, actions: ['a:B', 'a:C'], resources: ['*'], statement: 1 };
  const shared = { ...ONE, usedBy: ['arn:aws:iam::1:role/s'] };
  expect(unusedInWords([ONE, other, shared])).toBe(
    [
      'Permissions that nobody needed:',
      '  arn:aws:iam::1:role/r',
      '    sqs:SendMessage on arn:aws:sqs:r:1:a and 2 more (p, statement 2)',
      '    a:B and 1 more on * (p, statement 1)',
      '1 more was needed by another role with the same statement, not by its own.',
    ].join('\n'),
  );
  expect(unusedInWords([shared, shared])).toBe(
    'Every permission of the template was needed by somebody.\n2 more were needed by another role with the same statement, not by its own.',
  );
});
