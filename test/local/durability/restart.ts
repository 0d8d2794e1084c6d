import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage } from '../../../lib/local/storage/durable.ts';
import type { Storage } from '../../../lib/local/storage/storage.ts';

/** One folder, opened by one process after the other. */
export type Folder = { open(): Storage; remove(): void };

export function temporaryFolder(): Folder {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-restart-'));
  return { open: () => openStorage(folder), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
