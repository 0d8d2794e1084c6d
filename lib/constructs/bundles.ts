import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync, type BuildOptions } from 'esbuild';
import type { Subscription } from '../definition/wire.ts';

export const FUNCTIONS = ['starter', 'resumer', 'closer', 'notifier', 'sweeper'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

const LAMBDAS = join(import.meta.dirname, '..', '..', 'lambdas');

/** What CommonJS packages inside an ES module need where they load Node's own modules. */
const REQUIRE = "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);";

/**
 * Gives `use` each function as an asset: `index.mjs`, with `subscriptions.json` beside it. The AWS SDK goes inside: what
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
        writeFileSync(join(directory, 'index.mjs'), scripts[name]);
        writeFileSync(join(directory, 'subscriptions.json'), table);
        return Code.fromAsset(directory);
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The sources are the same for every stack of an app. */
let built: Record<FunctionName, Uint8Array> | undefined;

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

function build(): Record<FunctionName, Uint8Array> {
  const { outputFiles } = buildSync({
    entryPoints: FUNCTIONS.map((name) => ({ in: join(LAMBDAS, name, 'index.ts'), out: name })),
    write: false,
    outdir: LAMBDAS,
    outExtension: { '.js': '.mjs' },
    ...BUNDLING,
  });
  const scripts = new Map(outputFiles.map(({ path, contents }) => [basename(path, '.mjs'), contents]));
  return record((name) => {
    const script = scripts.get(name);
    if (script === undefined) throw new Error(`The bundle of the ${name} was not built`);
    return script;
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
