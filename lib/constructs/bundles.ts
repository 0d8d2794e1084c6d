import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import type { Subscription } from '../definition/wire.ts';

export const FUNCTIONS = ['starter', 'resumer', 'closer', 'notifier', 'sweeper'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

const LAMBDAS = join(import.meta.dirname, '..', '..', 'lambdas');

/** What CommonJS packages inside an ES module need where they load Node's own modules. */
const REQUIRE = "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);";

/**
 * Bundles every function in one pass: `<name>/index.mjs`, with `subscriptions.json` beside it. The AWS SDK goes inside:
 * what was tested is what runs, it starts faster than the runtime's own copy, and the local cloud needs no node_modules.
 * Same sources, same bytes: so the asset's hash changes only with what it holds.
 */
export function bundleFunctions(subscriptions: readonly Subscription[]): Record<FunctionName, Code> {
  const out = mkdtempSync(join(tmpdir(), 'choreography-monitor-'));
  // CDK copies an asset into the assembly as soon as it is used; nothing of this is needed afterwards.
  process.once('exit', () => rmSync(out, { recursive: true, force: true }));
  buildSync({
    entryPoints: FUNCTIONS.map((name) => ({
      in: join(LAMBDAS, name, 'index.ts'),
      out: join(name, 'index'),
    })),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: join(LAMBDAS, '..'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': join(LAMBDAS, 'credentials.ts') },
    minify: true,
    legalComments: 'none',
    banner: { js: REQUIRE },
    logLevel: 'error',
  });
  const table = `${JSON.stringify(subscriptions, null, 2)}\n`;
  return record((name) => {
    const directory = join(out, name);
    writeFileSync(join(directory, 'subscriptions.json'), table);
    return Code.fromAsset(directory);
  });
}

function record(code: (name: FunctionName) => Code): Record<FunctionName, Code> {
  return {
    starter: code('starter'),
    resumer: code('resumer'),
    closer: code('closer'),
    notifier: code('notifier'),
    sweeper: code('sweeper'),
  };
}
