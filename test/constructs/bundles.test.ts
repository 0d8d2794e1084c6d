import { afterAll, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AssetCode } from 'aws-cdk-lib/aws-lambda';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import * as z from 'zod';
import { compile } from '../../lib/compiler/compile.ts';
import { withBundles } from '../../lib/constructs/bundles.ts';
import { PARCEL, synthesize } from './parcel.ts';

const first = synthesize();
const second = synthesize();
afterAll(() => {
  first.remove();
  second.remove();
});

test('the folders of the bundles are gone once they have been used, or their use has failed', () => {
  const folders: string[] = [];
  const use = (bundles: Record<string, Code>): void => {
    const paths = Object.values(bundles).flatMap((code) => (code instanceof AssetCode ? code.path : []));
    expect(paths.filter((path) => !existsSync(join(path, 'index.mjs')))).toStrictEqual([]);
    folders.push(...paths);
  };
  const fail = (bundles: Record<string, Code>): void => {
    use(bundles);
    throw new Error('used up');
  };
  withBundles([], use);
  expect(() => withBundles([], fail)).toThrow('used up');
  expect(folders).toHaveLength(10);
  expect(folders.filter((folder) => existsSync(folder) || existsSync(dirname(folder)))).toStrictEqual([]);
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
