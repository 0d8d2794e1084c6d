import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../lib/cli/settings.ts';
import { run } from '../cli/processes.ts';
import { commandsOf, samplesOf } from './samples.ts';

test('what docs/testing.md shows for jest passes in jest', async () => {
  const [sample, ...others] = samplesOf('docs/testing.md').filter(({ text }) =>
    text.includes("from '@jest/globals'"),
  );
  if (sample === undefined) throw new Error('There is no such sample');
  expect(others).toEqual([]);
  const name = `sample-${process.pid}.test.ts`;
  const file = join(ROOT, 'test', name);
  const options = ['--experimental-vm-modules', join(ROOT, 'node_modules/jest/bin/jest.js')];
  try {
    writeFileSync(file, sample.text);
    // The run around this one still needs what the teardown of them all removes.
    const jest = ['--globalTeardown', join(ROOT, 'test/docs/no-teardown.ts'), '--runTestsByPath', file];
    const { stderr } = await promisify(execFile)(process.execPath, [...options, ...jest], { cwd: ROOT });
    expect(stderr).toMatch(/^Tests: +1 passed, 1 total$/m);
  } finally {
    rmSync(file, { force: true });
  }
});

test("the command of docs/testing.md runs its sample, with the project's own Node.js", async () => {
  const [sample] = samplesOf('docs/testing.md').filter(({ file }) => file === 'test/library-loan.test.ts');
  const [command, ...others] = commandsOf('docs/testing.md');
  expect([command, ...others]).toEqual(['npx node --test test/library-loan.test.ts']);
  const file = join('test', `sample-${process.pid}.node.test.ts`);
  // npm has put the project's own programs first; a reader's shell has not.
  const PATH = (process.env['PATH'] ?? '').split(delimiter).filter((each) => !each.includes('node_modules'));
  try {
    writeFileSync(join(ROOT, file), sample?.text ?? '');
    const line = command?.replace('test/library-loan.test.ts', file) ?? '';
    const { status, output } = await run(line, { ...process.env, PATH: PATH.join(delimiter) });
    expect(output).toMatch(/a book that comes back late is asked for, and is fine/);
    expect(output).toMatch(/pass 1$/m);
    expect(status).toBe(0);
  } finally {
    rmSync(join(ROOT, file), { force: true });
  }
});
