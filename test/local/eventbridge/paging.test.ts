import { expect, test } from '@jest/globals';
import { paged } from '../../../lib/local/eventbridge/paging.ts';

const ITEMS = ['c', 'a', 'b'].map((name) => ({ name }));

test('a page is as long as the limit says, and the next one goes on', () => {
  const page = (input: object) => paged(ITEMS, { ...input }, 'Names', ({ name }) => name);
  expect(page({ Limit: 2 })).toEqual({ Names: ['a', 'b'], NextToken: 'b' });
  expect(page({ Limit: 2, NextToken: 'b' })).toEqual({ Names: ['c'] });
  expect(page({})).toEqual({ Names: ['a', 'b', 'c'] });
});
