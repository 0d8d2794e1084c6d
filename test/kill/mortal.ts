/** A monitor that is killed again and again, and each time goes on in the same folder and at the same address. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';

export type Mortal = {
  readonly url: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What went wrong in it, as it said itself. */
  readonly said: readonly string[];
  kill(): Promise<void>;
  restart(): Promise<void>;
};

const ready = z.object({ url: z.string(), outputs: z.record(z.string(), z.string()) });

export async function startMortal(assembly: string, data: string): Promise<Mortal> {
  const said: string[] = [];
  let child = start(assembly, data, 0, said);
  const { url, outputs } = await isReady(child, said);
  return {
    ...{ url, outputs, said },
    async kill() {
      const ended = once(child, 'exit');
      // It may have ended by itself.
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await ended;
      }
    },
    async restart() {
      child = start(assembly, data, Number(new URL(url).port), said);
      await isReady(child, said);
    },
  };
}

function start(assembly: string, data: string, port: number, said: string[]): ChildProcess {
  const script = join(import.meta.dirname, 'cloud-process.ts');
  const child = fork(script, [assembly, data, String(port)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  return child;
}

async function isReady(child: ChildProcess, said: readonly string[]): Promise<z.infer<typeof ready>> {
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The monitor did not start:\n${said.slice(-20).join('')}`);
  });
  const answered = once(child, 'message').then((parts: readonly unknown[]) => parts[0]);
  const message = await Promise.race([answered, ended]);
  ended.catch(() => undefined);
  return ready.parse(message);
}
