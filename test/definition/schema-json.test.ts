import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { definitionJsonSchema } from '../../lib/definition/schema-json.ts';

const file = new URL('../../lib/definition/choreography.schema.json', import.meta.url);

describe('the JSON Schema for editors', () => {
  test('is what the parser checks; otherwise run `node lib/definition/schema-json.ts`', () => {
    expect(readFileSync(file, 'utf8')).toBe(definitionJsonSchema());
  });

  test('is named by the first line of every example', () => {
    for (const id of ['car-journey', 'marketplace-order', 'order-fulfilment']) {
      const text = readFileSync(new URL(`../../statemachines/${id}.yaml`, import.meta.url), 'utf8');
      expect(text.split('\n')[0]).toBe(
        '# yaml-language-server: $schema=../lib/definition/choreography.schema.json',
      );
    }
  });
});
