import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { objectionsTo } from './asl-check.ts';

/** `UPDATE_GOLDENS=1 npm run jest -- test/compiler/golden` writes them anew. */
const UPDATE = process.env['UPDATE_GOLDENS'] === '1';

const at = (path: string) => new URL(`../../${path}`, import.meta.url);

const examples = readdirSync(at('statemachines'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));

describe.each(examples)('%s', (id) => {
  const { choreography, problems } = parseDefinition(readFileSync(at(`statemachines/${id}.yaml`), 'utf8'));
  if (choreography === undefined) throw new Error(JSON.stringify(problems));
  const { definition } = compile(choreography);

  test('compiles to its golden, byte for byte', () => {
    const golden = at(`test/golden/${id}.asl.json`);
    if (UPDATE) writeFileSync(golden, `${definition}\n`);
    expect(`${definition}\n`).toBe(readFileSync(golden, 'utf8'));
  });

  test('compiles to the same bytes every time', () => {
    expect(compile(structuredClone(choreography)).definition).toBe(definition);
  });

  test('is a machine that nobody objects to', () => {
    expect(objectionsTo(definition)).toEqual([]);
  });
});
