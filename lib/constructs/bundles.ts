import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync, type BuildOptions, type OutputFile } from 'esbuild';
import type { Subscription } from '../definition/wire.ts';

export const FUNCTIONS = ['starter', 'resumer', 'closer', 'notifier', 'sweeper'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

const LAMBDAS = join(import.meta.dirname, '..', '..', 'lambdas');

/** What CommonJS packages inside an ES module need where they load Node's own modules. */
const REQUIRE = "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);";

/**
 * Gives `use` each function as an asset: `index.mjs` with what it loads when needed, and `subscriptions.json` beside them. The AWS SDK goes inside: what
 * was tested is what runs, and the local cloud needs no node_modules. Same sources, same bytes: the asset's hash changes
 * only with what it holds. CDK copies an asset into the assembly as soon as it is used; the folders are gone afterwards.
 */
export function withBundles<T>(
  subscriptions: readonly Subscription[],
  use: (bundles: Record<FunctionName, Code>) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-'));
  try {
    const scripts = (built ??= build());
    const table = `${JSON.stringify(subscriptions, null, 2)}\n`;
    return use(
      record((name) => {
        const directory = join(folder, name);
        mkdirSync(directory);
        for (const { path, contents } of scripts[name])
          writeFileSync(join(directory, basename(path)), contents);
        writeFileSync(join(directory, 'subscriptions.json'), table);
        return Code.fromAsset(directory);
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The sources are the same for every stack of an app. */
let built: Record<FunctionName, readonly OutputFile[]> | undefined;

/** How each is made; the benches make theirs alike. */
export const BUNDLING = {
  absWorkingDir: join(LAMBDAS, '..'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': join(LAMBDAS, 'credentials.ts'),
    '@smithy/core/event-streams': join(LAMBDAS, 'event-streams.ts'),
  },
  minify: true,
  legalComments: 'none',
  banner: { js: REQUIRE },
  logLevel: 'error',
} satisfies BuildOptions;

/** What few invocations need, jsonata above all, lies in files of its own: reading it would be a twentieth of each start. */
export const SPLIT = {
  splitting: true,
  chunkNames: '[name]-[hash]',
  outExtension: { '.js': '.mjs' },
} satisfies BuildOptions;

function build(): Record<FunctionName, readonly OutputFile[]> {
  return record((name) => {
    const { outputFiles } = buildSync({
      ...BUNDLING,
      ...SPLIT,
      entryPoints: { index: join(LAMBDAS, name, 'index.ts') },
      outdir: LAMBDAS,
      write: false,
    });
    return outputFiles;
  });
}

function record<T>(of: (name: FunctionName) => T): Record<FunctionName, T> {
  return {
    starter: of('starter'),
    resumer: of('resumer'),
    closer: of('closer'),
    notifier: of('notifier'),
    sweeper: of('sweeper'),
  };
}
