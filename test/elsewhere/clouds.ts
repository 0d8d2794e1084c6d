import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { untilReady } from '../cli/processes.ts';

export type OtherCloud = { readonly url: string; stop(): Promise<void> };

/** Our own cloud as somebody else's: in another process, without a template, to be spoken to by AWS's APIs alone. */
export async function startOtherCloud(data?: string): Promise<OtherCloud> {
  const args = [join(import.meta.dirname, 'other-cloud.ts'), ...(data === undefined ? [] : [data])];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args]);
  const line = await untilReady(child);
  return { url: line.replace('Local cloud ready on ', ''), stop: () => ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

export type Answer = { readonly status: number; readonly body: string };

/** Stands before a cloud and changes some of what it answers. */
export async function startBrokenCloud(
  url: string,
  breaking: (request: { target: string; body: string }, answer: Answer) => Answer,
): Promise<OtherCloud> {
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      const answered = await fetch(new URL(request.url ?? '/', url), {
        method: request.method ?? 'GET',
        headers: headersOf(request),
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      });
      const target = String(request.headers['x-amz-target'] ?? '');
      const whole = { status: answered.status, body: await answered.text() };
      const changed = breaking({ target, body: body.toString() }, whole);
      const headers = [...answered.headers].filter(([name]) => !HOP.includes(name));
      response.writeHead(changed.status, Object.fromEntries(headers));
      response.end(changed.body);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://localhost:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Of a connection, not of what is said; DynamoDB's sum would tell that its answer was changed. */
const HOP = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding', 'x-amz-crc32'];

function headersOf(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers).filter(([name]) => name !== 'host' && !HOP.includes(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  await once(request, 'end');
  return Buffer.concat(chunks);
}
