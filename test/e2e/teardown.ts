import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One folder for all test files of one run of jest, whose own process is the parent of those that run the files. */
export const sharedFolder = (run: number): string => join(tmpdir(), `choreography-monitor-test-${run}`);

/** Jest calls it when all files have run; with one worker the files run in jest's own process. */
export default function teardown(): void {
  for (const run of [process.pid, process.ppid]) rmSync(sharedFolder(run), { recursive: true, force: true });
}
