/** A local cloud in another process, which may be killed by what is done to it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Answer = { readonly status: number; readonly body: string };

const SERVER = fileURLToPath(new URL('./server.ts', import.meta.url));

export class CloudAside {
  readonly #child: ChildProcess;
  readonly url: string;
  /** What it complained of. */
  readonly complaints: string[];

  private constructor(child: ChildProcess, url: string, complaints: string[]) {
    this.#child = child;
    this.url = url;
    this.complaints = complaints;
  }

  /** @throws what it said last, where it ends before it has said its address */
  static async start(script = SERVER): Promise<CloudAside> {
    const settings = ['--max-old-space-size=512', '--disable-warning=ExperimentalWarning'];
    const child = spawn('node', [...settings, script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const complaints: string[] = [];
    createInterface(child.stderr).on('line', (line) => complaints.push(line));
    const url = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).once('line', resolve);
      child.once('error', reject);
      // Its pipes are at their end too by then.
      child.once('close', () => {
        const end = child.signalCode ?? `status ${child.exitCode}`;
        reject(new Error(`The local cloud did not start (${end}):\n${complaints.slice(-20).join('\n')}`));
      });
    });
    return new CloudAside(child, url, complaints);
  }

  alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The most memory that it ever had, in MB. */
  peak(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  async call(target: string, body: unknown): Promise<Answer> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: await response.text() };
  }

  /** Says this on a connection of its own, and hears what is answered until the connection ends or `until` is heard. */
  say(chunks: Iterable<string | Buffer>, until?: string): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(Number(new URL(this.url).port), '127.0.0.1');
      let heard = '';
      const rest = chunks[Symbol.iterator]();
      const goOn = (): void => {
        for (;;) {
          const next = rest.next();
          if (next.done === true || socket.destroyed) return;
          if (!socket.write(next.value)) {
            socket.once('drain', goOn);
            return;
          }
        }
      };
      socket.on('data', (data) => {
        heard += data.toString();
        if (until !== undefined && heard.includes(until)) socket.destroy();
      });
      // It may be closed before all is said, which is what some of these are about.
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(heard));
      goOn();
    });
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (!this.alive()) return;
    this.#child.kill('SIGTERM');
    await ended;
  }
}
