import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readTurns, roomFor, writeTurn, type Change } from '../../../lib/local/storage/changes.ts';
import { openStorage } from '../../../lib/local/storage/durable.ts';
import { journalsIn } from '../../../lib/local/storage/journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-journals-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a journal', () => {
  const turns: readonly (readonly Change[])[] = [
    [{ kind: 'things', key: 'a', parts: ['"first"'] }],
    [
      { kind: 'things', key: 'b', parts: ['"€🦆"'] },
      { kind: 'things', key: 'a', parts: undefined },
      { kind: 'Dinge', key: 'ä', parts: ['1'] },
    ],
    [
      { kind: 'things', key: 'c', parts: undefined },
      { kind: 'things', key: 'd', parts: ['{', '}'] },
      { kind: 'others', key: 'd', parts: ['[]'] },
      { kind: 'others', key: '', parts: ['""'] },
    ],
  ];
  const buffer = Buffer.alloc(1000);
  type Read = { readonly kind: string; readonly key: string; readonly text: string | undefined };
  const read = (from: Buffer): readonly (readonly Read[])[] =>
    Array.from(readTurns(from), (turn) =>
      turn.map(({ kind, key, start, end }) => ({
        kind,
        key,
        text: end === undefined ? undefined : from.toString('utf8', start, end),
      })),
    );
  const ends: number[] = [];
  for (const turn of turns) ends.push(writeTurn(buffer, ends.at(-1) ?? 0, turn));
  const [first = 0] = ends;
  const end = ends.at(-1) ?? 0;
  const written = turns.map((turn) =>
    turn.map(({ kind, key, parts }): Read => ({ kind, key, text: parts?.join('') })),
  );
  const wholeUntil = (at: number): typeof written => written.filter((_, index) => (ends[index] ?? end) <= at);

  test('is read as it was written', () => {
    expect(read(buffer.subarray(0, end))).toEqual(written);
  });

  test('that was not written to its end counts up to the last whole turn', () => {
    for (let cut = first; cut < end; cut += 1) expect(read(buffer.subarray(0, cut))).toEqual(wholeUntil(cut));
  });

  test('of which a byte is another one counts up to the turn before', () => {
    for (let at = first; at < end; at += 1) {
      const broken = Buffer.from(buffer.subarray(0, end));
      broken[at] = (broken[at] ?? 0) ^ 0x10;
      expect(read(broken)).toEqual(wholeUntil(at));
    }
  });

  test('has room for a turn of whatever characters', () => {
    for (const turn of turns) expect(roomFor(turn)).toBeGreaterThanOrEqual(writeTurn(buffer, 0, turn));
  });
});

test('a turn larger than a journal of its own, and of more bytes than characters, is saved whole', async () => {
  const text = '€'.repeat(2_000_000);
  const storage = openStorage(folder);
  storage.entries('things').put('large', text);
  await storage.saved();
  await storage.close();
  const again = openStorage(folder);
  expect(again.entries('things').get('large') === text).toBe(true);
  await again.close();
});

test('what the journal says goes before what the database has', async () => {
  const storage = openStorage(folder);
  for (const key of ['a', 'b', 'c', 'd']) storage.entries('things').put(key, 'old');
  await storage.close();
  const again = openStorage(folder);
  const things = again.entries('things');
  things.put('b', 'new');
  things.remove('c');
  things.put('bb', 'new');
  things.put('e', 'new');
  await again.saved();
  expect(things.all()).toEqual([
    ['a', 'old'],
    ['b', 'new'],
    ['bb', 'new'],
    ['d', 'old'],
    ['e', 'new'],
  ]);
  expect([things.get('a'), things.get('b'), things.get('c')]).toEqual(['old', 'new', undefined]);
  await again.close();
});

test('who writes faster than it can be folded waits', async () => {
  const storage = openStorage(folder);
  const text = 'x'.repeat(1_500_000);
  let most = 0;
  for (let turn = 0; turn < 12; turn += 1) {
    storage.entries('things').put(String(turn % 2), text);
    await storage.saved();
    most = Math.max(most, journalsIn(folder).length);
  }
  expect(most).toBeLessThanOrEqual(7);
  await storage.close();
});
