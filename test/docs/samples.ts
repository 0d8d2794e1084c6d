import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../lib/cli/settings.ts';

export type Sample = {
  readonly document: string;
  readonly language: string;
  /** From `file=` after the language. */
  readonly file: string | undefined;
  readonly text: string;
};

export const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** Every fenced block of a document, in order. */
export function samplesOf(document: string): readonly Sample[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return [...text.matchAll(/^( *)```(\w+)(?: file=(\S+))?\n([\s\S]*?)^\1```$/gm)].map(
    ([, indent = '', language = '', file, body = '']) => ({
      document,
      language,
      file,
      text: indent === '' ? body : body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

/** The commands of a document's `sh` blocks, one a line. */
export function commandsOf(document: string): readonly string[] {
  return samplesOf(document)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n').filter((line) => line.trim() !== ''));
}
