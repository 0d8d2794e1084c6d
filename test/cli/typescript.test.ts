import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../lib/cli/settings.ts';
import { run } from './processes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'typescript-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const definition = (target: string) => `
import { defineChoreography } from ${JSON.stringify(join(ROOT, 'lib/definition/define.ts'))};
export default defineChoreography({
  id: 'loan',
  correlation: 'detail.loanId',
  events: { Borrowed: { source: 'library' }, Returned: { source: 'library' } },
  start: { on: { Borrowed: 'Out' } },
  states: { Out: { on: { Returned: '${target}' } }, Back: { final: 'succeeded' } },
});
`;

const validate = async (content: string) => {
  const file = join(folder, 'loan.ts');
  writeFileSync(file, content);
  const { status, output } = await run(`node bin/choreo.ts validate ${file}`);
  return { status, output: output.replaceAll(folder, '.') };
};

test('a choreography in TypeScript is read like one in YAML', async () => {
  expect(await validate(definition('Back'))).toEqual({ status: 0, output: '1 choreography is valid.\n' });
});

test('its problems say by their path where they are', async () => {
  const { status, output } = await validate(definition('Bak'));
  expect(status).toBe(1);
  expect(output).toContain(
    './loan.ts:1:1 error unknown-target states.Out.on.Returned: There is no state "Bak".',
  );
});

test('a file that exports no choreography says what to write', async () => {
  const { status, output } = await validate('export default { id: "loan" };');
  expect(status).toBe(1);
  expect(output).toContain('error no-choreography The default export is no choreography.');
});

test('a file that cannot be run says why', async () => {
  const { status, output } = await validate('throw new Error("no network");');
  expect(status).toBe(1);
  expect(output).toContain('error not-loadable The file cannot be run: no network');
});
