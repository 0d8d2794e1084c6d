/**
 * What the local cloud is measured beside, in pinned versions: installed into node_modules/.cache at the first run, so
 * that nobody else has to carry them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';

export const PEERS = {
  /** Runs Amazon States Language in a process of Node's. */
  executions: { name: 'aws-local-stepfunctions', version: '3.0.0' },
  /** A plugin with the matcher of event patterns that npm has in most use. */
  patterns: { name: 'serverless-offline-aws-eventbridge', version: '2.2.4' },
} as const;

const FOLDER = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'bench-local');
const require = createRequire(join(FOLDER, 'index.js'));

export function titleOf({ name, version }: { name: string; version: string }): string {
  return `${name} ${version}`;
}

function load(peer: { name: string; version: string }): unknown {
  const installed = join(FOLDER, 'node_modules', peer.name, 'package.json');
  if (!existsSync(installed)) {
    mkdirSync(FOLDER, { recursive: true });
    if (!existsSync(join(FOLDER, 'package.json'))) writeFileSync(join(FOLDER, 'package.json'), '{}\n');
    const wanted = `${peer.name}@${peer.version}`;
    const args = ['install', '--no-audit', '--no-fund', '--legacy-peer-deps', '--ignore-scripts', wanted];
    execFileSync('npm', args, { cwd: FOLDER, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return require(peer.name);
}

const executions = z.object({
  StateMachine: z.custom<
    new (definition: object) => {
      run(
        input: object,
        options: {
          context: object;
          overrides: { taskResourceLocalHandlers: Record<string, (input: unknown) => Promise<object>> };
        },
      ): { readonly result: Promise<unknown> };
    }
  >((value) => typeof value === 'function'),
});

export function executionsPeer(): z.infer<typeof executions>['StateMachine'] {
  return executions.parse(load(PEERS.executions)).StateMachine;
}

export type PatternsPeer = {
  verifyIsSubscribed(
    subscriber: { functionKey: string; event: { pattern: object } },
    entry: { Source: string; DetailType: string; Detail: string },
  ): boolean;
};

const quiet = (): void => undefined;
const plugin = z.custom<new (serverless: object, options: object, logging: object) => PatternsPeer>(
  (value) => typeof value === 'function',
);
const exported = z.union([plugin, z.object({ default: plugin }).transform((module) => module.default)]);

export function patternsPeer(): PatternsPeer {
  const log = { debug: quiet, notice: quiet, warning: quiet, error: quiet };
  return new (exported.parse(load(PEERS.patterns)))({}, {}, { log });
}
