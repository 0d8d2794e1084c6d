import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { reserveDoor } from '../../lib/local/http/door.ts';
import { openStorage } from '../../lib/local/storage/durable.ts';
import { startLocalCloud, type LocalCloud } from '../../lib/local/cloud.ts';
import { writeAssembly, type WrittenAssembly } from './assembly.ts';
import { FUNCTIONS, SHOP } from './shop.ts';

let assembly: WrittenAssembly;
let cloud: LocalCloud;
let clients: {
  events: EventBridgeClient;
  sqs: SQSClient;
  states: SFNClient;
  dynamodb: DynamoDBClient;
};
const lines: string[] = [];

beforeAll(async () => {
  assembly = writeAssembly(SHOP, FUNCTIONS);
  cloud = await start(assembly);
  const settings = {
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  };
  clients = {
    events: new EventBridgeClient(settings),
    sqs: new SQSClient(settings),
    states: new SFNClient(settings),
    dynamodb: new DynamoDBClient(settings),
  };
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await cloud.stop();
  assembly.remove();
});

function start(from: WrittenAssembly, port = 0): Promise<LocalCloud> {
  return startLocalCloud({ assembly: from.directory, port, log: (line) => lines.push(line) });
}

/** One message after the other, until there are so many. */
async function receive(queueUrl: string | undefined, count: number): Promise<string[]> {
  const bodies: string[] = [];
  while (bodies.length < count) {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      WaitTimeSeconds: 10,
      MaxNumberOfMessages: 10,
    });
    const { Messages = [] } = await clients.sqs.send(command);
    if (Messages.length === 0) break;
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
  return bodies;
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It did not happen within five seconds.');
}

test('an event goes by rule, queue and function into the table, and by its stream on to the next function', async () => {
  const entry = (kind: string, number: number) => ({
    EventBusName: 'shop',
    Source: 'shop',
    DetailType: 'Order',
    Detail: JSON.stringify({ kind, number }),
  });
  const { FailedEntryCount } = await clients.events.send(
    new PutEventsCommand({
      Entries: [entry('order placed', 1), entry('parcel sent', 2), entry('order paid', 3)],
    }),
  );
  expect(FailedEntryCount).toBe(0);
  const told = await receive(cloud.outputs['ToldQueue'], 2);
  expect(told.sort()).toEqual(['order paid 3', 'order placed 1']);
  expect(lines).toEqual([]);
});

test('an execution waits with its token in the table, goes on by SendTaskSuccess, and its end is told on the default bus', async () => {
  const { states, dynamodb } = clients;
  const { executionArn = '' } = await states.send(
    new StartExecutionCommand({ stateMachineArn: cloud.outputs['Machine'], name: 'one', input: '{}' }),
  );
  const token = await until(async () => {
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: 'shop-table', Key: { id: { S: 'one' } } }),
    );
    return Item?.['token']?.S;
  });
  await states.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"to":"Paid"}' }));
  const ended = await until(async () => {
    const description = await states.send(new DescribeExecutionCommand({ executionArn }));
    return description.status === 'RUNNING' ? undefined : description;
  });
  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '{"to":"Paid"}' });

  const [event = '{}'] = await receive(cloud.outputs['StatusQueue'], 1);
  expect(JSON.parse(event)).toMatchObject({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn, name: 'one', status: 'SUCCEEDED', input: '{}', output: '{"to":"Paid"}' },
  });
});

test('an execution publishes on a bus and tells a topic', async () => {
  const { states } = clients;
  const { executionArn = '' } = await states.send(
    new StartExecutionCommand({
      stateMachineArn: cloud.outputs['Acting'],
      name: 'two',
      input: '{"number":7}',
    }),
  );
  const ended = await until(async () => {
    const description = await states.send(new DescribeExecutionCommand({ executionArn }));
    return description.status === 'RUNNING' ? undefined : description;
  });
  expect(ended).toMatchObject({ status: 'SUCCEEDED' });
  const told = await receive(cloud.outputs['ToldQueue'], 3);
  const notice = told.find((body) => body.includes('Notification')) ?? '{}';
  expect(JSON.parse(notice)).toMatchObject({ Type: 'Notification', Subject: 'Acted', Message: 'By two' });
  expect(told.filter((body) => body !== notice).sort()).toEqual(['order by ARN 7', 'order by name 7']);
  expect(await receive(cloud.outputs['StatusQueue'], 1)).toEqual(['By two']);
  expect(lines.splice(0)).toEqual(['Notification of the topic notices: Acted: By two']);
});

test('a token that is used up, or never was, is refused as AWS does', async () => {
  const send = new SendTaskSuccessCommand({ taskToken: 'never', output: '{}' });
  await expect(clients.states.send(send)).rejects.toMatchObject({ name: 'InvalidToken' });
});

describe('the cloud does not start', () => {
  test('on a port that is in use', async () => {
    const port = Number(new URL(cloud.url).port);
    await expect(start(assembly, port)).rejects.toMatchObject({ name: 'PortInUse', port });
  });

  test('from a folder without an assembly', async () => {
    await expect(
      startLocalCloud({ assembly: '/nowhere', port: 0, log: () => undefined }),
    ).rejects.toMatchObject({
      name: 'TemplateProblem',
      message: expect.stringContaining('/nowhere/manifest.json cannot be read'),
    });
  });

  test('from a template that it cannot make, and leaves its port free', async () => {
    const broken = writeAssembly({
      Resources: {
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: { TableName: 'x y', KeySchema: [], AttributeDefinitions: [] },
        },
      },
    });
    await expect(start(broken)).rejects.toMatchObject({
      name: 'TemplateProblem',
      message: expect.stringMatching(/^shop, Table \(AWS::DynamoDB::Table\): ValidationException: /),
    });
    broken.remove();
  });

  test('from a folder that holds what it cannot read, and leaves its port and the folder free', async () => {
    const data = mkdtempSync(join(tmpdir(), 'choreography-monitor-broken-'));
    const storage = openStorage(data);
    storage.entries('sqs tags').putText('arn', '{ no JSON');
    await storage.close();
    const { port, close } = await reserveDoor('127.0.0.1', 0);
    await close();
    const log = () => undefined;
    await expect(startLocalCloud({ assembly: assembly.directory, port, data, log })).rejects.toMatchObject({
      name: 'StorageProblem',
      message: expect.stringContaining(
        `The folder ${data} cannot be used to keep data: it holds what is no JSON`,
      ),
    });
    await (await reserveDoor('127.0.0.1', port)).close();
    await openStorage(data).close();
    rmSync(data, { recursive: true });
  });
});

test('the cloud can be ended and started again on its port, while a client waits for a message', async () => {
  const first = await start(assembly);
  const sqs = new SQSClient({
    endpoint: first.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    maxAttempts: 1,
  });
  const waiting = sqs
    .send(new ReceiveMessageCommand({ QueueUrl: first.outputs['ToldQueue'], WaitTimeSeconds: 20 }))
    .catch(() => 'cut off');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await first.stop();
  expect(await waiting).toBe('cut off');
  const second = await start(assembly, Number(new URL(first.url).port));
  expect(second.url).toBe(first.url);
  await second.stop();
  sqs.destroy();
});
