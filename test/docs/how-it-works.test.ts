import { describe, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../lib/cli/settings.ts';
import { DRAWINGS } from './pictures/pictures.ts';

/** `UPDATE_GOLDENS=1 npm run jest -- test/docs/how-it-works` draws the pictures anew. */
const UPDATE = process.env['UPDATE_GOLDENS'] === '1';
const PICTURES = join(ROOT, 'docs', 'pictures');

/** Each is played by the project's own code: a picture that no longer fits what it does is a picture of something else. */
describe('the pictures of how it works', () => {
  test.each(DRAWINGS)('$name is what happens', ({ name, svg }) => {
    const file = join(PICTURES, `${name}.svg`);
    const drawn = svg();
    if (UPDATE) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, drawn);
    }
    expect(readFileSync(file, 'utf8')).toBe(drawn);
  });

  test('are all shown, and no others', () => {
    const text = readFileSync(join(ROOT, 'docs', 'how-it-works.md'), 'utf8');
    const shown = [...text.matchAll(/\]\(pictures\/([\w-]+)\.svg\)/g)].map(([, name]) => name);
    expect(shown.sort()).toEqual(DRAWINGS.map(({ name }) => name).sort());
  });
});
