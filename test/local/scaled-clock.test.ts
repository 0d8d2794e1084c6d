import { expect, test } from '@jest/globals';
import { scaledClock } from '../../lib/local/scaled-clock.ts';
import { VirtualClock } from './virtual-clock.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-11-22T00:00:00Z');
const BOOT = Date.parse('2026-11-22T08:00:00Z');

test('two days pass in 48 seconds where an hour takes one, and a poll takes as long as ever', async () => {
  const machine = new VirtualClock(BOOT);
  const clock = scaledClock({ from: START, machine: BOOT, scale: 3600 }, machine);
  const fired: string[] = [];
  clock.at(START + 2 * DAY, () => fired.push(`two days: ${new Date(clock.now()).toISOString()}`));
  clock.after(20_000, () => fired.push(`a poll: ${new Date(machine.now()).toISOString()}`));
  clock.at(START + 2 * DAY + 1, () => fired.push('cancelled'))();

  expect(clock.now()).toBe(START);
  await machine.by(47_999);
  expect(fired).toEqual(['a poll: 2026-11-22T08:00:20.000Z']);
  await machine.by(1);
  expect(fired).toEqual(['a poll: 2026-11-22T08:00:20.000Z', 'two days: 2026-11-24T00:00:00.000Z']);
});

test('a timer never comes before its time, whatever the scale', async () => {
  for (const scale of [0.5, 1, 7, 60, 3600, 86_400]) {
    const machine = new VirtualClock(BOOT);
    const clock = scaledClock({ from: START, machine: BOOT, scale }, machine);
    for (const wait of [1, 999, 1001, 61_003]) {
      const at = clock.now() + wait;
      let late: number | undefined;
      clock.at(at, () => {
        late = clock.now() - at;
      });
      await machine.by(Math.ceil(wait / scale) + 1);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(scale);
    }
  }
});
