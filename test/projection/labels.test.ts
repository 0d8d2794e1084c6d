import { expect, test } from '@jest/globals';
import { nextLabelOrder } from '../../lib/projection/labels.ts';
import type { WaitingRow } from '../../lib/projection/rows.ts';

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
