import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { CloudAside } from './cloud.ts';

const ROLE = 'arn:aws:iam::000000000000:role/r';
const LEVELS = 100_000;
const DEEP = '{"a":'.repeat(LEVELS) + '1' + '}'.repeat(LEVELS);
const HUNDRED_MB = 100_000_000;

let cloud: CloudAside;

beforeAll(async () => {
  cloud = await CloudAside.start();
}, 60_000);
afterAll(() => cloud.stop());

/** Still there, and with a mind for others. */
async function expectWell(): Promise<void> {
  const listed = await cloud.call('DynamoDB_20120810.ListTables', {});
  expect(listed).toEqual({ status: 200, body: '{"TableNames":["shop-table"]}' });
  expect(cloud.alive()).toBe(true);
}

function head(...lines: readonly string[]): string {
  const target = 'X-Amz-Target: AmazonSQS.SendMessage';
  const type = 'Content-Type: application/x-amz-json-1.0';
  return ['POST / HTTP/1.1', 'Host: localhost', target, type, ...lines, '', ''].join('\r\n');
}

function* hundredMegabytes(start: string, before = '', after = ''): Iterable<string | Buffer> {
  yield start;
  const chunk = Buffer.from(`${before}${'a'.repeat(65_536)}${after}`);
  for (let sent = 0; sent < HUNDRED_MB; sent += 65_536) yield chunk;
}

describe('a body of 100 MB', () => {
  const refused =
    '{"__type":"com.amazonaws.sqs#RequestEntityTooLargeException","message":"The request\'s body is larger than 10485760 bytes."}';

  test('that is announced is refused before it comes', async () => {
    const heard = await cloud.say([head(`Content-Length: ${HUNDRED_MB}`)], refused);
    expect(heard).toContain('HTTP/1.1 413 ');
    expect(heard).toContain(refused);
    await expectWell();
  });

  test('that comes is not kept', async () => {
    const before = cloud.peak();
    await cloud.say(hundredMegabytes(head(`Content-Length: ${HUNDRED_MB}`)), refused);
    const heard = await cloud.say(
      hundredMegabytes(head('Transfer-Encoding: chunked'), '10000\r\n', '\r\n'),
      refused,
    );
    expect(heard).toContain('HTTP/1.1 413 ');
    expect(cloud.peak() - before).toBeLessThan(90);
    await expectWell();
  });
});

describe('a connection', () => {
  test('that ends in the middle of a request is forgotten', async () => {
    for (const half of [head('Content-Length: 500').slice(0, 40), `${head('Content-Length: 500')}{"a":`]) {
      const socket = connect(Number(new URL(cloud.url).port), '127.0.0.1', () => socket.write(half));
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.destroy();
    }
    await expectWell();
  });

  test('that says nothing holds up nobody, a thousand times', async () => {
    const silent = Array.from({ length: 1000 }, () => connect(Number(new URL(cloud.url).port), '127.0.0.1'));
    for (const socket of silent) socket.on('error', () => undefined);
    await Promise.all(silent.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    await expectWell();
    for (const socket of silent) socket.destroy();
  });

  test.each([
    ['of no HTTP', 'NONSENSE\r\n\r\n', 'HTTP/1.1 400 '],
    ['without a host', 'GET / HTTP/1.1\r\n\r\n', 'HTTP/1.1 400 '],
    ['of two lengths', head('Content-Length: 5', 'Transfer-Encoding: chunked'), 'HTTP/1.1 400 '],
    [
      'with a huge header',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
      'HTTP/1.1 431 ',
    ],
    ['of a rebound name', 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n', 'HTTP/1.1 403 '],
    [
      'of another web site, before its call',
      'OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nAccess-Control-Request-Method: POST\r\n\r\n',
      'HTTP/1.1 403 ',
    ],
  ])('is refused: %s', async (_, said, status) => {
    const heard = await cloud.say([said], '\r\n\r\n');
    expect(heard).toContain(status);
    expect(heard.toLowerCase()).not.toContain('access-control-allow');
  });
});

describe('JSON of 100,000 levels is refused by', () => {
  const definition = `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"Parameters":${DEEP}}}}`;
  const item = '{"M":{"a":'.repeat(LEVELS / 2) + '{"S":"x"}' + '}}'.repeat(LEVELS / 2);
  test.each([
    ['an API', 'AWSEvents.PutEvents', `{"Entries":${DEEP}}`, 'SerializationException'],
    [
      'a table',
      'DynamoDB_20120810.PutItem',
      `{"TableName":"shop-table","Item":${item}}`,
      'SerializationException',
    ],
    ['a rule', 'AWSEvents.PutRule', { Name: 'r', EventPattern: DEEP }, 'ValidationException'],
    [
      'a pattern',
      'AWSEvents.TestEventPattern',
      { Event: '{}', EventPattern: DEEP },
      'InvalidEventPatternException',
    ],
    [
      'a machine',
      'AWSStepFunctions.CreateStateMachine',
      { name: 'm', roleArn: ROLE, definition },
      'InvalidDefinition',
    ],
    [
      'an execution',
      'AWSStepFunctions.StartExecution',
      {
        stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:waiting',
        input: '['.repeat(LEVELS) + ']'.repeat(LEVELS),
      },
      'InvalidExecutionInput',
    ],
  ])('%s', async (_, target, body, code) => {
    const { status, body: said } = await cloud.call(target, body);
    expect({ status, said }).toEqual({ status: 400, said: expect.stringContaining(code) });
  });
});

test('names that objects have of themselves are names like others', async () => {
  const detail = '{"a":1,"a":2,"__proto__":{"b":1},"constructor":"c","n":"\\u0000\\ud800"}';
  const entry = { Source: 's', DetailType: 't', Detail: detail };
  expect((await cloud.call('AWSEvents.PutEvents', { Entries: [entry] })).body).toContain(
    '"FailedEntryCount":0',
  );
  for (const target of ['AWSEvents.__proto__', 'AmazonSQS.constructor', 'DynamoDB_20120810.toString'])
    expect((await cloud.call(target, '{}')).body).toContain('UnknownOperationException');
  expect((await cloud.call('__proto__.x', '{}')).body).toContain('UnknownOperationException');
});

test('nothing of all this was a fault of the cloud, and its memory stayed small', () => {
  expect(cloud.complaints.filter((line) => line.includes(' failed: '))).toEqual([]);
  expect(cloud.peak()).toBeLessThan(500);
});
