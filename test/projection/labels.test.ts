import { expect, test } from '@jest/globals';
import { labelsFor, nextLabelOrder } from '../../lib/projection/labels.ts';
import type { WaitingRow } from '../../lib/projection/rows.ts';
import { conclude } from '../../lib/semantics/deciding.ts';

const PUT = '2026-11-21T12:00:00.000Z';
const wait: WaitingRow = {
  ...{ kind: 'wait', instance: 'car#7', choreography: 'car', correlationId: '7', run: 1, redrive: 0 },
  ...{ key: 'WAIT#', token: 'token', order: `0001#0000#${PUT}#0000`, state: 'On sale', enteredAt: PUT },
  ...{
    dues: [],
    wait: { place: 'On sale', level: 0, awaits: [] },
    anticipates: [],
    policies: {},
    version: '1',
    ttl: 0,
  },
};

test('labels are set over those of the delivery that led to the wait, though a read of two pages does not show it', () => {
  expect(nextLabelOrder({ instance: undefined, events: [] }, wait)).toBe(Date.parse(PUT) + 1);
});

test.each([
  [9_007_199_254_740_991, 9_007_199_254_740_991],
  [9_007_199_254_740_992, '9007199254740992'],
  [-1e300, '-1e+300'],
  [1e-130, 1e-130],
  [9.9e-131, '9.9e-131'],
  [-5e-324, '-5e-324'],
  [0, 0],
])('the number %p is a label as %p: the table takes no others', (value, label) => {
  const event = { name: 'Sold', payload: {}, time: 0 };
  const labels = labelsFor([{ name: 'price', expression: 'detail.price' }], event, {});
  expect(conclude(labels, () => ({ kind: 'value', value }))).toEqual({ price: label });
});
