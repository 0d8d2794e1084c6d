import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

/** Where the packages of the usual systems put one. */
const USUAL = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The path of a Chromium: one that is named, one that is installed, or one that is fetched now.
 * @throws Error that says what to do; a browser test is never skipped silently.
 */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string {
  for (const name of ['CHROMIUM_PATH', 'CHROME_PATH']) {
    const path = env[name];
    if (path === undefined || path === '') continue;
    if (isThere(path)) return path;
    throw new Error(`${name} is "${path}", which is no program. Correct it, or unset it to look elsewhere.`);
  }
  return installed() ?? fetched();
}

function installed(): string | undefined {
  return [...USUAL, chromium.executablePath()].find(isThere);
}

function isThere(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Playwright's own download, then the system's packages where we may install some. */
function fetched(): string {
  const playwright = join(
    dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
    'cli.js',
  );
  const attempts: (readonly [string, readonly string[]])[] = [
    [process.execPath, [playwright, 'install', 'chromium']],
  ];
  if (process.getuid?.() === 0 && isThere('/usr/bin/apt-get')) {
    attempts.push(['apt-get', ['update', '-qq']], ['apt-get', ['install', '-y', '-qq', 'chromium']]);
  }
  const failures: string[] = [];
  for (const [command, args] of attempts) {
    try {
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 300_000 });
      const path = installed();
      if (path !== undefined) return path;
    } catch (error) {
      failures.push(`${command} ${args.join(' ')}: ${String(error).split('\n')[0] ?? ''}`);
    }
  }
  throw new Error(
    [
      'The browser tests need a Chromium and found none. Install one (Debian: apt-get install chromium; anywhere:',
      'npx playwright-core install chromium), or set CHROMIUM_PATH to its program. What was tried:',
      ...failures,
    ].join('\n'),
  );
}
