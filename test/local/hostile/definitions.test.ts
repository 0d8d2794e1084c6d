import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { asJson } from '../../../lib/local/asl/json.ts';
import { Judge } from './judge.ts';
import { mutated, mutatedText } from './mutations.ts';
import { tries } from './tries.ts';

const EXAMPLES = readdirSync('statemachines')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(`statemachines/${name}`, 'utf8'));
/** What YAML has of its own, whole or torn. */
const PIECES = [
  ...[
    '&a ',
    '*a',
    '*b',
    '&a [*a, *a]',
    '<<: *a\n',
    '? ',
    '? [a, b]\n: c\n',
    '!!js/function x',
    '!!binary AAA=',
    '!t ',
  ],
  ...[
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '\t',
    '\r',
    '\r\n',
    '\u2028',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '|',
    '>+',
    '#',
    ': ',
  ],
  ...[
    '- '.repeat(200),
    '['.repeat(300),
    '{a: '.repeat(300),
    '&a '.repeat(50),
    `${'k'.repeat(2000)}: 1\n`,
    '\n'.repeat(50),
  ],
  ...[
    'a: &x [1,1,1,1,1,1,1,1,1,1]\nb: &y [*x,*x,*x,*x,*x,*x,*x,*x]\nc: [*y,*y,*y,*y,*y,*y,*y,*y,*y]\n',
    '\u0000',
    '\ud83d',
  ],
];
/** Hundreds of times what the slowest takes: nothing here measures anything. */
const SECONDS = 20;

const judge = new Judge();
afterAll(() => judge.stop());

async function expectJudged(text: string): Promise<void> {
  const { wrong, took } = await judge.judge(text);
  expect({ wrong, soon: took < SECONDS }).toEqual({ wrong: [], soon: true });
}

describe('a definition file is refused in its place, or drawn and compiled, whatever stands in it', () => {
  const values = mutated(EXAMPLES.map((text) => asJson(parse(text))));

  test('where parts of it are others', async () => {
    const text = fc
      .tuple(values, fc.boolean())
      .map(([value, asYaml]) =>
        asYaml ? stringify(value, { aliasDuplicateObjects: false }) : JSON.stringify(value),
      );
    await fc.assert(fc.asyncProperty(text, expectJudged), tries(20));
  }, 3_600_000);

  test('where its text is torn', async () => {
    const text = mutatedText(fc.constantFrom(...EXAMPLES), PIECES);
    await fc.assert(fc.asyncProperty(text, expectJudged), tries(20));
  }, 3_600_000);
});
