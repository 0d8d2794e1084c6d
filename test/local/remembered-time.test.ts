import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { rememberedTime } from '../../lib/local/remembered-time.ts';
import { openStorage } from '../../lib/local/storage/durable.ts';
import { forgetful } from '../../lib/local/storage/storage.ts';
import { VirtualClock } from './virtual-clock.ts';

const START = Date.parse('2026-11-22T00:00:00Z');

test('without a scale it is the machine’s clock itself', () => {
  const machine = new VirtualClock(START);
  expect(rememberedTime(1, forgetful(), machine)).toMatchObject({ clock: machine, scale: undefined });
});

test('a time that ran ahead never goes back: neither after a stop nor after a kill, whatever the scale then', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-time-'));
  try {
    const machine = new VirtualClock(START);
    const storage = openStorage(folder);
    const first = rememberedTime(3600, storage, machine);
    await machine.by(10_500);
    await storage.saved();
    expect(first.clock.now()).toBe(START + 10_500 * 3600);
    // Killed: nobody stopped it.
    await storage.close();

    const again = openStorage(folder);
    const second = rememberedTime(1, again, machine);
    expect(second.clock.now()).toBeGreaterThanOrEqual(first.clock.now());
    const shown = second.clock.now();
    await machine.by(5_000);
    expect(second.clock.now()).toBe(shown + 5_000);
    second.stop();
    await again.close();

    const last = openStorage(folder);
    expect(rememberedTime(60, last, machine).clock.now()).toBe(shown + 5_000);
    await last.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
