import type { ChildProcess } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { freePort, inTerminal, interrupt, run, untilReady } from '../cli/processes.ts';
import { runAssembly } from '../../lib/cli/monitor.ts';
import { optionsOf } from '../../lib/cli/commands/dev.ts';
import { eventually } from '../e2e/running-monitor.ts';
import { sharedAssembly } from '../e2e/shared-assembly.ts';
import { commandsOf, samplesOf } from './samples.ts';

const DOCUMENT = 'docs/local-cloud.md';
const COMMANDS = {
  plain: 'npm run dev -- --no-demo',
  kept: 'npm run dev -- --no-demo --data .local-cloud',
  fast: 'npm run dev -- --time-scale 3600',
  quotas: 'npm run dev -- --no-demo --quotas',
  unused: 'npm run dev -- --no-demo --unused-permissions',
};

jest.setTimeout(240_000);

let folder: string;
const children: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-kept-'));
});
afterAll(async () => {
  await Promise.all(children.map(interrupt));
  rmSync(folder, { recursive: true, force: true });
});

/** As a reader types it, but for the port and for where the data lies. */
async function started(command: string): Promise<{ child: ChildProcess; url: string }> {
  const port = await freePort();
  const child = inTerminal(`${command.replace('.local-cloud', folder)} --port ${port}`);
  children.push(child);
  const url = (await untilReady(child)).replace('Local cloud ready on ', '');
  expect(url).toBe(`http://localhost:${port}`);
  return { child, url };
}

test('every command in it is run here, or elsewhere', () => {
  const commands = commandsOf(DOCUMENT).filter((command) => command.startsWith('npm run dev'));
  expect(commands.sort()).toEqual(Object.values(COMMANDS).sort());
});

/** Where nobody looks at what is skipped, nothing is. */
const HAS_CLI = hasCli() || process.env['CI'] !== undefined;

test('what an event has brought about outlives a kill', async () => {
  const { child, url } = await started(COMMANDS.kept);
  const order = 'api/choreographies/marketplace-order/instances/4711';
  const shown = async (at: string): Promise<string> => (await fetch(`${at}/${order}`)).text();
  const sample = samplesOf(DOCUMENT).find(({ text }) => text.includes('aws events'))?.text ?? '';
  if (HAS_CLI) {
    const { status, output } = await run(`set -e\n${sample.replaceAll('http://localhost:4566', url)}`);
    expect(output).toContain('"executions"');
    expect(status).toBe(0);
    expect(output).toContain('"FailedEntryCount": 0');
  } else {
    await published(url, sample);
  }
  await eventually(
    () => shown(url),
    (text) => text.includes('"Placed"'),
  );
  const ended = once(child, 'exit');
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await ended;

  // The same, but for another synthesis of the same app.
  const again = await runAssembly({ ...(await assembled()), data: folder });
  expect(await shown(again.url)).toContain('"Placed"');
  await again.stop();
});

test('days pass in seconds, where that is asked for', async () => {
  const { timeScale = 1, demo } = optionsOf(COMMANDS.fast.split(' ').slice(4));
  expect({ timeScale, demo }).toEqual({ timeScale: 3600, demo: true });
  const monitor = await runAssembly({ ...(await assembled()), timeScale });
  const clock = async (): Promise<readonly number[]> => {
    const { headers } = await fetch(`${monitor.url}/api/choreographies`);
    return (headers.get('x-clock') ?? '').split(' ').map(Number);
  };
  const [first = NaN, scale] = await clock();
  expect(scale).toBe(3600);
  await eventually(
    async () => (await clock())[0] ?? 0,
    (now) => now - first >= 3_600_000,
  );
  await monitor.stop();
});

test('quotas hold, and what nobody needed is said in the end, where that is asked for', async () => {
  const [, wanted = ''] = COMMANDS.unused.split('--no-demo');
  const { child, url } = await started(COMMANDS.quotas + wanted);
  const many = Array.from({ length: 300 }, () => listed(url));
  const names = new Set(await Promise.all(many));
  expect([...names].sort()).toEqual(['StateMachineDoesNotExist', 'ThrottlingException']);

  let said = '';
  child.stdout?.on('data', (text: Buffer) => (said += text.toString()));
  await interrupt(child);
  // Nothing has happened: no function has been needed for anything.
  expect(said).toContain('Permissions that nobody needed:');
  expect(said).toMatch(/ {2}arn:aws:iam::000000000000:role\/\S*Starter\S*\n/);
});

async function assembled() {
  return { assembly: await sharedAssembly(), port: 0, log: () => undefined };
}

async function listed(url: string): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSStepFunctions.ListExecutions',
    },
    body: JSON.stringify({ stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:none' }),
  });
  const text = await answer.text();
  return /[A-Z][A-Za-z]+(?:Exception|DoesNotExist)/.exec(text)?.[0] ?? text;
}

/** The same event without the CLI. */
async function published(url: string, sample: string): Promise<void> {
  const entries = /--entries '(.*)'/.exec(sample)?.[1] ?? '';
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body: `{"Entries":${entries}}`,
  });
  expect(answer.status).toBe(200);
}

function hasCli(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
