import { afterAll, expect, test } from '@jest/globals';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { compile } from '../../lib/compiler/compile.ts';
import { PARCEL, synthesize } from './parcel.ts';

const first = synthesize();
const second = synthesize();
afterAll(() => {
  first.remove();
  second.remove();
});

const LIMIT = 650 * 1024;
const Assets = z.object({
  files: z.record(z.string(), z.object({ displayName: z.string(), source: z.object({ path: z.string() }) })),
});

/** Function → its folder in the assembly, which is named after what is in it. */
function assetsOf(folder: string): ReadonlyMap<string, string> {
  const { files } = Assets.parse(JSON.parse(readFileSync(join(folder, 'watch.assets.json'), 'utf8')));
  return new Map(
    Object.values(files).flatMap(({ displayName, source }) => {
      const name = /Functions\/(\w+)\//.exec(displayName)?.[1]?.toLowerCase();
      return name === undefined ? [] : [[name, source.path] as const];
    }),
  );
}

const assets = assetsOf(first.folder);

test('there is a bundle for each function', () => {
  expect([...assets.keys()].sort()).toStrictEqual(['closer', 'notifier', 'resumer', 'starter', 'sweeper']);
});

test.each([...assets])('the %s is small, and knows the choreographies', (_, path) => {
  const folder = join(first.folder, path);
  expect(readdirSync(folder).sort()).toStrictEqual(['index.mjs', 'subscriptions.json']);
  expect(statSync(join(folder, 'index.mjs')).size).toBeLessThan(LIMIT);
  const subscriptions: unknown = JSON.parse(readFileSync(join(folder, 'subscriptions.json'), 'utf8'));
  expect(subscriptions).toStrictEqual([JSON.parse(JSON.stringify(compile(PARCEL).subscription))]);
});

test('the same sources give the same bundles', () => {
  expect(assetsOf(second.folder)).toStrictEqual(assets);
});
