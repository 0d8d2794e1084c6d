import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { reserveDoor, type Door } from '../../../lib/local/http/door.ts';
import { createRoutes } from '../../../lib/local/http/routes.ts';
import { AwsError, type Json, type Service } from '../../../lib/local/service.ts';

const HAS =
  'is not there in the local cloud, which has operations of dynamodb, events, iam, lambda, logs, sns, sqs, states, sts.';

let door: Door;
let calls: { operation: string; input: Json }[];

beforeEach(async () => {
  calls = [];
  const service: Service = {
    async call(operation, input) {
      calls.push({ operation, input });
      if (operation === 'GetFunction')
        throw new AwsError('ResourceNotFoundException', 'Function not found: x', { status: 404 });
      return { done: operation };
    },
  };
  const services = {
    dynamodb: service,
    sqs: service,
    sns: service,
    sts: service,
    iam: service,
    logs: service,
    events: service,
    states: service,
    lambda: service,
  };
  door = await reserveDoor('127.0.0.1', 0);
  door.open(
    createRoutes({
      services,
      callerOf: () => ({ roleArn: undefined }),
      pages: () => Promise.resolve(new Response('a page')),
      host: '127.0.0.1',
      log: () => undefined,
    }),
  );
});
afterEach(() => door.close());

function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`http://localhost:${door.port}${path}`, { method, headers });
}

function signedFor(service: string): Record<string, string> {
  const scope = `x/20260101/us-east-1/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=y` };
}

test("Lambda's operations go by method and path, with what both and the query name", async () => {
  const arn = encodeURIComponent('arn:aws:lambda:us-east-1:000000000000:function:one');
  const answers = [
    await ask('GET', '/2015-03-31/functions/?MaxItems=1'),
    await ask('GET', `/2015-03-31/functions/${arn}/configuration?Qualifier=%24LATEST`),
    await ask('DELETE', '/2015-03-31/functions/one'),
    await ask('GET', '/2015-03-31/event-source-mappings?FunctionName=one'),
  ];
  expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.text()]))).toEqual([
    [200, '{"done":"ListFunctions"}'],
    [200, '{"done":"GetFunctionConfiguration"}'],
    [204, ''],
    [200, '{"done":"ListEventSourceMappings"}'],
  ]);
  expect(calls).toEqual([
    { operation: 'ListFunctions', input: { MaxItems: '1' } },
    {
      operation: 'GetFunctionConfiguration',
      input: {
        FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:one',
        Qualifier: '$LATEST',
      },
    },
    { operation: 'DeleteFunction', input: { FunctionName: 'one' } },
    { operation: 'ListEventSourceMappings', input: { FunctionName: 'one' } },
  ]);
});

test("Lambda's refusals are a message and a header", async () => {
  const refused = await ask('GET', '/2015-03-31/functions/x');
  expect(refused.status).toBe(404);
  expect(refused.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
  expect(await refused.json()).toEqual({ Type: 'User', Message: 'Function not found: x' });
  const unknown = await ask('GET', '/2020-04-22/code-signing-configs', signedFor('lambda'));
  expect([unknown.status, unknown.headers.get('x-amzn-errortype'), await unknown.json()]).toEqual([
    404,
    'UnknownOperationException',
    { Type: 'User', Message: `GET /2020-04-22/code-signing-configs of "lambda" ${HAS}` },
  ]);
  expect((await ask('GET', '/2015-03-31/functions/%E0%A4%A')).status).toBe(400);
});

test('a service that is not there is named in the protocol it speaks', async () => {
  const s3 = await ask('GET', '/', signedFor('s3'));
  expect([s3.status, s3.headers.get('content-type')]).toEqual([501, 'text/xml']);
  expect(await s3.text()).toContain(
    `<Code>UnknownOperationException</Code><Message>GET / of "s3" ${HAS}</Message>`,
  );
  const rest = await ask('GET', '/v1/apis', signedFor('appsync'));
  expect([rest.status, await rest.json()]).toEqual([
    404,
    { Type: 'User', Message: `GET /v1/apis of "appsync" ${HAS}` },
  ]);
  const json = await ask('POST', '/', {
    ...signedFor('kinesis'),
    'x-amz-target': 'Kinesis_20131202.ListStreams',
  });
  expect([json.status, await json.json()]).toEqual([
    400,
    {
      __type: 'UnknownOperationException',
      message: `Kinesis_20131202.ListStreams of "kinesis" ${HAS}`,
    },
  ]);
  const cbor = await ask('POST', '/service/GraniteServiceVersion20100801/operation/ListMetrics');
  expect([cbor.status, cbor.headers.get('smithy-protocol')]).toEqual([400, 'rpc-v2-cbor']);
  const message = `GraniteServiceVersion20100801.ListMetrics ${HAS}`;
  const text = (value: string): string =>
    `\u0079\u0000${String.fromCharCode(Buffer.byteLength(value))}${value}`;
  expect(Buffer.from(await cbor.arrayBuffer()).toString('latin1')).toBe(
    `\u00a2${text('__type')}${text('UnknownOperationException')}${text('message')}${text(message)}`,
  );
});

test('what nobody signed is a page', async () => {
  expect(await (await ask('GET', '/')).text()).toBe('a page');
  expect(await (await ask('GET', '/v1/apis')).text()).toBe('a page');
});
