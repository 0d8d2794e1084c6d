import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../lib/cli/settings.ts';
import { freePort, inTerminal, interrupt, run, untilReady } from '../cli/processes.ts';
import { eventually } from '../e2e/running-monitor.ts';
import { commandsOf, DOCUMENTS, samplesOf } from './samples.ts';

/** Commands that this test does not run, each with the reason. */
const ELSEWHERE = new Map([
  ['npm test', 'it is what runs this test'],
  ['npm run jest -- test/cli', 'npm test runs it'],
  ['npm run types', 'npm test runs it'],
  ['npm run lint', 'npm test runs it'],
  ['npm run format', 'it writes; npm test runs format:check'],
  ['npm run explore', 'it takes an hour; npm test runs its short form'],
  ['npm run chaos -- --instances 10000 --seed 1', 'it takes minutes; npm test runs its short form'],
  [
    'npm run chaos -- --end-to-end --instances 300 --seed 1',
    'it takes minutes; npm test runs its short form',
  ],
  ['npm run bench:projection', 'it takes minutes; npm test counts the same'],
  ['npm run bench:semantics', 'it measures time, which no test does'],
  ['npm run bench:local', 'it measures time, which no test does'],
  ['npm run bench:memory', 'it takes minutes, and memory that tests have not'],
  ['npm run permissions-test', 'it takes minutes; npm test runs its short form'],
  ['npm run permissions-test -- --remove', 'it takes minutes; npm test runs its short form'],
  ['npm run fuzz', 'it takes long; npm test runs its short form'],
  ['npm run kill-test', 'it takes long; npm test runs its short form'],
  ['npm run goldens', 'it writes; npm test compares'],
  ['npm run schema', 'it writes; npm test compares'],
  ['npm run deploy:endpoint -- http://localhost:4566', 'elsewhere.test.ts runs it'],
  ['npm run deploy:endpoint -- http://localhost:4566 --remove', 'elsewhere.test.ts runs it'],
  ['npm run e2e:endpoint -- http://localhost:4566', 'it takes minutes; test/elsewhere does the same'],
  ['npm run e2e:self', 'it takes minutes; npm test runs its short form'],
  ['npm run e2e:aws -- --profile sandbox --region eu-west-1', 'it needs an AWS account'],
  ['npx cdk deploy', 'it needs an AWS account'],
]);

const README = {
  start: 'npm start',
  validate: 'npm run choreo -- validate statemachines/parcel.yaml',
  render: 'npm run choreo -- render statemachines/parcel.yaml --format svg --output parcel.svg',
  simulate: 'npm run choreo -- simulate statemachines/parcel.yaml parcel-4711.json',
  dev: 'npm run dev -- --port 4566 --no-demo',
  publish: 'AWS_ENDPOINT_URL=http://localhost:4566 npm run choreo -- publish parcel-4711.json',
  synth: 'npx cdk synth --quiet --no-notices',
};

/** The overview's data once an instance runs. */
const RUNNING = /"running":\{"count":[1-9]/;

let folder: string;
let port: number;
const children: ChildProcess[] = [];

// A command may synthesize the app and build the console: on a busy machine that alone takes a minute.
jest.setTimeout(240_000);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'readme-'));
  cpSync(join(ROOT, 'statemachines'), join(folder, 'statemachines'), { recursive: true });
  for (const { file, text } of samplesOf('README.md'))
    if (file !== undefined) writeFileSync(join(folder, file), text);
  port = await freePort();
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(interrupt));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The README's command as a reader types it, but for the port and for where the files of the samples lie. */
function typed(command: string): { line: string; env: NodeJS.ProcessEnv } {
  const line = command
    .replaceAll('4566', String(port))
    .replaceAll(/statemachines\/parcel\.yaml|parcel-4711\.json/g, (file) => join(folder, file));
  return { line, env: { ...process.env, CHOREOGRAPHIES: join(folder, 'statemachines') } };
}

test('every command in README and docs is run here, or there is a reason why not', () => {
  // What these have is run by tests of their own.
  const own = ['docs/operating.md', 'docs/local-cloud.md', 'docs/testing.md'];
  const documents = DOCUMENTS.filter((document) => !own.includes(document));
  const commands = new Set(documents.flatMap(commandsOf));
  expect([...commands].filter((command) => !ELSEWHERE.has(command)).sort()).toEqual(
    Object.values(README).sort(),
  );
});

test('the choreography of the README is valid', async () => {
  const { line, env } = typed(README.validate);
  const { status, output } = await run(line, env);
  expect(output).toContain('1 choreography is valid.');
  expect(status).toBe(0);
});

test('its picture is drawn', async () => {
  const { line, env } = typed(README.render);
  const file = join(folder, 'parcel.svg');
  const { status } = await run(line.replace('--output parcel.svg', `--output ${file}`), env);
  expect(status).toBe(0);
  const svg = readFileSync(file, 'utf8');
  expect(svg).toContain('<title>Parcel delivery</title>');
  expect(svg).toContain('“On its way”: Parcel Delivered leads to “Delivered”');
});

test('its events, simulated, deliver the parcel', async () => {
  const { line, env } = typed(README.simulate);
  const { status, output } = await run(line, env);
  expect(output).toContain(
    '+4 s  4711  Delivery Failed    dropped in "On its way", as the choreography says',
  );
  expect(output).toContain('4711: succeeded in "Delivered"');
  expect(status).toBe(0);
});

test('its parcel, published as the README says, is delivered', async () => {
  const { line, env } = typed(README.dev);
  const child = inTerminal(line, env);
  children.push(child);
  expect(await untilReady(child)).toBe(`Local cloud ready on http://localhost:${port}`);

  const publish = typed(README.publish);
  const { status, output } = await run(publish.line, publish.env);
  expect(output).toContain('4/4 carrier: Parcel Delivered');
  expect(status).toBe(0);

  const page = await eventually(
    async () => (await fetch(`http://localhost:${port}/api/choreographies/parcel/instances/4711`)).text(),
    (text) => text.includes('"Delivered"') && text.includes('succeeded'),
  );
  expect(page).toContain('"Delivered"');
  expect((await fetch(`http://localhost:${port}/choreographies/parcel`)).status).toBe(200);
});

test('npm start shows the demonstration on the console', async () => {
  const own = await freePort();
  const child = inTerminal(`${README.start} -- --port ${own}`);
  children.push(child);
  await untilReady(child);
  const overview = await eventually(
    async () => (await fetch(`http://localhost:${own}/api/choreographies`)).text(),
    (text) => RUNNING.test(text),
  );
  expect(overview).toMatch(RUNNING);
});

test('npx cdk synth works without a network', async () => {
  const { line, env } = typed(README.synth);
  const { status } = await run(`${line} --output ${join(folder, 'cdk.out')}`, env);
  expect(status).toBe(0);
});
