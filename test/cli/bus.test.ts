import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud, type LocalCloud } from '../../lib/local/cloud.ts';
import { writeAssembly } from '../local/assembly.ts';
import { run } from './processes.ts';

let folder: string;
let file: string;
let cloud: LocalCloud;
let server: Server | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'choreo-'));
  file = join(folder, 'events.json');
  writeFileSync(file, '{ "events": [ { "source": "s", "detailType": "A", "detail": {} } ] }');
  const assembly = writeAssembly({
    Resources: { Orders: { Type: 'AWS::Events::EventBus', Properties: { Name: 'orders' } } },
  });
  cloud = await startLocalCloud({ assembly: assembly.directory, port: 0, log: () => undefined });
  assembly.remove();
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true });
});

const publish = (url: string, bus: string) =>
  run(`AWS_ENDPOINT_URL=${url} AWS_REGION=eu-west-1 node bin/choreo.ts publish ${file} --bus ${bus}`);

/** EventBridge as far as it is asked here: DescribeEventBus answers `error`, and of other calls only PutEvents is permitted. */
async function eventBridge(error: string): Promise<{ url: string; asked: readonly string[] }> {
  const asked: string[] = [];
  server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    asked.push(operation);
    const [status, body] =
      operation === 'PutEvents'
        ? [200, { FailedEntryCount: 0, Entries: [{ EventId: '1' }] }]
        : [
            400,
            { __type: operation === 'DescribeEventBus' ? error : 'AccessDeniedException', message: 'No.' },
          ];
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { url: `http://localhost:${typeof address === 'object' ? address?.port : ''}`, asked };
}

test('nothing is published on a bus that does not exist, and the nearest one is named', async () => {
  expect(await publish(cloud.url, 'order')).toEqual({
    status: 1,
    output: `There is no event bus "order" at ${cloud.url}: what is published there is lost. Did you mean "orders"? Name yours with --bus.\n`,
  });
  expect(await publish(cloud.url, 'orders')).toEqual({ status: 0, output: '1/1 s: A\n' });
});

test('where buses may not be listed, that it does not exist is said all the same', async () => {
  const { url, asked } = await eventBridge('ResourceNotFoundException');
  expect(await publish(url, 'order')).toEqual({
    status: 1,
    output: `There is no event bus "order" at ${url}: what is published there is lost. Name yours with --bus.\n`,
  });
  expect(asked).toEqual(['DescribeEventBus', 'ListEventBuses']);
});

test('whoever may do nothing but publish, publishes', async () => {
  const { url, asked } = await eventBridge('AccessDeniedException');
  expect(await publish(url, 'order')).toEqual({ status: 0, output: '1/1 s: A\n' });
  expect(asked).toEqual(['DescribeEventBus', 'PutEvents']);
});

test("another account's bus, named by its ARN, is not asked for", async () => {
  const { url, asked } = await eventBridge('ResourceNotFoundException');
  const bus = 'arn:aws:events:eu-west-1:210987654321:event-bus/order';
  expect(await publish(url, bus)).toEqual({ status: 0, output: '1/1 s: A\n' });
  expect(asked).toEqual(['PutEvents']);
});

test('on AWS the region is named: it is what is wrong most often', async () => {
  const { url } = await eventBridge('ResourceNotFoundException');
  const settings = { AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_EVENTBRIDGE: url, AWS_REGION: 'eu-west-1' };
  const credentials = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
  expect(
    await run(`node bin/choreo.ts publish ${file} --bus order`, {
      ...process.env,
      ...settings,
      ...credentials,
    }),
  ).toEqual({
    status: 1,
    output:
      'There is no event bus "order" at AWS in eu-west-1: what is published there is lost. Name yours with --bus.\n',
  });
});
