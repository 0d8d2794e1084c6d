import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../lib/cli/settings.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { DOCUMENTS, samplesOf } from './samples.ts';

describe.each(DOCUMENTS)('%s', (document) => {
  const choreographies = samplesOf(document).filter(({ language }) => language === 'yaml');

  test('every choreography in it is valid, without a warning', () => {
    expect(choreographies.map(({ text }) => parseDefinition(text).problems)).toEqual(
      choreographies.map(() => []),
    );
  });

  test('every link to a file of the project leads somewhere', () => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link);
    const missing = links.filter((link) => !existsSync(join(ROOT, dirname(document), link)));
    expect(missing).toEqual([]);
  });
});
