import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedAssembly } from '../shared-assembly.ts';

/**
 * Its first invocations are left alone, so that a batch tried over and over goes through at last; then one is cut off
 * wherever it is after that many milliseconds, as Lambda does to an environment it takes away. The thread's number
 * decides, so that no two die alike.
 */
const MORTAL = `
import { threadId } from 'node:worker_threads';
import { handler as real } from './real.mjs';
const lives = 8 + ((threadId * 7) % 13);
const last = (threadId * 5) % 23;
let invocations = 0;
export const handler = (event, context) => {
  invocations += 1;
  if (invocations >= lives) setTimeout(() => process.exit(1), last);
  return real(event, context);
};
`;

/** The app as it is synthesized, but its functions die now and then, and its queues try again within seconds. */
export async function mortalAssembly(): Promise<{ readonly folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-mortal-'));
  cpSync(await sharedAssembly(), folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith('asset.')) {
      renameSync(join(path, 'index.mjs'), join(path, 'real.mjs'));
      writeFileSync(join(path, 'index.mjs'), MORTAL);
    }
    if (name.endsWith('.template.json')) {
      const template = readFileSync(path, 'utf8')
        .replaceAll(/"VisibilityTimeout": ?\d+/g, '"VisibilityTimeout":4')
        .replaceAll(/"maxReceiveCount": ?\d+/g, '"maxReceiveCount":50');
      writeFileSync(path, template);
    }
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
