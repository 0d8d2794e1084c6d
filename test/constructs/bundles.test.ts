import { afterAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AssetCode } from 'aws-cdk-lib/aws-lambda';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import * as z from 'zod';
import { compile } from '../../lib/compiler/compile.ts';
import { withBundles } from '../../lib/constructs/bundles.ts';
import { bundled } from './bundled.ts';
import { PARCEL, synthesize } from './parcel.ts';

const first = synthesize();
afterAll(() => first.remove());

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
  const scripts = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  expect(readdirSync(folder).sort()).toStrictEqual([...scripts, 'subscriptions.json'].sort());
  expect(scripts).toContain('index.mjs');
  const size = scripts.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  expect(size).toBeLessThan(LIMIT);
  const subscriptions: unknown = JSON.parse(readFileSync(join(folder, 'subscriptions.json'), 'utf8'));
  expect(subscriptions).toStrictEqual([JSON.parse(JSON.stringify(compile(PARCEL).subscription))]);
});

test('jsonata is read when a function first needs it, not when it starts', () => {
  const folder = join(first.folder, assets.get('resumer') ?? '');
  const withJsonata = readdirSync(folder).filter(
    (file) => file.endsWith('.mjs') && readFileSync(join(folder, file), 'utf8').includes('formatNumber'),
  );
  expect(withJsonata.map((file) => file.replace(/-\w+\.mjs$/, ''))).toStrictEqual(['answer-by-jsonata']);
});

test('the same sources give the same bundles, whoever builds them, and where', () => {
  const module = JSON.stringify(new URL('./bundled.ts', import.meta.url));
  const script = `const { bundled } = await import(${module}); process.stdout.write(JSON.stringify(bundled()))`;
  // Another process, for one process builds them once; and another folder, for no path may be in them.
  const elsewhere = execFileSync('node', ['--input-type=module', '--eval', script], { cwd: tmpdir() });
  const here = bundled();
  expect(Object.keys(here).filter((file) => file.endsWith('/index.mjs'))).toHaveLength(5);
  expect(JSON.parse(elsewhere.toString())).toStrictEqual(here);
});
