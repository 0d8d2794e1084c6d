import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Seconds: what a killed process was at work on would otherwise come again after three minutes. */
const AGAIN = 5;
/** A message that is killed more often than it is tried is given up, rightly; that is not asked here. */
const ATTEMPTS = 200;

/** The app as it is synthesized, but its queues try again within seconds. */
export function hastyAssembly(synthesized: string): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-hasty-'));
  cpSync(synthesized, folder, { recursive: true });
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.template.json'))) {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8')
      .replaceAll(/"VisibilityTimeout": ?\d+/g, `"VisibilityTimeout":${AGAIN}`)
      .replaceAll(/"maxReceiveCount": ?\d+/g, `"maxReceiveCount":${ATTEMPTS}`);
    writeFileSync(path, text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
