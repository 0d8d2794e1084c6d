import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../lib/cli/settings.ts';
import { run } from './processes.ts';

const render = 'node bin/choreo.ts render';
const car = 'statemachines/car-journey.yaml';
const golden = (ending: string) => readFileSync(join(ROOT, `test/golden/car-journey.${ending}`), 'utf8');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'choreo-render-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('draws Mermaid to standard output unless told otherwise', async () => {
  expect(await run(`${render} ${car}`)).toEqual({ status: 0, output: golden('mmd') });
});

test.each([
  ['mermaid', 'mmd'],
  ['svg', 'svg'],
  ['dot', 'dot'],
])('draws %s into a file', async (format, ending) => {
  const file = join(folder, `car.${ending}`);
  expect(await run(`${render} ${car} --format ${format} --output ${file}`)).toEqual({
    status: 0,
    output: '',
  });
  expect(readFileSync(file, 'utf8')).toBe(golden(ending));
});

test('says all problems of a broken definition, draws nothing, and ends with 1', async () => {
  const broken = 'test/corpus/invalid/targets-are-known.yaml';
  const { status, output } = await run(`${render} ${broken} --output ${join(folder, 'broken.mmd')}`);
  expect(status).toBe(1);
  const lines = output.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).toMatch(/^test\/corpus\/invalid\/targets-are-known\.yaml:\d+:\d+ /u);
  expect(() => readFileSync(join(folder, 'broken.mmd'))).toThrow('ENOENT');
});

test('refuses what it cannot do in one sentence', async () => {
  expect(await run(`${render} ${car} --format png`)).toEqual({
    status: 1,
    output: '--format is "png"; it must be mermaid, svg or dot.\n',
  });
  const nowhere = join(folder, 'nowhere', 'car.svg');
  const { status, output } = await run(`${render} ${car} --output ${nowhere}`);
  expect(status).toBe(1);
  expect(output).toContain(`Cannot write ${nowhere}: `);
  expect((await run(render)).output).toContain('One choreography is expected.');
});
