import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './processes.ts';

let folder: string;

/** A clone, as far as the first lines of the command look at it. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clone-'));
  cpSync('bin/choreo.mjs', join(folder, 'bin/choreo.mjs'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string): void {
  const file = join(folder, 'node_modules', path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');
}

const older = 'Object.defineProperty(process,"versions",{value:{node:"20.19.0"}})';
const choreo = (options = '') => run(`node ${options} ${join(folder, 'bin/choreo.mjs')} validate`);
const onOlder = () => choreo(`--import 'data:text/javascript,${older}'`);

test('an older Node.js can read it: what it imports by name was there in Node.js 18', () => {
  // Of others take the module's default: a name that is missing stops all before it can be said.
  const there = ['existsSync', 'fileURLToPath', 'URL'];
  const lines = readFileSync('bin/choreo.mjs', 'utf8').matchAll(/^import \{(.+)\} from/gm);
  const names = [...lines].flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
  expect(names.filter((name) => !there.includes(name))).toEqual([]);
});

test('a clone in which nothing is installed says so', async () => {
  const expected = { status: 1, output: 'Nothing is installed yet. Run this first: npm ci\n' };
  expect(await choreo()).toEqual(expected);
  expect(await onOlder()).toEqual(expected);
});

test('an older Node.js is told apart from the one that is installed', async () => {
  put('.package-lock.json');
  put('node/bin/node');
  expect(await onOlder()).toEqual({
    status: 1,
    output:
      'This needs Node.js 24, and runs with 20.19.0. Run it with the one that is installed here: npm run choreo -- COMMAND\n',
  });
});

test('where npm ignores scripts, it says how the Node.js that is needed is installed', async () => {
  put('.package-lock.json');
  expect(await onOlder()).toEqual({
    status: 1,
    output:
      'This needs Node.js 24, and runs with 20.19.0. The one of its own is not installed, as npm was told to ignore scripts: npm rebuild node --ignore-scripts=false\n',
  });
});

test('else the command runs, and its status is what it says', async () => {
  expect(await run('npm run -s choreo -- help pubish')).toMatchObject({
    status: 1,
    output: expect.stringContaining('Did you mean "publish"?'),
  });
});
