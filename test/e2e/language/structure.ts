import { expect } from '@jest/globals';
import { eventually } from '../running-monitor.ts';
import { PATIENCE, type Play } from './stage.ts';

const LINES = 150;

export const structure: readonly Play[] = [
  [
    'nesting: the closing notice of an instance moves the one it belongs to',
    async ({ say, stands }) => {
      for (const id of ['w1', 'w2']) {
        await say('whole', 'Whole Begun', { id });
        await say('whole', 'Part Begun', { part: `${id}-a`, whole: id });
        await say('whole', 'Part Begun', { part: `${id}-b`, whole: id });
      }
      for (const part of ['w1-a', 'w1-b', 'w2-a']) await stands('part', part, 'Being made');
      await say('whole', 'Part Made', { part: 'w1-a' });
      await say('whole', 'Part Made', { part: 'w1-b' });
      await say('whole', 'Part Broken', { part: 'w2-a' });
      expect(await stands('whole', 'w1', 'Complete')).toEqual({ status: 'succeeded', state: 'Complete' });
      expect(await stands('whole', 'w2', 'Spoilt')).toEqual({ status: 'failed', state: 'Spoilt' });
    },
  ],
  [
    'parallel: what the regions have assigned is read by the guard of onDone',
    async ({ say, stands }) => {
      for (const [id, left] of [
        ['even', 3],
        ['odd', 4],
      ] as const) {
        await say('regions', 'Right Came', { id, n: 5 });
        await say('regions', 'Opened', { id });
        await say('regions', 'Left Came', { id, n: left });
        await stands('regions', id, 'Right open');
        await say('regions', 'Right Came', { id, n: 2, last: true });
      }
      expect(await stands('regions', 'even', 'Balanced')).toEqual({ status: 'succeeded', state: 'Balanced' });
      expect(await stands('regions', 'odd', 'Unbalanced')).toEqual({ status: 'failed', state: 'Unbalanced' });
    },
  ],
  [
    'parallel: interrupted while events come, each of them is accounted for',
    async ({ say, stands, settled, rowsOf, instance }) => {
      const id = 'stopped';
      await say('regions', 'Opened', { id });
      await eventually(
        () => rowsOf('regions', id),
        (rows) => rows.filter(({ key }) => String(key).startsWith('WAIT#Both/')).length === 2,
        PATIENCE,
      );
      const many = Array.from({ length: 12 }, (_, n) => say('regions', 'Right Came', { id, n }));
      await Promise.all([
        ...many.slice(0, 6),
        say('regions', 'Stopped', { id, by: 'guard' }),
        ...many.slice(6),
        say('regions', 'Left Came', { id, n: 1 }),
      ]);
      await settled('regions', id, 'Stopped', 'consumed');
      await say('regions', 'Confirmed', { id });
      await stands('regions', id, 'Given up');
      const rows = await eventually(
        () => rowsOf('regions', id),
        (all) => all.every(({ status }) => status !== 'held' && status !== 'sent'),
        PATIENCE,
      );
      const events = rows.filter(({ key }) => String(key).startsWith('EVENT#'));
      expect(events).toHaveLength(16);
      for (const { status } of events) expect(['consumed', 'unexpected', 'late']).toContain(status);
      expect(await instance('regions', id)).toMatchObject({ 'label:by': 'guard' });
      expect(rows.filter(({ key }) => String(key).startsWith('WAIT#Both'))).toEqual([]);
    },
  ],
  [
    'always and history: three votes decide at once, and a pause goes back to where it was',
    async ({ say, stands }) => {
      await say('votes', 'Opened', { id: 'v' });
      await stands('votes', 'v', 'Voting');
      await Promise.all([1, 2, 3].map((vote) => say('votes', 'Vote Cast', { id: 'v', vote })));
      await stands('votes', 'v', 'Decided');
      await say('votes', 'Paused', { id: 'v' });
      await stands('votes', 'v', 'On hold');
      await say('votes', 'Resumed', { id: 'v' });
      expect(await stands('votes', 'v', 'Decided')).toEqual({ status: 'running', state: 'Decided' });
      await say('votes', 'Closed', { id: 'v' });
      await stands('votes', 'v', 'Ended');
    },
  ],
];

export const crowds: readonly Play[] = [
  [
    `forEach: ${LINES} items in any order, and an event of an item that nobody knows`,
    async ({ say, stands, settled, publish, rowsOf }) => {
      const numbers = Array.from({ length: LINES }, (_, index) => index + 1);
      await say('lines', 'Ordered', {
        id: 'o',
        lines: numbers.map((number) => ({ number, pieces: number % 2 === 0 ? 3 : 1 })),
      });
      await stands('lines', 'o', 'Shipping');
      await say('lines', 'Line Shipped', { id: 'o', line: LINES + 1 });
      const shuffled = numbers.map((number) => (number * 77) % 151);
      expect(new Set(shuffled).size).toBe(LINES);
      while (shuffled.length > 0)
        await publish(
          ...shuffled
            .splice(0, 10)
            .map((line) => ({ source: 'lines', detailType: 'Line Shipped', detail: { id: 'o', line } })),
        );
      expect(await stands('lines', 'o', 'All shipped')).toEqual({
        status: 'succeeded',
        state: 'All shipped',
      });
      await settled('lines', 'o', 'Line Shipped', 'unexpected', 'late');
      const rows = await rowsOf('lines', 'o');
      expect(rows.filter(({ status }) => status === 'consumed')).toHaveLength(LINES + 1);
    },
  ],
];
