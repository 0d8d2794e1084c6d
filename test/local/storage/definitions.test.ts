import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDefinitions, type Definitions } from '../../../lib/local/storage/definitions.ts';
import { openStorage } from '../../../lib/local/storage/durable.ts';

type Queue = { readonly delay: number; readonly made: number };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-definitions-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One life of the process: what the template makes, what comes back, and then what the API does. */
async function live(
  template: { readonly [name: string]: Queue },
  act: (definitions: Definitions<Queue>) => void = () => undefined,
): Promise<(readonly [string, Queue | undefined])[]> {
  const storage = openStorage(folder);
  const definitions = createDefinitions<Queue>(storage, 'queue', ({ delay }) => delay);
  for (const [name, definition] of Object.entries(template)) definitions.changed(name, definition);
  const back: (readonly [string, Queue | undefined])[] = [];
  await definitions.restore((name, definition) => {
    back.push([name, definition]);
    // Whoever makes it again says so, like at any other time.
    definitions.changed(name, { delay: -1, made: -1 });
  });
  act(definitions);
  await storage.close();
  return back;
}

const orders = { delay: 1, made: 1 };

test('what only the template says is not kept', async () => {
  expect(await live({ orders })).toEqual([]);
  expect(await live({})).toEqual([]);
});

test('what the API made comes back at each start, until it is deleted', async () => {
  await live({ orders }, ({ changed }) => changed('mine', { delay: 2, made: 2 }));
  expect(await live({ orders })).toEqual([['mine', { delay: 2, made: 2 }]]);
  expect(await live({ orders }, ({ deleted }) => deleted('mine'))).toEqual([['mine', { delay: 2, made: 2 }]]);
  expect(await live({ orders })).toEqual([]);
});

test('what the API changed of the template holds until the template says something else', async () => {
  await live({ orders }, ({ changed }) => changed('orders', { delay: 5, made: 1 }));
  // Made at another time, but the same otherwise.
  expect(await live({ orders: { delay: 1, made: 9 } })).toEqual([['orders', { delay: 5, made: 1 }]]);
  expect(await live({ orders: { delay: 2, made: 9 } })).toEqual([]);
  expect(await live({ orders })).toEqual([]);
});

test('what the API deleted of the template stays deleted until the template says something else', async () => {
  await live({ orders }, ({ deleted }) => deleted('orders'));
  expect(await live({ orders })).toEqual([['orders', undefined]]);
  expect(await live({ orders: { delay: 2, made: 1 } })).toEqual([]);
});

test('what the API changed back is the template’s again', async () => {
  await live({ orders }, ({ changed }) => {
    changed('orders', { delay: 5, made: 1 });
    changed('orders', orders);
  });
  expect(await live({ orders })).toEqual([]);
});
