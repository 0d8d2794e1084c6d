import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { UserError } from '../cli/errors.ts';
import { ROOT } from '../cli/settings.ts';
import type { Deployment } from './monitored.ts';

/** What the tests of the language are about: choreographies of their own. */
export const LANGUAGE = join(ROOT, 'test', 'e2e', 'language', 'choreographies');

/** Those end-to-end tests that speak AWS's APIs and nothing else; the scenarios are played as stories. */
const FILES = ['test/e2e/car.test.ts', 'test/e2e/language.test.ts'];

/** Where each app is deployed. */
export type Deployments = { readonly examples: Deployment; readonly language: Deployment };

const report = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({ title: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

/** Runs the end-to-end tests against what is deployed; tells each that fails there. `npm test` runs them on the local cloud. */
export async function failingTests(
  deployments: Deployments,
  name: string,
  { patience, signal }: { readonly patience: number; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-tests-'));
  const [cloud, output] = [join(folder, 'cloud.json'), join(folder, 'report.json')];
  try {
    writeFileSync(cloud, JSON.stringify(deployments), { mode: 0o600 });
    const jest = ['run', '-s', 'jest', '--', ...FILES, '--runInBand', '--json', '--outputFile', output];
    await ended('npm', jest, { ...process.env, E2E_CLOUD: cloud, E2E_PATIENCE: String(patience) }, signal);
    return failuresIn(report.parse(JSON.parse(readFileSync(output, 'utf8'))), name);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failuresIn({ testResults }: z.infer<typeof report>, name: string): readonly string[] {
  return testResults.flatMap(({ message, assertionResults }) => {
    // A file that could not even begin has no results of its own.
    if (assertionResults.length === 0) return [`end-to-end tests: ${name} has «${firstLines(message)}»`];
    return assertionResults
      .filter(({ status }) => status === 'failed')
      .map(
        ({ title, failureMessages: [failure = ''] }) =>
          `the test "${title}": it holds on the local cloud, ${name} has «${firstLines(failure)}»`,
      );
  });
}

/** What was expected and what came, without colours and without where in the code. */
function firstLines(message: string): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '));
  return lines.slice(0, 4).join(' ').slice(0, 300);
}

/** Its exit status says whether tests fail, which its report says better. */
function ended(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 2, 2], signal });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === null) reject(new UserError('The end-to-end tests were ended from outside.'));
      else resolve();
    });
  });
}
