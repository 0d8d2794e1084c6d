import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { reserveDoor, type Door } from '../../../lib/local/http/door.ts';
import { createRoutes } from '../../../lib/local/http/routes.ts';
import type { LogLine } from '../../../lib/local/log.ts';
import { AwsError, type Json, type Service } from '../../../lib/local/service.ts';

const CREDENTIALS = { accessKeyId: 'LOCAL1', secretAccessKey: 'x' };

let door: Door;
let url: string;
let lines: LogLine[];
let calls: { operation: string; input: Json; role: string | undefined }[];

/** Answers with what it was asked; refuses, breaks and overflows by request. */
const service: Service = {
  async call(operation, input, caller) {
    calls.push({ operation, input, role: caller.roleArn });
    if (operation === 'GetItem') throw new AwsError('ResourceNotFoundException', 'No such table');
    if (operation === 'SendMessage') throw new AwsError('QueueDoesNotExist', 'No such queue');
    if (operation === 'Scan') throw new Error('the disk is on fire');
    if (operation === 'Invoke')
      return { StatusCode: 200, FunctionError: 'Unhandled', Payload: { errorType: 'E' } };
    return { TableNames: ['orders'] };
  },
};

beforeEach(async () => {
  lines = [];
  calls = [];
  door = await reserveDoor('127.0.0.1', 0);
  url = `http://localhost:${door.port}`;
  door.open(
    createRoutes({
      services: {
        dynamodb: service,
        sqs: service,
        events: service,
        states: service,
        lambda: service,
        sns: service,
        sts: service,
        iam: service,
        logs: service,
      },
      callerOf: (key) => ({ roleArn: key === 'LOCAL1' ? 'role/one' : undefined }),
      pages: (request) => Promise.resolve(new Response(`page ${new URL(request.url).pathname}`)),
      host: '127.0.0.1',
      log: (line) => lines.push(line),
    }),
  );
});
afterEach(() => door.close());

async function post(
  body: string,
  headers: Record<string, string>,
  path = '/',
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url + path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const SCAN = { 'x-amz-target': 'DynamoDB_20120810.Scan' };
const LIST = { 'x-amz-target': 'DynamoDB_20120810.ListTables' };

describe('an AWS SDK client', () => {
  test('is answered, and known by its access key', async () => {
    const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials: CREDENTIALS });
    expect((await client.send(new ListTablesCommand({ Limit: 3 }))).TableNames).toEqual(['orders']);
    expect(calls).toEqual([{ operation: 'ListTables', input: { Limit: 3 }, role: 'role/one' }]);
    await expect(
      client.send(new GetItemCommand({ TableName: 't', Key: { id: { S: '1' } } })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'No such table' });
    client.destroy();
  });

  test('reaches a queue at its own address, and knows its errors', async () => {
    const client = new SQSClient({ endpoint: url, region: 'us-east-1', credentials: CREDENTIALS });
    const send = new SendMessageCommand({ QueueUrl: `${url}/000000000000/orders`, MessageBody: 'x' });
    await expect(client.send(send)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    client.destroy();
  });
});

describe('a bad request', () => {
  test('that is not JSON gets a SerializationException', async () => {
    const serialization = { __type: 'com.amazon.coral.service#SerializationException' };
    expect(await post('{"TableName":', SCAN)).toEqual({ status: 400, body: serialization });
    expect(await post('[]', SCAN)).toEqual({ status: 400, body: serialization });
    expect(calls).toEqual([]);
  });

  test('for an unknown service, or none, gets an UnknownOperationException', async () => {
    expect(await post('{}', { 'x-amz-target': 'AmazonSNS.Publish' })).toMatchObject({
      status: 400,
      body: { __type: 'UnknownOperationException' },
    });
    expect(await post('{}', {})).toEqual({
      status: 400,
      body: { __type: 'UnknownOperationException', message: 'The header X-Amz-Target is missing.' },
    });
  });

  test('in the protocol of old clients is answered in theirs, wherever it is sent', async () => {
    for (const path of ['/', '/000000000000/orders']) {
      const { status, body } = await post(
        'Action=SendMessage&Version=2012-11-05',
        { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        path,
      );
      expect(status).toBe(400);
      expect(body).toContain(
        '<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>No such queue</Message></Error>',
      );
    }
  });

  test('larger than the 16 MB of DynamoDB is refused, and the next one is answered', async () => {
    expect(await post(JSON.stringify({ text: 'x'.repeat(16 * 1024 * 1024) }), LIST)).toMatchObject({
      status: 413,
    });
    expect(await post('{}', LIST)).toEqual({ status: 200, body: { TableNames: ['orders'] } });
  });

  test('that its client breaks off is nothing to tell of', async () => {
    const head = `POST / HTTP/1.1\r\nHost: localhost:${door.port}\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\nContent-Type: application/x-amz-json-1.0\r\n`;
    for (const half of ['Content-Length: 500\r\n\r\n{"a"', 'Transfer-Encoding: chunked\r\n\r\n5\r\n{"a']) {
      const socket = connect(door.port, '127.0.0.1');
      socket.write(head + half);
      await sleep(50);
      socket.destroy();
      await sleep(50);
    }
    expect(await post('{}', LIST)).toMatchObject({ status: 200 });
    expect(lines).toEqual([]);
  });

  test('that breaks the service gets an InternalFailure, which is logged', async () => {
    expect(await post('{}', SCAN)).toEqual({
      status: 500,
      body: {
        __type: 'com.amazon.coral.service#InternalFailure',
        message: 'An internal error of the local cloud; its log says more.',
      },
    });
    expect(lines[0]?.text).toContain('dynamodb Scan failed: Error: the disk is on fire');
  });
});

describe('a web site elsewhere', () => {
  test('cannot call the cloud through a browser', async () => {
    expect(await post('{}', { ...LIST, origin: 'https://evil.example' })).toEqual({
      status: 403,
      body: 'Requests from the web site https://evil.example are refused.\n',
    });
    expect(await post('{}', { ...LIST, 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
    expect(await post('{}', { ...LIST, origin: url, 'sec-fetch-site': 'same-origin' })).toMatchObject({
      status: 200,
    });
    expect(calls.length).toBe(1);
  });
});

describe('everything else', () => {
  test('goes to the pages', async () => {
    const response = await fetch(`${url}/instances/1`);
    expect(await response.text()).toBe('page /instances/1');
    expect(await post('{}', {}, '/api/redrive')).toEqual({ status: 200, body: 'page /api/redrive' });
  });

  test('a function is invoked with its payload, and its failure is told in a header', async () => {
    const response = await fetch(`${url}/2015-03-31/functions/greeter/invocations`, {
      method: 'POST',
      body: '{"name":"Ada"}',
    });
    expect(response.headers.get('x-amz-function-error')).toBe('Unhandled');
    expect(await response.json()).toEqual({ errorType: 'E' });
    expect(calls[0]?.input).toEqual({
      FunctionName: 'greeter',
      InvocationType: 'RequestResponse',
      Payload: { name: 'Ada' },
    });
  });
});

describe('the port', () => {
  test('that is in use is told so', async () => {
    await expect(reserveDoor('127.0.0.1', door.port)).rejects.toMatchObject({
      name: 'PortInUse',
      port: door.port,
      message: `Port ${door.port} on 127.0.0.1 is in use: end what listens there, or choose another with --port.`,
    });
  });
});
