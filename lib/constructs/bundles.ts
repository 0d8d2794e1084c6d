import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
 * Each function as an asset: `index.mjs`, with `subscriptions.json` beside it. The AWS SDK goes inside: what was tested
 * is what runs, and the local cloud needs no node_modules. Same sources, same bytes: the asset's hash changes only with
 * what it holds.
 */
export function bundleFunctions(subscriptions: readonly Subscription[]): Record<FunctionName, Code> {
  const scripts = (built ??= build());
  const out = temporaryFolder();
  const table = `${JSON.stringify(subscriptions, null, 2)}\n`;
  return record((name) => {
    const directory = join(out, name);
    cpSync(join(scripts, name), directory, { recursive: true });
    writeFileSync(join(directory, 'subscriptions.json'), table);
    return Code.fromAsset(directory);
  });
}

/** The sources are the same for every stack of an app. */
let built: string | undefined;

function build(): string {
  const outdir = temporaryFolder();
  buildSync({
    entryPoints: FUNCTIONS.map((name) => ({
      in: join(LAMBDAS, name, 'index.ts'),
      out: join(name, 'index'),
    })),
    outdir,
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
  return outdir;
}

/** CDK copies an asset into the assembly as soon as it is used; nothing of this is needed afterwards. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
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
