import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../lib/cli/settings.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { mistakesIn } from './compiling.ts';
import { DOCUMENTS, samplesOf } from './samples.ts';

describe.each(DOCUMENTS)('%s', (document) => {
  const choreographies = samplesOf(document).filter(({ language }) => language === 'yaml');

  test('every choreography in it is valid, without a warning', () => {
    expect(choreographies.map(({ text }) => parseDefinition(text).problems)).toEqual(
      choreographies.map(() => []),
    );
  });

  test('every program in it compiles, and runs', () => {
    const programs = samplesOf(document).filter(({ language }) => language === 'ts');
    for (const { file, text } of programs) {
      const path = join(ROOT, file ?? 'bin/sample.ts');
      expect(mistakesIn(path, text)).toEqual([]);
      // Runs in jest alone: testing.test.ts does it.
      if (text.includes("from '@jest/globals'")) continue;
      const program = ['--input-type=module-typescript', '--eval', text];
      execFileSync(process.execPath, program, { cwd: dirname(path) });
    }
  });

  test('every link to a file of the project leads somewhere', () => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link);
    const missing = links.filter((link) => !existsSync(join(ROOT, dirname(document), link)));
    expect(missing).toEqual([]);
  });
});

test('a program that does not compile is found out', () => {
  expect(mistakesIn(join(ROOT, 'bin', 'wrong.ts'), "export const days: number = 'three';\n")).toEqual([
    "Type 'string' is not assignable to type 'number'.",
  ]);
});
