import { expect, test } from '@jest/globals';
import { choreography, final, forEach, wait } from '../made.ts';
import { play } from '../played.ts';

test('a clock that is over when its item enters a state fires a second later, and not for ever', async () => {
  const over = { kind: 'at', expression: '"1970-01-01T00:00:10.000Z"' } as const;
  const lines = forEach(
    'Lines',
    {
      items: '["a"]',
      match: 'detail.line',
      states: [wait('Open', { on: { Shipped: 'Sent' }, after: [[over, 'Open']] }), final('Sent')],
    },
    'Done',
  );
  const { said } = await play(choreography([lines, final('Done')]), [
    ['Start', 0],
    [undefined, 12_500],
  ]);
  expect(said[1]).toEqual([
    'deadline at 10000: Lines → (stays)',
    'deadline at 11000: Lines → (stays)',
    'deadline at 12000: Lines → (stays)',
  ]);
});
