import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../lib/cli/settings.ts';
import { samplesOf } from './samples.ts';

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
