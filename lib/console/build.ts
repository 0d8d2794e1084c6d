import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the built client lies. */
export const CLIENT_DIR = here('../../dist/console');

/** What the client is made of: its own files, the shared ones beside them, the layout, the versions of its libraries. */
const SOURCES = ['.', '../layout', '../../package-lock.json'].map(here);

/** Builds the client where its sources are newer than what was built; returns whether it had to. */
export async function buildClient(options: { force?: boolean } = {}): Promise<boolean> {
  if (options.force !== true && builtAt() > Math.max(...SOURCES.map(newestIn))) return false;
  mkdirSync(dirname(CLIENT_DIR), { recursive: true });
  const fresh = mkdtempSync(`${CLIENT_DIR}-`);
  try {
    await runVite(fresh);
    replace(CLIENT_DIR, fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return true;
}

/** In a process of its own: its bundler takes no values from another realm, such as a test's. */
async function runVite(outDir: string): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const args = [vite, 'build', '--config', here('./vite.config.ts'), '--outDir', outDir, '--emptyOutDir'];
  await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production', NODE_DISABLE_COMPILE_CACHE: '1' },
  });
}

/** Whole or not at all, so that nobody is served a half-written client; where two build at once, either will do. */
function replace(folder: string, fresh: string): void {
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (!Error.isError(error) || !('code' in error) || error.code !== 'ENOTEMPTY') throw error;
  }
}

function builtAt(): number {
  return statSync(join(CLIENT_DIR, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestIn(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

async function report(): Promise<void> {
  const started = performance.now();
  const built = await buildClient();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(built ? `The console was built in ${seconds} s.\n` : 'The console is up to date.\n');
}

// Without a top-level await: then this module can be required too, as jest does for its global setup.
if (import.meta.main) void report();
