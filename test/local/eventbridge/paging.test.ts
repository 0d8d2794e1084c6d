import { expect, test } from '@jest/globals';
import { refusal } from '../sqs/harness.ts';
import { objectOf, textOf } from '../../../lib/local/json.ts';
import { paged } from '../../../lib/local/eventbridge/paging.ts';

const ITEMS = ['c', 'a', 'b'].map((name) => ({ name }));

test('a page is as long as the limit says, and the next one goes on', () => {
  const page = (input: object) => paged(ITEMS, { ...input }, 'Names', ({ name }) => name);
  const { NextToken, ...first } = objectOf(page({ Limit: 2 }));
  expect(first).toEqual({ Names: ['a', 'b'] });
  expect(page({ Limit: 2, NextToken })).toEqual({ Names: ['c'] });
  expect(page({})).toEqual({ Names: ['a', 'b', 'c'] });
});

test('a token that no page of the list gave is refused', async () => {
  const page = async (key: string, input: object) =>
    Promise.resolve(paged(ITEMS, { ...input }, key, ({ name }) => name));
  const { NextToken } = objectOf(await page('Names', { Limit: 2 }));
  for (const token of ['b', '', `${textOf(NextToken)}=`, 'Yg'])
    expect(await refusal(page('Names', { NextToken: token }))).toEqual([
      'ValidationException',
      'Parameter NextToken is not valid.',
    ]);
  expect((await refusal(page('Others', { NextToken })))[0]).toBe('ValidationException');
});
