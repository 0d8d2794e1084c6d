import { expect } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Play, Stage } from './stage.ts';

const SECOND = 1000;

const closedAt = async ({ instance }: Stage, id: string): Promise<number> =>
  Date.parse(String((await instance('clocks', id))?.['closedAt']));

export const clocks: readonly Play[] = [
  [
    'a deadline with a guard: a decision wait says which of its branches holds',
    async ({ say, stands, historyOf }) => {
      await say('clocks', 'Opened', { id: 'urgent', kind: 'guarded', urgent: true });
      await say('clocks', 'Opened', { id: 'patient', kind: 'guarded', urgent: false });
      const escalated = { status: 'succeeded', state: 'Escalated' };
      expect(await stands('clocks', 'urgent', 'Escalated')).toEqual(escalated);
      expect(await stands('clocks', 'patient', 'Given up')).toEqual({ status: 'failed', state: 'Given up' });
      const types = (await historyOf('clocks', 'urgent')).map(({ type }) => type);
      // What may fail is not evaluated by the machine itself.
      const afterwards = types.slice(types.indexOf('TaskTimedOut'));
      expect(afterwards).toContain('TaskSucceeded');
    },
  ],
  [
    'a deadline without target reminds once and the state stays; the next one leads on',
    async ({ say, stands, rowsOf }) => {
      await say('clocks', 'Opened', { id: 'forgotten', kind: 'reminded' });
      await stands('reminders', 'forgotten', 'Unread');
      expect(await stands('clocks', 'forgotten', 'Given up')).toEqual({
        status: 'failed',
        state: 'Given up',
      });
      expect((await rowsOf('reminders', 'forgotten')).map(({ name }) => name).filter(Boolean)).toEqual([
        'Reminder Sent',
      ]);
    },
  ],
  [
    'at: a computed deadline moves when it is renewed',
    async (stage) => {
      const { say, stands, settled } = stage;
      const first = Date.now() + 3600 * SECOND;
      await say('clocks', 'Opened', { id: 'lent', kind: 'renewable', until: new Date(first).toISOString() });
      await stands('clocks', 'lent', 'Renewable');
      const until = Date.now() + 4 * SECOND;
      await say('clocks', 'Renewed', { id: 'lent', until: new Date(until).toISOString() });
      await settled('clocks', 'lent', 'Renewed', 'consumed');
      expect(await stands('clocks', 'lent', 'Expired')).toEqual({ status: 'succeeded', state: 'Expired' });
      const closed = await closedAt(stage, 'lent');
      expect(closed).toBeGreaterThanOrEqual(until);
      expect(closed).toBeLessThan(first);
    },
  ],
  [
    'silence counts from the last event',
    async (stage) => {
      const { say, stands, settled } = stage;
      await say('clocks', 'Opened', { id: 'watched', kind: 'watched' });
      await stands('clocks', 'watched', 'Watched');
      await sleep(SECOND);
      const touched = Date.now();
      await say('clocks', 'Touched', { id: 'watched' });
      await settled('clocks', 'watched', 'Touched', 'consumed');
      expect(await stands('clocks', 'watched', 'Fallen silent')).toMatchObject({ status: 'succeeded' });
      expect(await closedAt(stage, 'watched')).toBeGreaterThanOrEqual(touched + 20 * SECOND);
    },
  ],
];
