import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../lib/cli/settings.ts';
import { freePort, run, untilReady } from './processes.ts';

const choreo = 'node bin/choreo.ts';

async function withFile<T>(name: string, content: string, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'choreo-'));
  try {
    const path = join(folder, name);
    writeFileSync(path, content);
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('dev prints one line when it takes requests, and Ctrl-C ends it with status 0', async () => {
  const port = await freePort();
  const child = spawn(process.execPath, ['bin/choreo.ts', 'dev', '--port', String(port), '--no-demo'], {
    cwd: ROOT,
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await untilReady(child);
  expect((await fetch(`http://localhost:${port}/`)).status).toBe(200);
  child.kill('SIGINT');
  await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  expect(printed).toBe(`Local cloud ready on http://localhost:${port}\n`);
}, 60_000);

test('a port in use is said in one sentence, with what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { status, output } = await run(`${choreo} dev --port ${port} --no-demo`);
  server.close();
  expect(output).toBe(
    `Port ${port} is in use. Stop what uses it, or choose another one: --port ${port + 1}\n`,
  );
  expect(status).toBe(1);
});

test('what dev does not have yet is refused by name', async () => {
  expect(await run(`${choreo} dev --data here`)).toEqual({
    status: 1,
    output: '--data is not supported yet.\n',
  });
});

test('a broken choreography stops dev: all problems are printed, nothing is started', async () => {
  const broken =
    'id: broken\ncorrelation: detail.id\nevents: { A: { source: s } }\nstart: { on: { A: Nowhere } }\nstates: { B: { on: { C: D } } }\n';
  await withFile('broken.yaml', broken, async (path) => {
    const { status, output } = await run(`${choreo} dev --port 0 --no-demo`, {
      ...process.env,
      CHOREOGRAPHIES: join(path, '..'),
    });
    expect(status).toBe(1);
    expect(output).toContain('broken.yaml:4:');
    expect(output).toContain('broken.yaml:5:');
    expect(output).toContain('Nothing was started');
    expect(output).not.toContain('Local cloud ready');
  });
}, 30_000);

test('publish names every problem of a file', async () => {
  await withFile(
    'events.json',
    '{ "events": [ { "source": "", "detailType": "A", "detail": 1 } ] }',
    async (path) => {
      const { status, output } = await run(`${choreo} publish ${path}`);
      expect(status).toBe(1);
      expect(output).toContain('events.0.source');
      expect(output).toContain('events.0.detail');
    },
  );
});

test('publish says when nothing listens', async () => {
  const port = await freePort();
  await withFile(
    'events.json',
    '{ "events": [ { "source": "s", "detailType": "A", "detail": {} } ] }',
    async (path) => {
      const { status, output } = await run(
        `AWS_ENDPOINT_URL=http://localhost:${port} ${choreo} publish ${path}`,
      );
      expect(output).toBe(`Nothing listens on http://localhost:${port}. Start the local cloud: npm start\n`);
      expect(status).toBe(1);
    },
  );
}, 30_000);

test('an unknown command lists those there are', async () => {
  const { status, output } = await run(`${choreo} pubish`);
  expect(status).toBe(1);
  expect(output).toContain('There is no command "pubish".');
  expect(output).toContain('choreo publish FILE');
});
