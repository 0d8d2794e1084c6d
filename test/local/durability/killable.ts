import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { objectOf, parseJson, textOf } from '../../../lib/local/json.ts';

export type KillableCloud = {
  readonly url: string;
  /** What it said on standard error. */
  readonly said: () => string;
  kill(): Promise<void>;
};

/** @throws what it said, where it ends before it is ready */
export async function startKillable(assembly: string, data: string): Promise<KillableCloud> {
  const script = join(import.meta.dirname, 'cloud-process.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, assembly, data]);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(urlIn(line)));
    child.once('exit', (status) => reject(new Error(`It ended with ${String(status)}:\n${said}`)));
  });
  return { url, said: () => said, kill: () => kill(child) };
}

function urlIn(line: string): string {
  const parsed = parseJson(line);
  return parsed.kind === 'json' ? (textOf(objectOf(parsed.value)['url']) ?? '') : '';
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
