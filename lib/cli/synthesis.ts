import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from './errors.ts';
import { CHOREOGRAPHIES, ROOT } from './settings.ts';

export type Assembly = { readonly folder: string; remove(): void };

/**
 * Synthesizes the CDK app, as `cdk synth` does, by default into a folder of its own. What the app says of broken
 * choreographies goes to standard error as it is.
 * @throws UserError when the app refuses to be synthesized, or `signal` ended it.
 */
export async function synthesize(
  options: {
    choreographies?: string;
    folder?: string;
    signal?: AbortSignal;
    /** Of the app, by the names of `bin/app.ts`. */
    settings?: Readonly<Record<string, string>>;
  } = {},
): Promise<Assembly> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'choreography-monitor-'));
  const assembly = { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
  const status = await exitStatus([join(ROOT, 'bin', 'app.ts')], options.signal, {
    ...process.env,
    ...options.settings,
    CHOREOGRAPHIES: options.choreographies ?? CHOREOGRAPHIES,
    CDK_OUTDIR: folder,
    // What it would leave behind when it is cut short, goes with the folder.
    TMPDIR: folder,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    // Whether CloudFormation takes it is asked where it is deployed to AWS: it would more than double the start.
    CDK_VALIDATION: 'false',
  });
  if (status === 0) return assembly;
  assembly.remove();
  throw new UserError('Nothing was started: the app could not be synthesized.');
}

/** Resolves once the process is gone, also when `signal` ends it. */
function exitStatus(
  args: readonly string[],
  signal: AbortSignal | undefined,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return new Promise((resolve, reject) => {
    // Standard output is kept for what the user asked for.
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 2, 2] });
    const end = (): void => void child.kill();
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted === true) end();
    child.on('error', reject);
    child.on('exit', (code) => {
      signal?.removeEventListener('abort', end);
      resolve(code ?? 1);
    });
  });
}
