import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  RemovePermissionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud, type LocalCloud } from '../../../lib/local/cloud.ts';
import { writeAssembly, type WrittenAssembly } from '../assembly.ts';

const ROLE = 'arn:aws:iam::000000000000:role/worker';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:work';

let folder: string;
let assembly: WrittenAssembly;
let cloud: LocalCloud;
let clients: { lambda: LambdaClient; iam: IAMClient; sqs: SQSClient };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'management-'));
  assembly = writeAssembly({ Resources: {} });
  await start();
});
afterAll(async () => {
  await stop();
  assembly.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  cloud = await startLocalCloud({
    ...{ assembly: assembly.directory, port: 0, data: join(folder, 'data') },
    log: () => undefined,
  });
  const credentials = { accessKeyId: 'somebody', secretAccessKey: 'x' };
  const settings = { endpoint: cloud.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  clients = {
    lambda: new LambdaClient(settings),
    iam: new IAMClient(settings),
    sqs: new SQSClient(settings),
  };
}

async function stop(): Promise<void> {
  for (const client of Object.values(clients)) client.destroy();
  await cloud.stop();
}

const zip = (code: string, name = 'index.mjs') => zipSync({ [name]: new TextEncoder().encode(code) });
const answering = (answer: string) => zip(`export const handler = async () => ${JSON.stringify(answer)};`);
const create = (FunctionName: string, ZipFile: Uint8Array, more: object = {}) =>
  clients.lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName, Role: ROLE, Runtime: 'nodejs24.x', Handler: 'index.handler' },
      Code: { ZipFile },
      ...more,
    }),
  );
const invoke = async (FunctionName: string): Promise<unknown> => {
  const { Payload } = await clients.lambda.send(new InvokeCommand({ FunctionName }));
  return JSON.parse(Payload?.transformToString() ?? 'null');
};
const trusting = (service: string) =>
  JSON.stringify({
    Statement: { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
  });

const visibility = (VisibilityTimeout: string) =>
  clients.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: `${cloud.url}/000000000000/work`,
      Attributes: { VisibilityTimeout },
    }),
  );

describe('functions', () => {
  beforeAll(async () => {
    const trust = trusting('lambda.amazonaws.com');
    await clients.iam.send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument: trust }));
  });

  test('are made from a zip, and run what it holds; then what the next one holds', async () => {
    const made = await create('greeter', answering('one'), { Environment: { Variables: { A: 'b' } } });
    expect(made).toMatchObject({ FunctionName: 'greeter', State: 'Active', Role: ROLE });
    expect(await invoke('greeter')).toBe('one');
    await clients.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'greeter', ZipFile: answering('two') }),
    );
    expect(await invoke('greeter')).toBe('two');
    const changed = await clients.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'greeter', Timeout: 9 }),
    );
    expect(changed).toMatchObject({ Timeout: 9, Environment: { Variables: { A: 'b' } } });
  });

  test('finish what they are at with the code with which they began', async () => {
    const slow = `export const handler = async ({ wait }) => {
  if (wait) await new Promise((resolve) => setTimeout(resolve, 500));
  return 'one';
};`;
    await create('slow', zip(slow), { Timeout: 5 });
    const call = async (payload: object): Promise<unknown> => {
      const Payload = new TextEncoder().encode(JSON.stringify(payload));
      const answer = await clients.lambda.send(new InvokeCommand({ FunctionName: 'slow', Payload }));
      return [answer.FunctionError, JSON.parse(answer.Payload?.transformToString() ?? 'null')];
    };
    expect(await call({})).toEqual([undefined, 'one']);
    const going = call({ wait: true });
    // It is on its way to the function before the next call is.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await clients.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'slow', ZipFile: answering('two') }),
    );
    expect(await call({})).toEqual([undefined, 'two']);
    expect(await going).toEqual([undefined, 'one']);
  });

  test('show the end of what they write to whoever asks for it', async () => {
    const code = `let calls = 0;
      export const handler = async ({ long }) => {
        calls += 1;
        console.log('call', calls);
        if (long) console.error('x'.repeat(5000));
        if (calls === 3) throw new Error('enough');
      };`;
    await create('talker', zip(code), { MemorySize: 256 });
    const say = async (event: object, LogType?: 'None' | 'Tail'): Promise<string | undefined> => {
      const Payload = JSON.stringify(event);
      const invocation = new InvokeCommand({ FunctionName: 'talker', Payload, ...(LogType && { LogType }) });
      const { LogResult } = await clients.lambda.send(invocation);
      return LogResult === undefined ? undefined : Buffer.from(LogResult, 'base64').toString();
    };
    expect(await say({})).toBeUndefined();
    expect(await say({}, 'Tail')).toMatch(
      /^START RequestId: (\S{36}) Version: \$LATEST\ncall 2\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\t\n$/,
    );
    const failed = await say({}, 'Tail');
    expect(failed).toMatch(/^START .*\ncall 3\n.*"errorMessage":"enough".*\nEND /);
    expect(failed).toContain('(file:///var/runtime/index.mjs:');
    const long = (await say({ long: true }, 'Tail')) ?? '';
    expect([long.length, long.slice(0, 9)]).toEqual([4096, 'xxxxxxxxx']);
    expect(long).toContain('x\nEND RequestId: ');
    expect(await say({}, 'None')).toBeUndefined();
    const wrong = { FunctionName: 'talker', InvocationType: 'RequestResponse', LogType: 'All' } as const;
    // @ts-expect-error There is no such type of log.
    await expect(clients.lambda.send(new InvokeCommand(wrong))).rejects.toMatchObject({
      message:
        "1 validation error detected: Value 'All' at 'logType' failed to satisfy constraint: Member must satisfy enum value set: [None, Tail]",
    });
  });

  test.each([
    ['no zip', () => create('broken', new Uint8Array([1, 2, 3])), /^Could not unzip uploaded file\./],
    [
      'a zip that leads out of its folder',
      () => create('broken', zip('', '../outside.mjs')),
      /^Could not unzip uploaded file\./,
    ],
    ['a name that is taken', () => create('greeter', answering('x')), /^Function already exist: greeter$/],
    [
      'a runtime that is not here',
      () => create('broken', answering('x'), { Runtime: 'python3.13' }),
      /python3\.13/,
    ],
    [
      'code in S3',
      () => create('broken', answering('x'), { Code: { S3Bucket: 'a', S3Key: 'b' } }),
      /^There is no S3 and no registry in the local cloud/,
    ],
  ])('are refused with %s', async (_what, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });

  test('are refused with a role that Lambda may not take on', async () => {
    const trust = trusting('states.amazonaws.com');
    await clients.iam.send(new CreateRoleCommand({ RoleName: 'other', AssumeRolePolicyDocument: trust }));
    const Role = 'arn:aws:iam::000000000000:role/other';
    await expect(create('broken', answering('x'), { Role })).rejects.toThrow(
      'The role defined for the function cannot be assumed by Lambda.',
    );
  });

  test('have permissions by statement, each once', async () => {
    const statement = { FunctionName: 'greeter', StatementId: 'one' };
    const permission = {
      ...statement,
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
    };
    await clients.lambda.send(new AddPermissionCommand(permission));
    await expect(clients.lambda.send(new AddPermissionCommand(permission))).rejects.toThrow(
      'The statement id (one) provided already exists.',
    );
    const { Policy = '' } = await clients.lambda.send(new GetPolicyCommand({ FunctionName: 'greeter' }));
    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [{ Sid: 'one', Principal: { Service: 'events.amazonaws.com' } }],
    });
    await clients.lambda.send(new RemovePermissionCommand(statement));
    await expect(clients.lambda.send(new GetPolicyCommand({ FunctionName: 'greeter' }))).rejects.toThrow(
      'The resource you requested does not exist.',
    );
  });

  test('read from a queue only with a role that may', async () => {
    await clients.sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
    const mapping = { FunctionName: 'greeter', EventSourceArn: QUEUE, BatchSize: 5 };
    await expect(clients.lambda.send(new CreateEventSourceMappingCommand(mapping))).rejects.toThrow(
      /^The provided execution role does not have permissions to call ReceiveMessage on SQS/,
    );
    const document = { Statement: { Effect: 'Allow', Action: 'sqs:*', Resource: QUEUE } };
    await clients.iam.send(
      new PutRolePolicyCommand({
        ...{ RoleName: 'worker', PolicyName: 'reading' },
        PolicyDocument: JSON.stringify(document),
      }),
    );
    for (const [wrong, message] of [
      [{ StartingPosition: 'LATEST' }, 'StartingPosition is not valid for SQS event sources.'],
      [
        { BatchSize: 11 },
        'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
      ],
    ] as const)
      await expect(
        clients.lambda.send(new CreateEventSourceMappingCommand({ ...mapping, ...wrong })),
      ).rejects.toMatchObject({ name: 'InvalidParameterValueException', message });
    await visibility('8');
    await expect(clients.lambda.send(new CreateEventSourceMappingCommand(mapping))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'Queue visibility timeout: 8 seconds is less than Function timeout: 9 seconds',
    });
    await visibility('9');
    const made = await clients.lambda.send(new CreateEventSourceMappingCommand(mapping));
    expect(made).toMatchObject({ State: 'Creating', BatchSize: 5, EventSourceArn: QUEUE });
    await expect(clients.lambda.send(new CreateEventSourceMappingCommand(mapping))).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: `An event source mapping with SQS arn (" ${QUEUE} ") and function (" greeter ") already exists. Please update or delete the existing mapping with UUID ${made.UUID}`,
      $metadata: { httpStatusCode: 409 },
    });
  });
});

describe('roles and policies', () => {
  test('are deleted when nothing hangs on them', async () => {
    const PolicyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } });
    const { Policy } = await clients.iam.send(
      new CreatePolicyCommand({ PolicyName: 'extra', PolicyDocument }),
    );
    const PolicyArn = Policy?.Arn;
    expect(PolicyArn).toBe('arn:aws:iam::000000000000:policy/extra');
    await clients.iam.send(new AttachRolePolicyCommand({ RoleName: 'other', PolicyArn }));
    await expect(clients.iam.send(new DeleteRoleCommand({ RoleName: 'other' }))).rejects.toThrow(
      'Cannot delete entity, must detach all policies first.',
    );
    await expect(clients.iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toThrow(
      'Cannot delete a policy attached to entities.',
    );
    await expect(clients.iam.send(new GetRoleCommand({ RoleName: 'nobody' }))).rejects.toThrow(
      'The role with name nobody cannot be found.',
    );
  });

  test('are refused without a document', async () => {
    const policy = { RoleName: 'other', PolicyName: 'wrong', PolicyDocument: '{' };
    await expect(clients.iam.send(new PutRolePolicyCommand(policy))).rejects.toThrow(
      'Syntax errors in policy.',
    );
  });
});

test('what was made is there when the cloud is started again, and goes on', async () => {
  await stop();
  await start();
  expect(await invoke('greeter')).toBe('two');
  const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName: 'worker' }));
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(trusting('lambda.amazonaws.com'));
  const { EventSourceMappings } = await clients.lambda.send(new ListEventSourceMappingsCommand({}));
  expect(EventSourceMappings).toMatchObject([{ EventSourceArn: QUEUE, BatchSize: 5, State: 'Enabled' }]);
  await clients.lambda.send(new DeleteFunctionCommand({ FunctionName: 'greeter' }));
  await expect(invoke('greeter')).rejects.toThrow(
    'Function not found: arn:aws:lambda:us-east-1:000000000000:function:greeter',
  );
});
