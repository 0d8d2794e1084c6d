import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../lib/compiler/compile.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { PROBLEM_CODES } from '../../lib/definition/problems.ts';

const folder = import.meta.dirname;
const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');
const namesIn = (kind: string) =>
  readdirSync(join(folder, kind))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.replace('.yaml', ''));
const expected = (kind: string, name: string): unknown => JSON.parse(read(kind, `${name}.json`));

describe('what is valid', () => {
  test.each(namesIn('valid'))('%s has no problem, and says what its JSON says', (name) => {
    const { choreography, problems } = parseDefinition(read('valid', `${name}.yaml`));
    expect(problems).toEqual([]);
    expect(JSON.parse(JSON.stringify(choreography))).toEqual(expected('valid', name));
  });

  test.each(namesIn('valid'))('%s can be compiled', (name) => {
    const { choreography } = parseDefinition(read('valid', `${name}.yaml`));
    expect(compile(choreography!).id).toBe(choreography!.id);
  });
});

describe('what is not', () => {
  test.each(namesIn('invalid'))('%s has exactly the problems in its JSON', (name) => {
    const { choreography, problems } = parseDefinition(read('invalid', `${name}.yaml`));
    expect(problems).toEqual(expected('invalid', name));
    expect(problems).not.toEqual([]);
    const broken = problems.some(({ severity }) => severity === 'error');
    expect(choreography === undefined).toBe(broken);
  });

  const rules = readdirSync(join(folder, '../../lib/definition/rules'))
    .filter((file) => /^export const \w+: Rule = /m.test(read('../../lib/definition/rules', file)))
    .map((file) => file.replace('.ts', ''));

  test.each(rules)('the rule %s has a file that breaks it', (rule) => {
    expect(existsSync(join(folder, 'invalid', `${rule}.yaml`))).toBe(true);
  });

  test('every code that a problem can have is shown by one of them', () => {
    const shown = namesIn('invalid').flatMap((name) =>
      parseDefinition(read('invalid', `${name}.yaml`)).problems.map(({ code }) => code),
    );
    expect([...PROBLEM_CODES].filter((code) => !shown.includes(code))).toEqual([]);
  });
});
