import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../lib/cli/settings.ts';
import { freePort, interrupt, inTerminal, run, untilReady } from './processes.ts';

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

test('dev says when it takes requests and where to look, and Ctrl-C ends it with status 0', async () => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'choreo-'));
  const child = spawn(process.execPath, ['bin/choreo.ts', 'dev', '--port', String(port), '--no-demo'], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: folder },
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await untilReady(child);
  expect((await fetch(`http://localhost:${port}/`)).status).toBe(200);
  // The terminal sends one, and npm, through which it is run, passes on its own.
  child.kill('SIGINT');
  // Without a turn in between, which could take longer than dev waits for the second one.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  child.kill('SIGINT');
  await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
  expect(printed).toBe(`Local cloud ready on http://localhost:${port}\nConsole: http://localhost:${port}/\n`);
});

test('Ctrl-C while it starts ends it with status 0, and leaves neither a folder nor a process behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'choreo-'));
  const child = inTerminal(`exec ${choreo} dev --port 0 --no-demo`, { ...process.env, TMPDIR: folder });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  while (readdirSync(folder).length === 0 && child.exitCode === null) await sleep(20);
  await interrupt(child);
  expect(child.exitCode).toBe(0);
  expect(printed).toBe('');
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

test.each(['dev --port 0 --no-demo', 'validate'])('%s says why a folder cannot be read', async (command) => {
  const folder = join(tmpdir(), 'no-such-folder');
  const { status, output } = await run(`${choreo} ${command}`, { ...process.env, CHOREOGRAPHIES: folder });
  expect(output.split('\n')[0]).toBe(`Cannot read ${folder}: it does not exist.`);
  expect(output).not.toContain('    at ');
  expect(status).toBe(1);
});

test.each(['', 'abc', '1e3', '70000'])('the port "%s" is refused', async (port) => {
  expect(await run(`${choreo} dev --port="${port}"`)).toEqual({
    status: 1,
    output: `--port is "${port}"; it must be a whole number from 0 (any free port) to 65535.\n`,
  });
});

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

test.each([
  [
    '--time-scale=0',
    '--time-scale is "0"; it must be a number from 0.001 to 86400: how many times as fast time passes.\n',
  ],
  ['--data=', '--data is empty; it must be the folder in which to keep the data.\n'],
  [
    '--data=/dev/null --no-demo --port 0',
    'The folder /dev/null cannot be used to keep data: it is no folder.\n',
  ],
])('dev %s is refused', async (options, output) => {
  expect(await run(`${choreo} dev ${options}`)).toEqual({ status: 1, output });
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
});

test('publish names every problem of a file', async () => {
  await withFile(
    'events.json',
    '{ "events": [ { "source": "", "detail-type": "A", "detail": 1, "wait": "5 s" } ] }',
    async (path) => {
      const { status, output } = await run(`${choreo} publish ${path}`);
      expect(status).toBe(1);
      expect(output).toBe(
        [
          `${path} is not what was expected:`,
          '  events.0.source is ""; it must be text that is not empty.',
          '  events.0.detailType is missing; it must be text.',
          '  events.0.detail is 1; it must be an object.',
          '  events.0.wait is "5 s"; it must be a number of seconds, such as 5 or "2.5", or a duration, such as "30m" or "3d"; at most a year.',
          '  events.0: "detail-type" is no key here. Did you mean "detailType"? An event has "source", "detailType", "detail", "time", "wait" and "publisher".',
          '',
        ].join('\n'),
      );
    },
  );
});

test('publish refuses to wait for days', async () => {
  const event = { source: 's', detailType: 'A', detail: {}, wait: '3d' };
  await withFile('events.json', JSON.stringify({ events: [event, event] }), async (path) => {
    expect(await run(`${choreo} publish ${path}`)).toEqual({
      status: 1,
      output:
        'The pause after event 1 is longer than a day. Shorten it with --speed, or play the file with choreo simulate.\n',
    });
  });
});

test('validate says when there is nothing to check', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'choreo-'));
  expect(await run(`${choreo} validate`, { ...process.env, CHOREOGRAPHIES: folder })).toEqual({
    status: 1,
    output: `${folder}: no choreography found. Put a YAML file there, or name one.\n`,
  });
  rmSync(folder, { recursive: true });
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
});

test('publish says what is wrong with the address', async () => {
  const events = '{ "events": [ { "source": "s", "detailType": "A", "detail": {} } ] }';
  await withFile('events.json', events, async (path) => {
    expect(await run(`AWS_ENDPOINT_URL=localhost:4566 ${choreo} publish ${path}`)).toEqual({
      status: 1,
      output: 'AWS_ENDPOINT_URL is "localhost:4566"; it must be an address such as http://localhost:4566.\n',
    });
  });
});

test('publish passes on what the other side says, without a stack', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const events = '{ "events": [ { "source": "s", "detailType": "A", "detail": {} } ] }';
  await withFile('events.json', events, async (path) => {
    const { status, output } = await run(`AWS_ENDPOINT_URL=${url} ${choreo} publish ${path}`);
    expect(output).toMatch(new RegExp(`^${url} did not take the event: .+\n$`));
    expect(status).toBe(1);
  });
  server.close();
});

test('an unknown command lists those there are, and names the one that may be meant', async () => {
  const { status, output } = await run(`${choreo} pubish`);
  expect(status).toBe(1);
  expect(output).toMatch(/^There is no command "pubish"\. Did you mean "publish"\?\n\nUsage:\n/);
  const listed = [...output.matchAll(/^ {2}choreo (\w+) {2,}/gm)].map(([, name]) => name);
  expect(listed).toStrictEqual([
    ...['dev', 'publish', 'validate', 'compile', 'render', 'simulate', 'inbox', 'expect', 'resubmit'],
    ...['redrive', 'close'],
  ]);
});

test.each([
  ['inbox --stauts held', 'There is no option "--stauts". Did you mean "--status"?'],
  ['dev --watch', 'There is no option "--watch".'],
  ['redrive car -7', 'There is no option "-7". What begins with "-" and is none goes last, behind "--".'],
  ['dev --port', "Option '--port <value>' argument missing"],
])('%s says what is wrong with the option, and what there is', async (line, complaint) => {
  const { status, output } = await run(`${choreo} ${line}`);
  const [command] = line.split(' ');
  expect([status, output.split('\n')[0]]).toEqual([1, complaint]);
  expect(output).toContain(`\n\nchoreo ${command}`);
});

test('help of a command is what the command says of itself', async () => {
  const asked = await run(`${choreo} help publish`);
  expect(asked.output).toMatch(/^choreo publish FILE /);
  expect(asked).toStrictEqual(await run(`${choreo} publish --help`));
  const { status, output } = await run(`${choreo} help vaidate`);
  expect(status).toBe(1);
  expect(output).toMatch(/^There is no command "vaidate"\. Did you mean "validate"\?\n/);
});
