import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/local/service.ts';
import { openStorage } from '../../../lib/local/storage/durable.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-storage-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was saved is there when it is opened again, by kind and in the order of keys', async () => {
  const storage = openStorage(folder);
  const things = storage.entries('things');
  things.put('b', { n: 2 });
  things.put('a', 'text');
  things.put('c', null);
  things.remove('c');
  storage.entries('others').put('a', [1]);
  await storage.saved();
  things.remove('b');
  await storage.close();

  const again = openStorage(folder);
  expect(again.entries('things').all()).toEqual([['a', 'text']]);
  expect(again.entries('others').all()).toEqual([['a', [1]]]);
  expect(again.entries('none').all()).toEqual([]);
  await again.close();
});

test('one entry, and those from a key on, are read as they were last saved', async () => {
  const storage = openStorage(folder);
  const things = storage.entries('things');
  for (const key of ['a', 'b', 'c']) things.put(key, key);
  things.putText('d', '{"n":1}');
  await storage.saved();
  things.put('a', 'changed');
  storage.entries('others').put('c', 0);
  expect(things.get('a')).toBe('a');
  expect(things.get('x')).toBeUndefined();
  expect([...things.from('b')]).toEqual([
    ['b', 'b'],
    ['c', 'c'],
    ['d', { n: 1 }],
  ]);
  for (const [key] of things.from('a')) {
    expect(key).toBe('a');
    break;
  }
  expect([...things.from('d')]).toEqual([['d', { n: 1 }]]);
  await storage.close();
});

test('what was said to be saved outlives a kill', async () => {
  const module = join(import.meta.dirname, '../../../lib/local/storage/durable.ts');
  const script = `
    const { openStorage } = await import(${JSON.stringify(module)});
    const storage = openStorage(${JSON.stringify(folder)});
    for (let n = 0; ; n += 1) {
      storage.entries('moved').remove(String(n - 1));
      storage.entries('moved').put(String(n), n);
      await storage.saved();
      console.log(n);
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (told.length > 5000) child.kill('SIGKILL');
  });
  await once(child, 'close');
  // What follows the last line break may have been cut off.
  const last = Number(told.split('\n').at(-2));
  const storage = openStorage(folder);
  const moved = storage.entries('moved').all();
  await storage.close();
  // One at a time, and never none: removed and put in one turn.
  expect(moved).toHaveLength(1);
  expect(Number(moved[0]?.[0])).toBeGreaterThanOrEqual(last);
});

test('a folder that another local cloud has open is refused', async () => {
  const storage = openStorage(folder);
  storage.entries('things').put('a', 1);
  await storage.saved();
  expect(() => openStorage(folder)).toThrow(
    `The folder ${folder} cannot be used to keep data: another local cloud has it open.`,
  );
  await storage.close();
});

test('what cannot be saved is said to those who wait, and saved with what comes next, as a whole', async () => {
  const storage = openStorage(folder);
  const things = storage.entries('things');
  const broken: { readonly [name: string]: Json } = {};
  // Stands for a disk that is full: it goes wrong in the middle of the transaction.
  Object.defineProperty(broken, 'toJSON', {
    value: () => {
      throw new Error('disk full');
    },
  });
  things.put('a', 1);
  things.put('b', broken);
  things.put('c', 3);
  await expect(storage.saved()).rejects.toThrow(
    `The folder ${folder} cannot be used to keep data: disk full`,
  );
  expect(things.all()).toEqual([]);
  things.put('b', 2);
  await storage.saved();
  expect(things.all()).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
  await storage.close();
});

test('texts of any form are read as they were put', async () => {
  const storage = openStorage(folder);
  const texts = storage.texts('texts');
  texts.put('a', 'no JSON\n€ and "more"');
  texts.put('b', '');
  texts.put('parts', 'of €', '', '\n', 'several');
  texts.put('c', 'gone');
  texts.remove('c');
  await storage.saved();
  expect([...texts.from('')]).toEqual([
    ['a', 'no JSON\n€ and "more"'],
    ['b', ''],
    ['parts', 'of €\nseveral'],
  ]);
  await storage.close();
  const again = openStorage(folder);
  expect([...again.texts('texts').from('b')]).toEqual([
    ['b', ''],
    ['parts', 'of €\nseveral'],
  ]);
  expect(['a', 'c'].map((key) => again.texts('texts').get(key))).toEqual([
    'no JSON\n€ and "more"',
    undefined,
  ]);
  await again.close();
});
