/** Asks another process about one file after the other: one that makes it hang or fall is told as such. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Judgement } from './definitions.ts';

const SCRIPT = fileURLToPath(new URL('./definitions.ts', import.meta.url));
const SETTINGS = ['--max-old-space-size=512', '--disable-warning=ExperimentalWarning'];
/** What takes so long never ends: the slowest takes a second. */
const HANGS_AFTER = 60_000;

export class Judge {
  #child: ChildProcess | undefined;

  async judge(text: string): Promise<Judgement> {
    const child = (this.#child ??= spawn('node', [...SETTINGS, SCRIPT], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }));
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) throw new Error('Nobody can talk to the other process');
    const answers = createInterface(stdout);
    const end = new AbortController();
    const { signal } = end;
    const hangs = setTimeout(() => child.kill('SIGKILL'), HANGS_AFTER);
    try {
      stdin.write(`${Buffer.from(JSON.stringify(text)).toString('base64')}\n`);
      const answer = once(answers, 'line', { signal }).then(
        ([line]) => JSON.parse(String(line)) as Judgement,
      );
      const fallen = once(child, 'exit', { signal }).then(([, killed]): Judgement => {
        this.#child = undefined;
        return { outcome: 'broken', wrong: [killed === 'SIGKILL' ? 'It hangs' : 'It fell'], took: 0 };
      });
      return await Promise.race([answer, fallen]);
    } finally {
      clearTimeout(hangs);
      end.abort();
      answers.close();
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.stdin?.end();
    await ended;
  }
}
