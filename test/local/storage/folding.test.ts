/** What a folder holds after the process has ended in the middle of something. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openStorage } from '../../../lib/local/storage/durable.ts';
import { journalFile, journalsIn } from '../../../lib/local/storage/journal.ts';
import type { Storage } from '../../../lib/local/storage/storage.ts';

let folder: string;
let later: string;
beforeEach(() => {
  [folder, later] = [temporary(), temporary()];
});
afterEach(() => {
  for (const each of [folder, later]) rmSync(each, { recursive: true, force: true });
});

function temporary(): string {
  return mkdtempSync(join(tmpdir(), 'choreography-monitor-journal-'));
}

/** The folder as a process leaves it that is killed now. */
function killed(): string {
  for (const name of readdirSync(folder))
    if (name !== 'lock.sqlite') cpSync(join(folder, name), join(later, name));
  return later;
}

async function saved(storage: Storage, entries: Readonly<Record<string, number | undefined>>): Promise<void> {
  const things = storage.entries('things');
  for (const [key, value] of Object.entries(entries))
    if (value === undefined) things.remove(key);
    else things.put(key, value);
  await storage.saved();
}

async function thingsIn(place: string): Promise<Readonly<Record<string, unknown>>> {
  const storage = openStorage(place);
  const things = Object.fromEntries(storage.entries('things').all());
  await storage.close();
  return things;
}

const LARGE = 'ä'.repeat(1_100_000);

/** So much that files are folded, and waits until they are. */
async function fill(storage: Storage, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    storage.entries('large').put(`${time}`, LARGE);
    await storage.saved();
  }
  while (journalsIn(folder).length > 1) await sleep(10);
}

test('what has been folded is read as before, by this process and the next', async () => {
  const storage = openStorage(folder);
  await saved(storage, { a: 1, b: 1, c: 1 });
  await fill(storage, 5);
  await saved(storage, { b: undefined, c: 2, d: 2 });
  const things = storage.entries('things');
  expect(journalsIn(folder)).not.toContain(1);
  expect(things.all()).toEqual([
    ['a', 1],
    ['c', 2],
    ['d', 2],
  ]);
  expect([...things.from('b')].map(([key]) => key)).toEqual(['c', 'd']);
  expect(['a', 'b', 'c', 'x'].map((key) => things.get(key))).toEqual([1, undefined, 2, undefined]);
  expect(storage.entries('large').get('0')).toBe(LARGE);
  expect(await thingsIn(killed())).toEqual({ a: 1, c: 2, d: 2 });
  await storage.close();
  expect(await thingsIn(folder)).toEqual({ a: 1, c: 2, d: 2 });
});

test('a file that was folded and not yet removed is folded again, and what came after it has the last word', async () => {
  const storage = openStorage(folder);
  await saved(storage, { a: 1, b: 1 });
  const first = readFileSync(journalFile(folder, 1));
  await fill(storage, 5);
  await saved(storage, { a: 2, b: undefined });
  const place = killed();
  writeFileSync(journalFile(place, 1), first);
  expect(await thingsIn(place)).toEqual({ a: 2 });
  await storage.close();
});
