#!/usr/bin/env node
// Any Node.js can read this file. All the rest is TypeScript as it is, which older ones refuse with words that help nobody.
import { existsSync } from 'node:fs';
import module from 'node:module';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const NEEDED = 24;
const there = (path) => existsSync(fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url)));

function obstacle() {
  if (!there('.package-lock.json')) return 'Nothing is installed yet. Run this first: npm ci';
  if (Number.parseInt(process.versions.node, 10) >= NEEDED) return undefined;
  const found = `This needs Node.js ${NEEDED}, and runs with ${process.versions.node}.`;
  return there('node/bin/node')
    ? `${found} Run it with the one that is installed here: npm run choreo -- COMMAND`
    : `${found} The one of its own is not installed, as npm was told to ignore scripts: npm rebuild node --ignore-scripts=false`;
}

const message = obstacle();
if (message === undefined) {
  // What has been made of the TypeScript once is kept, for the processes and threads that this one starts, too: every
  // command but the first begins in half the time.
  module.enableCompileCache();
  process.env.NODE_COMPILE_CACHE ??= module.getCompileCacheDir();
  await import('./choreo.ts');
} else {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
