import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CreateFunctionCommand,
  GetAccountSettingsCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { reserveDoor, type Door } from '../../../lib/local/http/door.ts';
import { createRoutes } from '../../../lib/local/http/routes.ts';
import { createLambda, type Lambda } from '../../../lib/local/lambda/lambda.ts';
import { systemClock } from '../../../lib/local/system-clock.ts';

const PREFIX = 'arn:aws:lambda:eu-central-1:123456789012:function:';
const SINCE = Date.UTC(2026, 0, 2, 3, 4, 5);

let directory: string;
let door: Door;
let lambda: Lambda;
let client: LambdaClient;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'lambda-'));
  writeFileSync(join(directory, 'index.mjs'), 'export const handler = async (event) => ({ event });');
  door = await reserveDoor('127.0.0.1', 0);
  const endpoint = `http://127.0.0.1:${door.port}`;
  lambda = createLambda({
    place: { region: 'eu-central-1', account: '123456789012', endpoint },
    clock: { ...systemClock(), now: () => SINCE },
    log: () => undefined,
  });
  for (const name of ['one', 'two', 'three']) lambda.add(settingsOf(name), PROPERTIES);
  lambda.configureAsync(
    'one',
    { retries: 1, giveUp: undefined },
    { MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Destination: 'arn:d' } } },
  );
  lambda.addMapping({
    id: '11111111-2222-3333-4444-555555555555',
    sourceArn: 'arn:aws:sqs:eu-central-1:123456789012:orders',
    functionArn: `${PREFIX}one`,
    properties: { BatchSize: 5, ScalingConfig: { MaximumConcurrency: 3 } },
  });
  lambda.addMapping({
    id: '66666666-2222-3333-4444-555555555555',
    sourceArn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/1',
    functionArn: `${PREFIX}two`,
    properties: { StartingPosition: 'TRIM_HORIZON', Enabled: false },
  });
  const services = {
    lambda,
    sqs: lambda,
    events: lambda,
    states: lambda,
    dynamodb: lambda,
    sns: lambda,
    sts: lambda,
    iam: lambda,
    logs: lambda,
  };
  const callerOf = () => ({ roleArn: undefined });
  const log = () => undefined;
  door.open(createRoutes({ services, callerOf, pages: undefined, host: '127.0.0.1', log }));
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  client = new LambdaClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
});

afterAll(async () => {
  client.destroy();
  await door.close();
  await lambda.stop();
  rmSync(directory, { recursive: true });
});

function settingsOf(name: string) {
  return {
    name,
    arn: PREFIX + name,
    roleArn: 'arn:aws:iam::123456789012:role/r',
    directory,
    handler: 'index.handler',
    timeout: 7,
    memory: 256,
    concurrency: name === 'one' ? 4 : undefined,
    environment: { KIND: 'a', AWS_REGION: 'eu-central-1' },
  };
}

const PROPERTIES = {
  Runtime: 'nodejs24.x',
  Description: 'says what it gets',
  Environment: { Variables: { KIND: 'a' } },
  Tags: [{ Key: 'team', Value: 'shop' }],
};

const CONFIGURATION = {
  FunctionName: 'one',
  FunctionArn: `${PREFIX}one`,
  Runtime: 'nodejs24.x',
  Role: 'arn:aws:iam::123456789012:role/r',
  Handler: 'index.handler',
  CodeSize: 52,
  Description: 'says what it gets',
  Timeout: 7,
  MemorySize: 256,
  LastModified: '2026-01-02T03:04:05.000+0000',
  CodeSha256: expect.stringMatching(/^[\w+/]{43}=$/),
  Version: '$LATEST',
  Environment: { Variables: { KIND: 'a' } },
  TracingConfig: { Mode: 'PassThrough' },
  State: 'Active',
  LastUpdateStatus: 'Successful',
  PackageType: 'Zip',
  Architectures: ['x86_64'],
  EphemeralStorage: { Size: 512 },
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/one' },
};

describe('of a function, the API shows', () => {
  test('its configuration, its code, its tags and its concurrency', async () => {
    const { $metadata, ...shown } = await client.send(new GetFunctionCommand({ FunctionName: 'one' }));
    expect($metadata.httpStatusCode).toBe(200);
    expect(shown).toEqual({
      Configuration: CONFIGURATION,
      Code: { RepositoryType: 'S3', Location: `file://${directory}` },
      Tags: { team: 'shop' },
      Concurrency: { ReservedConcurrentExecutions: 4 },
    });
  });

  test('its configuration alone, by ARN and qualifier', async () => {
    const command = new GetFunctionConfigurationCommand({
      FunctionName: `${PREFIX}one`,
      Qualifier: '$LATEST',
    });
    expect(await client.send(command)).toMatchObject(CONFIGURATION);
  });

  test('one version, no aliases, its tags and its reservation', async () => {
    const one = { FunctionName: 'one' };
    const { Versions = [] } = await client.send(new ListVersionsByFunctionCommand(one));
    expect(Versions.map(({ FunctionArn, Version }) => [FunctionArn, Version])).toEqual([
      [`${PREFIX}one:$LATEST`, '$LATEST'],
    ]);
    expect((await client.send(new ListAliasesCommand(one))).Aliases).toEqual([]);
    const tags = await client.send(new ListTagsCommand({ Resource: `${PREFIX}one` }));
    expect(tags.Tags).toEqual({ team: 'shop' });
    const reserved = async (FunctionName: string) =>
      (await client.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions;
    expect([await reserved('one'), await reserved('two')]).toEqual([4, undefined]);
  });

  test('how it is invoked asynchronously, if that is configured', async () => {
    const { $metadata, ...shown } = await client.send(
      new GetFunctionEventInvokeConfigCommand({ FunctionName: 'one' }),
    );
    expect($metadata.httpStatusCode).toBe(200);
    expect(shown).toEqual({
      FunctionArn: `${PREFIX}one:$LATEST`,
      LastModified: new Date(SINCE),
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: 'arn:d' } },
    });
    await expect(
      client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: 'two' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `The function ${PREFIX}two:$LATEST doesn't have an EventInvokeConfig`,
    });
  });
});

describe('a list', () => {
  test('of functions comes in pages', async () => {
    const first = await client.send(new ListFunctionsCommand({ MaxItems: 2 }));
    expect(first.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['one', 'two']);
    const second = await client.send(new ListFunctionsCommand({ MaxItems: 2, Marker: first.NextMarker }));
    expect(second.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['three']);
    expect(second.NextMarker).toBeUndefined();
  });

  test('has a page of at least one, and no marker of another list', async () => {
    await expect(client.send(new ListFunctionsCommand({ MaxItems: 0 }))).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
    });
    await expect(client.send(new ListFunctionsCommand({ Marker: 'x' }))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });

  test('of mappings is of all, of a function or of a source', async () => {
    const list = async (of: { FunctionName?: string; EventSourceArn?: string }) => {
      const output = await client.send(new ListEventSourceMappingsCommand(of));
      return output.EventSourceMappings?.map(({ UUID }) => UUID?.slice(0, 1));
    };
    expect(await list({})).toEqual(['1', '6']);
    expect(await list({ FunctionName: 'two' })).toEqual(['6']);
    expect(await list({ EventSourceArn: 'arn:aws:sqs:eu-central-1:123456789012:orders' })).toEqual(['1']);
    await expect(list({ FunctionName: 'nobody' })).rejects.toMatchObject({
      message: `Function not found: ${PREFIX}nobody`,
    });
  });
});

test('a mapping is shown with what it does not say', async () => {
  const show = async (UUID: string) => {
    const { $metadata, ...shown } = await client.send(new GetEventSourceMappingCommand({ UUID }));
    expect($metadata.httpStatusCode).toBe(200);
    return shown;
  };
  expect(await show('11111111-2222-3333-4444-555555555555')).toEqual({
    UUID: '11111111-2222-3333-4444-555555555555',
    EventSourceArn: 'arn:aws:sqs:eu-central-1:123456789012:orders',
    FunctionArn: `${PREFIX}one`,
    BatchSize: 5,
    MaximumBatchingWindowInSeconds: 0,
    LastModified: new Date(SINCE),
    State: 'Enabled',
    StateTransitionReason: 'USER_INITIATED',
    ScalingConfig: { MaximumConcurrency: 3 },
  });
  expect(await show('66666666-2222-3333-4444-555555555555')).toMatchObject({
    BatchSize: 100,
    State: 'Disabled',
    StartingPosition: 'TRIM_HORIZON',
    ParallelizationFactor: 1,
    MaximumRetryAttempts: -1,
  });
  await expect(show('none')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
  });
});

test('the account has its functions', async () => {
  const { AccountUsage } = await client.send(new GetAccountSettingsCommand({}));
  expect(AccountUsage).toEqual({ FunctionCount: 3, TotalCodeSize: 156 });
});

test('what is not there is refused by name', async () => {
  const code = { ZipFile: Buffer.from('x') };
  await expect(
    client.send(new CreateFunctionCommand({ FunctionName: 'f', Role: 'r', Code: code })),
  ).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: "Lambda's CreateFunction is not there in the local cloud.",
  });
  await expect(client.send(new GetPolicyCommand({ FunctionName: 'one' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
  });
});

test('a version that is not there cannot be invoked', async () => {
  const invoke = (Qualifier: string) =>
    client.send(new InvokeCommand({ FunctionName: 'one', Qualifier, Payload: '{"n":1}' }));
  const { Payload, ExecutedVersion } = await invoke('$LATEST');
  expect([Payload?.transformToString(), ExecutedVersion]).toEqual(['{"event":{"n":1}}', '$LATEST']);
  await expect(invoke('1')).rejects.toMatchObject({ message: `Function not found: ${PREFIX}one:1` });
});
