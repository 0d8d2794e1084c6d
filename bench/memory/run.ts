/**
 * npm run bench:memory [-- COUNT [MACHINE]]
 *
 * Starts executions that wait for their token, in a process of its own for each line, and says what they cost: without
 * storage, with it, and when another process takes them up from there.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MACHINES } from './machines.ts';
import type { Measured } from './measure.ts';

const COUNT = Number(process.argv[2] ?? 100_000);
const CHOSEN = MACHINES.filter((machine) => (process.argv[3] ?? machine) === machine);
const LIMIT = 1e9;

process.exitCode = await main();

/** 1 where a process took more than it may. */
async function main(): Promise<number> {
  process.stdout.write(`${COUNT} executions that wait in a callback task\n\n`);
  line(['machine', 'data', 'seconds', 'RSS MB', 'peak MB', 'bytes of heap each']);
  const peaks: number[] = [];
  for (const machine of CHOSEN) {
    const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-memory-'));
    try {
      peaks.push(await report(machine, 'none', ''));
      peaks.push(await report(machine, 'kept', folder));
      peaks.push(await report(machine, 'taken up', folder, 'again'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return peaks.some((peak) => peak > LIMIT) ? 1 : 0;
}

async function report(machine: string, data: string, folder: string, again = ''): Promise<number> {
  const { seconds, rss, peak, heap, waiting } = await measured([machine, String(COUNT), folder, again]);
  if (waiting !== COUNT) throw new Error(`${waiting} of ${COUNT} executions wait.`);
  const each = Math.round(heap / COUNT);
  line([machine, data, seconds.toFixed(1), megabytes(rss), megabytes(peak), String(each)]);
  return peak;
}

async function measured(args: readonly string[]): Promise<Measured> {
  const child = fork(join(import.meta.dirname, 'measure.ts'), [...args], { execArgv: ['--expose-gc'] });
  const [message] = (await once(child, 'message')) as [Measured];
  await once(child, 'exit');
  return message;
}

function line(cells: readonly string[]): void {
  const widths = [12, 10, 8, 8, 8, 18];
  process.stdout.write(`${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}\n`);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
