import { beforeEach, describe, expect, test } from '@jest/globals';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as sfn from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { createIntegrations } from '../../../lib/local/integrations/integrations.ts';
import { MODELLED } from '../../../lib/local/integrations/modelled-errors.ts';
import { objectOf } from '../../../lib/local/json.ts';
import { AwsError, type Integrations, type Json, type Service } from '../../../lib/local/service.ts';

let calls: { service: string; operation: string; input: Json; roleArn: string | undefined }[];
let answer: (operation: string) => Json;
let integrations: Integrations;

const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:shop:e-1';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:shop';
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);

beforeEach(() => {
  calls = [];
  answer = () => ({});
  const service = (name: string): Service => ({
    async call(operation, input, { roleArn }) {
      calls.push({ service: name, operation, input, roleArn });
      return answer(operation);
    },
  });
  const services = {
    dynamodb: service('dynamodb'),
    sqs: service('sqs'),
    events: service('events'),
    lambda: service('lambda'),
    sns: service('sns'),
    states: service('states'),
  };
  integrations = createIntegrations(
    () => services,
    () => Date.UTC(2026, 0, 1),
  );
});

function perform(resource: string, input: Json) {
  return integrations(
    { resource, arguments: input, roleArn: 'arn:role' },
    { execution: EXECUTION, state: 'Do' },
  );
}

describe('an AWS SDK integration', () => {
  test('calls the API as it is, in the name of the role', async () => {
    answer = () => ({ Attributes: {} });
    const input = { TableName: 't', Item: { id: { S: 'a' } } };
    expect(await perform('arn:aws:states:::aws-sdk:dynamodb:putItem', input)).toEqual({
      kind: 'succeeded',
      output: { Attributes: {} },
    });
    expect(calls).toEqual([{ service: 'dynamodb', operation: 'PutItem', input, roleArn: 'arn:role' }]);
  });

  test('of Step Functions translates the capitals', async () => {
    answer = () => ({ executionArn: 'arn:e', startDate: 1 });
    expect(
      await perform('arn:aws:states:::aws-sdk:sfn:startExecution', { StateMachineArn: 'arn:m', Input: '{}' }),
    ).toEqual({ kind: 'succeeded', output: { ExecutionArn: 'arn:e', StartDate: '1970-01-01T00:00:01Z' } });
    expect(calls[0]?.input).toEqual({ stateMachineArn: 'arn:m', input: '{}' });
  });

  test('writes times as ISO 8601, with a fraction where they have one, wherever they stand', async () => {
    answer = () => ({ executions: [{ startDate: 1767225600.25, name: 'StartDate' }], nextToken: '1' });
    expect(await perform('arn:aws:states:::aws-sdk:sfn:listExecutions', {})).toMatchObject({
      output: { Executions: [{ StartDate: '2026-01-01T00:00:00.250Z', Name: 'StartDate' }], NextToken: '1' },
    });
    answer = () => ({ Item: { StartDate: { N: '1' } }, Count: 1 });
    expect(await perform('arn:aws:states:::aws-sdk:dynamodb:getItem', {})).toMatchObject({
      output: { Item: { StartDate: { N: '1' } }, Count: 1 },
    });
  });

  test.each<[string, Json, Json]>([
    ['sqs:sendMessage', { MessageBody: { a: 1 } }, { MessageBody: '{"a":1}' }],
    ['sns:publish', { Message: [1] }, { Message: '[1]' }],
    ['eventbridge:putEvents', { Entries: [{ Detail: { B: 2 } }] }, { Entries: [{ Detail: '{"B":2}' }] }],
    ['sfn:startExecution', { Input: { Key: 3 } }, { input: '{"Key":3}' }],
    ['sfn:sendTaskSuccess', { TaskToken: 't', Output: { Key: 3 } }, { taskToken: 't', output: '{"Key":3}' }],
    ['lambda:invoke', { FunctionName: 'f:1', Payload: { a: 1 } }, { FunctionName: 'f:1', Payload: { a: 1 } }],
  ])('of %s takes JSON where the API takes text', async (resource, given, sent) => {
    await perform(`arn:aws:states:::aws-sdk:${resource}`, given);
    expect(calls[0]?.input).toEqual(sent);
  });

  test('of Lambda answers the payload as text, and does not fail with the function', async () => {
    answer = () => ({ StatusCode: 200, FunctionError: 'Unhandled', Payload: { errorType: 'RangeError' } });
    expect(await perform('arn:aws:states:::aws-sdk:lambda:invoke', { FunctionName: 'f' })).toEqual({
      kind: 'succeeded',
      output: { StatusCode: 200, FunctionError: 'Unhandled', Payload: '{"errorType":"RangeError"}' },
    });
  });

  test('fails with the name that the SDK for Java gives the error', async () => {
    answer = () => {
      throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
    };
    expect(await perform('arn:aws:states:::aws-sdk:dynamodb:putItem', {})).toEqual({
      kind: 'failed',
      error: 'DynamoDb.ConditionalCheckFailedException',
      cause: expect.stringMatching(
        /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: [0-9a-f-]+\)$/,
      ),
    });
    answer = () => {
      throw new AwsError('QueueDoesNotExist', 'Nowhere');
    };
    expect(await perform('arn:aws:states:::aws-sdk:sqs:sendMessage', {})).toMatchObject({
      error: 'Sqs.QueueDoesNotExistException',
    });
  });
});

/** How the errors of a service are spelled: with and without a name of their own. */
describe('an error', () => {
  const failing = async (resource: string, code: string, status = 400) => {
    answer = () => {
      throw new AwsError(code, 'No.', { status });
    };
    return perform(`arn:aws:states:::${resource}`, {});
  };

  test.each([
    ['aws-sdk:dynamodb:putItem', 'ValidationException', 'DynamoDb.DynamoDbException'],
    ['aws-sdk:dynamodb:putItem', 'AccessDeniedException', 'DynamoDb.DynamoDbException'],
    ['aws-sdk:dynamodb:putItem', 'ResourceNotFoundException', 'DynamoDb.ResourceNotFoundException'],
    ['aws-sdk:dynamodb:putItem', 'InternalServerError', 'DynamoDb.InternalServerErrorException'],
    ['aws-sdk:sqs:sendMessage', 'AccessDenied', 'Sqs.SqsException'],
    ['aws-sdk:sqs:sendMessage', 'InvalidMessageContents', 'Sqs.InvalidMessageContentsException'],
    ['aws-sdk:sns:publish', 'AuthorizationError', 'Sns.AuthorizationErrorException'],
    ['aws-sdk:sns:publish', 'InvalidAction', 'Sns.SnsException'],
    ['aws-sdk:sns:publish', 'ParameterValueInvalid', 'Sns.InvalidParameterValueException'],
    ['aws-sdk:lambda:invoke', 'AccessDeniedException', 'Lambda.LambdaException'],
    ['aws-sdk:eventbridge:putEvents', 'ValidationException', 'EventBridge.EventBridgeException'],
    ['aws-sdk:sfn:startExecution', 'InvalidArn', 'Sfn.InvalidArnException'],
    ['aws-sdk:sfn:startExecution', 'AccessDeniedException', 'Sfn.SfnException'],
    ['dynamodb:putItem', 'ValidationException', 'DynamoDB.AmazonDynamoDBException'],
    ['sqs:sendMessage', 'AccessDenied', 'SQS.AmazonSQSException'],
    ['sns:publish', 'InvalidAction', 'SNS.AmazonSNSException'],
    ['lambda:invoke', 'AccessDeniedException', 'Lambda.AWSLambdaException'],
    ['lambda:invoke', 'ResourceNotFoundException', 'Lambda.ResourceNotFoundException'],
    ['events:putEvents', 'ValidationException', 'EventBridge.AmazonEventBridgeException'],
    ['states:startExecution', 'AccessDeniedException', 'StepFunctions.AWSStepFunctionsException'],
    ['states:startExecution', 'ExecutionAlreadyExists', 'StepFunctions.ExecutionAlreadyExistsException'],
  ])('of %s with the code %s is %s', async (resource, code, error) => {
    expect(await failing(resource, code)).toMatchObject({ kind: 'failed', error });
  });

  test('says in its cause which call it was, as the SDK of its integration does', async () => {
    expect(await failing('lambda:invoke', 'ResourceNotFoundException', 404)).toMatchObject({
      cause: expect.stringMatching(
        /^No\. \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
      ),
    });
    expect(await failing('dynamodb:getItem', 'ResourceNotFoundException')).toMatchObject({
      cause: expect.stringContaining('(Service: AmazonDynamoDBv2; Status Code: 400; '),
    });
  });

  test.each<[string, object, string]>([
    ['dynamodb', dynamodb, 'DynamoDBServiceException'],
    ['eventbridge', eventbridge, 'EventBridgeServiceException'],
    ['lambda', lambda, 'LambdaServiceException'],
    ['sfn', sfn, 'SFNServiceException'],
    ['sns', sns, 'SNSServiceException'],
    ['sqs', sqs, 'SQSServiceException'],
  ])('of %s has a name of its own where the SDK has a class for it', (service, sdk, base) => {
    const members = new Map<string, unknown>(Object.entries(sdk));
    const Base = members.get(base);
    const isError = (member: unknown): boolean =>
      typeof member === 'function' && typeof Base === 'function' && Object.getPrototypeOf(member) === Base;
    const names = [...members].flatMap(([name, member]) =>
      isError(member) ? [name.replace(/Exception$/, '')] : [],
    );
    expect([...(MODELLED[service] ?? [])].sort()).toEqual(names.sort());
    expect(names.length).toBeGreaterThan(10);
  });
});

describe('an optimised integration', () => {
  test('fails with its own spelling of the service', async () => {
    answer = () => {
      throw new AwsError('ConditionalCheckFailedException', 'no');
    };
    expect(await perform('arn:aws:states:::dynamodb:putItem', {})).toMatchObject({
      error: 'DynamoDB.ConditionalCheckFailedException',
    });
    answer = () => {
      throw new AwsError('NotFound', 'Topic does not exist', { status: 404 });
    };
    expect(await perform('arn:aws:states:::sns:publish', {})).toMatchObject({
      error: 'SNS.NotFoundException',
    });
    expect(await perform('arn:aws:states:::aws-sdk:sns:publish', {})).toMatchObject({
      error: 'Sns.NotFoundException',
    });
  });

  test('takes JSON where the API takes text', async () => {
    await perform('arn:aws:states:::sqs:sendMessage', { QueueUrl: 'q', MessageBody: { a: 1 } });
    await perform('arn:aws:states:::sns:publish', { TopicArn: 't', Message: { m: 1 } });
    await perform('arn:aws:states:::events:putEvents', { Entries: [{ Detail: { b: 2 } }] });
    await perform('arn:aws:states:::states:startExecution', { StateMachineArn: 'm', Input: { c: 3 } });
    expect(calls.map(({ input }) => input)).toEqual([
      { QueueUrl: 'q', MessageBody: '{"a":1}' },
      { TopicArn: 't', Message: '{"m":1}' },
      { Entries: [{ Detail: '{"b":2}', Resources: [MACHINE, EXECUTION] }] },
      { stateMachineArn: 'm', input: '{"c":3}' },
    ]);
  });

  test('says of an event whose it is, beside what it says itself', async () => {
    const entry = { Source: 's', Resources: ['arn:mine'] };
    await perform('arn:aws:states:::events:putEvents', { Entries: [entry, { Source: 't' }] });
    expect(calls[0]?.input).toEqual({
      Entries: [
        { Source: 's', Resources: ['arn:mine', MACHINE, EXECUTION] },
        { Source: 't', Resources: [MACHINE, EXECUTION] },
      ],
    });
    calls.length = 0;
    await perform('arn:aws:states:::aws-sdk:eventbridge:putEvents', { Entries: [entry] });
    expect(calls[0]?.input).toEqual({ Entries: [entry] });
  });

  test('answers with what the SDK knows of the call, in alphabetical order', async () => {
    answer = () => ({ MessageId: 'm', MD5OfMessageBody: 'd' });
    const sent = await perform('arn:aws:states:::sqs:sendMessage', { QueueUrl: 'q', MessageBody: '' });
    const common = { Date: 'Thu, 01 Jan 2026 00:00:00 GMT', 'x-amzn-RequestId': UUID };
    const headers = {
      connection: 'keep-alive',
      'Content-Type': 'application/x-amz-json-1.0',
      'Content-Length': '40',
      ...common,
    };
    expect(sent).toEqual({
      kind: 'succeeded',
      output: {
        MD5OfMessageBody: 'd',
        MessageId: 'm',
        SdkHttpMetadata: {
          AllHttpHeaders: {
            connection: ['keep-alive'],
            'Content-Type': ['application/x-amz-json-1.0'],
            'Content-Length': ['40'],
            Date: [common.Date],
            'x-amzn-RequestId': [UUID],
          },
          HttpHeaders: headers,
          HttpStatusCode: 200,
        },
        SdkResponseMetadata: { RequestId: UUID },
      },
    });
    const output = sent.kind === 'succeeded' ? sent.output : null;
    expect(Object.keys(output ?? {})).toEqual([
      'MD5OfMessageBody',
      'MessageId',
      'SdkHttpMetadata',
      'SdkResponseMetadata',
    ]);
  });

  test.each<[string, Json, Json]>([
    [
      'dynamodb:putItem',
      {},
      { SdkHttpMetadata: { HttpHeaders: { 'Content-Length': '2', Server: 'Server' } } },
    ],
    ['dynamodb:getItem', { Item: {} }, { Item: {}, SdkHttpMetadata: { HttpStatusCode: 200 } }],
    [
      'sns:publish',
      { MessageId: 'm' },
      { MessageId: 'm', SdkHttpMetadata: { HttpHeaders: { 'Content-Type': 'text/xml' } } },
    ],
    [
      'lambda:invoke',
      { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: 'ö' },
      {
        Payload: 'ö',
        StatusCode: 200,
        SdkHttpMetadata: { HttpHeaders: { 'Content-Length': '4', 'X-Amz-Executed-Version': '$LATEST' } },
      },
    ],
    ['lambda:invoke', { StatusCode: 202 }, { StatusCode: 202, SdkHttpMetadata: { HttpStatusCode: 202 } }],
    [
      'states:startExecution',
      { executionArn: 'arn:e', startDate: 1.5 },
      { ExecutionArn: 'arn:e', StartDate: 1.5, SdkHttpMetadata: { HttpStatusCode: 200 } },
    ],
  ])('of %s answers so with %j', async (resource, answered, output) => {
    answer = () => answered;
    expect(await perform(`arn:aws:states:::${resource}`, {})).toMatchObject({ kind: 'succeeded', output });
  });

  test('of EventBridge answers as the API does', async () => {
    const answered = { FailedEntryCount: 0, Entries: [{ EventId: '1' }] };
    answer = () => answered;
    expect(await perform('arn:aws:states:::events:putEvents', { Entries: [{}] })).toEqual({
      kind: 'succeeded',
      output: answered,
    });
  });

  test('fails when one of the events is refused', async () => {
    answer = () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'MalformedDetail' }] });
    expect(await perform('arn:aws:states:::events:putEvents', { Entries: [{}] })).toEqual({
      kind: 'failed',
      error: 'EventBridge.FailedEntry',
      cause: '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"MalformedDetail"}]}',
    });
  });

  test('with a function fails by the name of what the function throws', async () => {
    answer = () => ({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      Payload: { errorType: 'RangeError', errorMessage: 'too far' },
    });
    const failure = {
      kind: 'failed',
      error: 'RangeError',
      cause: '{"errorType":"RangeError","errorMessage":"too far"}',
    };
    expect(await perform('arn:aws:states:::lambda:invoke', { FunctionName: 'f' })).toEqual(failure);
    expect(await perform('arn:aws:lambda:us-east-1:000000000000:function:f', {})).toEqual(failure);
  });
});

test.each<[Json, Json | undefined]>([
  [{ FunctionName: 'f' }, '$LATEST'],
  [{ FunctionName: '000000000000:function:f' }, '$LATEST'],
  [{ FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f' }, '$LATEST'],
  [{ FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f', Qualifier: '2' }, '2'],
  [{ FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f:live' }, undefined],
  [{ FunctionName: 'f:live' }, undefined],
])('the function of %j is the version %s', async (input, Qualifier) => {
  await perform('arn:aws:states:::lambda:invoke', input);
  expect(calls[0]?.input).toEqual({ ...objectOf(input), ...(Qualifier === undefined ? {} : { Qualifier }) });
});

describe('a payload that is a text', () => {
  test.each<[string, Json]>([
    ['true', true],
    ['{"a":1}', { a: 1 }],
    ['"text"', 'text'],
    ['', {}],
  ])('is the JSON that the function gets: %j', async (Payload, event) => {
    for (const resource of ['lambda:invoke', 'aws-sdk:lambda:invoke']) {
      await perform(`arn:aws:states:::${resource}`, { FunctionName: 'f', Payload });
      expect(calls.pop()?.input).toMatchObject({ FunctionName: 'f', Payload: event });
    }
  });

  test('but is no JSON is refused', async () => {
    const input = { FunctionName: 'f', Payload: 'text' };
    expect(await perform('arn:aws:states:::lambda:invoke', input)).toMatchObject({
      kind: 'failed',
      error: 'Lambda.InvalidRequestContentException',
      cause: expect.stringMatching(
        /^Could not parse request body into json: .*Service: AWSLambda; Status Code: 400/,
      ),
    });
    expect(calls).toEqual([]);
  });

  test('is what a function called by its ARN gets', async () => {
    await perform('arn:aws:lambda:us-east-1:000000000000:function:f', 'true');
    expect(calls[0]?.input).toMatchObject({ Payload: 'true' });
  });
});

test('what is not there is refused by its name', async () => {
  expect(await perform('arn:aws:states:::aws-sdk:s3:getObject', {})).toEqual({
    kind: 'failed',
    error: 'States.Runtime',
    cause: 'The local cloud has no integration for the resource "arn:aws:states:::aws-sdk:s3:getObject".',
  });
});
