import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { ROOT } from '../../lib/cli/settings.ts';

/** Runs a shell line to its end. `output` is standard output and standard error as a terminal would show them. */
export async function run(
  line: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ status: number | null; output: string }> {
  const child = spawn('sh', ['-c', line], { cwd: ROOT, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return { status: child.exitCode, output };
}

/** Starts a shell line as a terminal does: in a process group of its own, which Ctrl-C reaches as a whole. */
export function inTerminal(line: string, env: NodeJS.ProcessEnv = process.env): ChildProcess {
  return spawn('sh', ['-c', line], { cwd: ROOT, env, detached: true });
}

/** Ctrl-C; resolves when the process has ended. */
export async function interrupt(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGINT');
  await ended;
}

/** The line that says the local cloud takes requests; what came before it, if it ended instead. */
export function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child.stderr?.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    const lines = createInterface({ input: child.stdout! });
    lines.on('line', (line) => {
      seen += `${line}\n`;
      if (line.startsWith('Local cloud ready on ')) resolve(line);
    });
    child.once('exit', (status) => reject(new Error(`It ended with ${status}:\n${seen}`)));
  });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
