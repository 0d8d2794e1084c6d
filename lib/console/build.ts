import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the built client lies. */
export const CLIENT_DIR = here('../../dist/console');

/** What the client is made of: its own files, the shared ones beside them, the layout, the versions of its libraries. */
const SOURCES = ['.', '../layout', '../../package-lock.json'].map(here);

/** Builds the client where its sources are newer than what was built; returns whether it had to. */
export async function buildClient(options: { force?: boolean } = {}): Promise<boolean> {
  if (options.force !== true && builtAt() > Math.max(...SOURCES.map(newestIn))) return false;
  await build({ configFile: here('./vite.config.ts') });
  return true;
}

function builtAt(): number {
  return statSync(join(CLIENT_DIR, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestIn(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

if (import.meta.main) {
  const started = performance.now();
  const built = await buildClient();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(built ? `The console was built in ${seconds} s.\n` : 'The console is up to date.\n');
}
