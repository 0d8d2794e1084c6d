import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';

export type Answer = { readonly status?: number; readonly body: unknown };
export type Asked = { readonly operation: string; readonly input: unknown };

/** Speaks AWS's JSON protocols: what was asked is kept, what is answered the test says. */
export async function startAwsServer(answer: (asked: Asked) => Answer) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const target = String(request.headers['x-amz-target']);
      const call = {
        operation: target.slice(target.lastIndexOf('.') + 1),
        input: JSON.parse(text) as unknown,
      };
      asked.push(call);
      const { status = 200, body } = answer(call);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    asked,
    settings: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** An error as the JSON protocols have it. */
export function refusal(type: string, message = type): Answer {
  return { status: 400, body: { __type: type, message } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
