import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { completeSchema } from '../../lib/definition/schema.ts';
import { definitionJsonSchema } from '../../lib/definition/schema-json.ts';

const file = new URL('../../lib/definition/choreography.schema.json', import.meta.url);

describe('the JSON Schema for editors', () => {
  test('is what the parser checks; otherwise run `node lib/definition/schema-json.ts`', () => {
    expect(readFileSync(file, 'utf8')).toBe(definitionJsonSchema());
  });

  const examples = readdirSync(new URL('../../statemachines/', import.meta.url)).filter((name) =>
    name.endsWith('.yaml'),
  );
  test.each(examples)('is named by the first line of %s, which fits it', (name) => {
    const text = readFileSync(new URL(`../../statemachines/${name}`, import.meta.url), 'utf8');
    expect(text.split('\n')[0]).toBe(
      '# yaml-language-server: $schema=../lib/definition/choreography.schema.json',
    );
    expect(completeSchema().safeParse(parse(text)).error?.issues).toBeUndefined();
  });

  const valid = readdirSync(new URL('../corpus/valid/', import.meta.url)).filter((name) =>
    name.endsWith('.yaml'),
  );
  test.each(valid)('fits %s of the corpus', (name) => {
    const text = readFileSync(new URL(`../corpus/valid/${name}`, import.meta.url), 'utf8');
    expect(completeSchema().safeParse(parse(text)).error?.issues).toBeUndefined();
  });
});
