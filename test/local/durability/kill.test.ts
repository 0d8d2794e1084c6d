import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { writeAssembly, type WrittenAssembly } from '../assembly.ts';
import { app, FUNCTIONS } from './app.ts';
import { startKillable, type KillableCloud } from './killable.ts';

const ACCOUNT = '000000000000';
const MADE_QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:made`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:made`;

const OPEN = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: MADE_QUEUE }],
});

let folder: string;
let assembly: WrittenAssembly;
let cloud: KillableCloud;
let clients: ReturnType<typeof clientsOf>;
let before: Awaited<ReturnType<typeof tables>>;
let handle: string | undefined;

function clientsOf(endpoint: string) {
  const settings = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  };
  return {
    sqs: new SQSClient(settings),
    sns: new SNSClient(settings),
    events: new EventBridgeClient(settings),
    lambda: new LambdaClient(settings),
    dynamodb: new DynamoDBClient(settings),
  };
}

function urlOf(queue: string): string {
  return `${cloud.url}/${ACCOUNT}/${queue}`;
}

async function start(): Promise<void> {
  cloud = await startKillable(assembly.directory, join(folder, 'data'));
  clients = clientsOf(cloud.url);
}

async function kill(): Promise<void> {
  for (const client of Object.values(clients)) client.destroy();
  await cloud.kill();
}

async function receiveAll(queue: string, count: number): Promise<{ body: string; receives: string }[]> {
  const found: { body: string; receives: string }[] = [];
  while (found.length < count) {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: urlOf(queue),
        WaitTimeSeconds: 10,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) break;
    for (const { Body = '', Attributes } of Messages)
      found.push({ body: Body, receives: Attributes?.ApproximateReceiveCount ?? '' });
  }
  return found;
}

async function tables() {
  const { dynamodb } = clients;
  const query = (IndexName: string, key: string, value: string) =>
    dynamodb.send(
      new QueryCommand({
        TableName: 'things',
        IndexName,
        KeyConditionExpression: '#k = :k',
        ExpressionAttributeNames: { '#k': key },
        ExpressionAttributeValues: { ':k': { S: value } },
      }),
    );
  const { Table: things } = await dynamodb.send(new DescribeTableCommand({ TableName: 'things' }));
  const { Table: made } = await dynamodb.send(new DescribeTableCommand({ TableName: 'made' }));
  const { Tags } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: made?.TableArn ?? '' }));
  return {
    things,
    made,
    Tags,
    items: (await dynamodb.send(new ScanCommand({ TableName: 'things' }))).Items,
    madeItems: (await dynamodb.send(new ScanCommand({ TableName: 'made' }))).Items,
    byKind: (await query('by-kind', 'kind', 'box')).Items,
    sizes: (await query('sizes', 'kind', 'box')).Items,
    bySize: (await query('by-size', 'id', 'a')).Items,
    ttl: (await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: 'things' }))).TimeToLiveDescription,
    madeTtl: (await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: 'made' })))
      .TimeToLiveDescription,
  };
}

const thing = (id: string, at: number, more: Record<string, { S: string } | { N: string }> = {}) =>
  new PutItemCommand({ TableName: 'things', Item: { id: { S: id }, at: { N: String(at) }, ...more } });

async function fillTables(): Promise<void> {
  const { dynamodb } = clients;
  const box = (size: number) => ({
    kind: { S: 'box' },
    size: { N: String(size) },
    note: { S: `ünï ${size}` },
    expires: { N: '1900000000' },
  });
  await dynamodb.send(thing('a', 1, box(3)));
  await dynamodb.send(thing('a', 2, box(1)));
  await dynamodb.send(thing('b', -1.5, box(2)));
  await dynamodb.send(thing('c', 1));
  await dynamodb.send(thing('a', 2, box(9)));
  await dynamodb.send(
    new DeleteItemCommand({ TableName: 'things', Key: { id: { S: 'c' }, at: { N: '1' } } }),
  );
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'made',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'B' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  await dynamodb.send(
    new PutItemCommand({ TableName: 'made', Item: { id: { B: Buffer.from([0, 255]) }, set: { NS: ['1'] } } }),
  );
  const ResourceArn = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/made`;
  await dynamodb.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'team', Value: 'a' }] }));
  const TimeToLiveSpecification = { AttributeName: 'gone', Enabled: true };
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: 'made', TimeToLiveSpecification }));
}

async function fillQueues(): Promise<void> {
  const { sqs } = clients;
  const send = (queue: string, MessageBody: string, DelaySeconds = 0) =>
    sqs.send(new SendMessageCommand({ QueueUrl: urlOf(queue), MessageBody, DelaySeconds }));
  const Attributes = { VisibilityTimeout: '77', Policy: OPEN };
  await sqs.send(new CreateQueueCommand({ QueueName: 'made', Attributes }));
  await sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: urlOf('seen'), Attributes: { VisibilityTimeout: '55' } }),
  );
  await sqs.send(new DeleteQueueCommand({ QueueUrl: urlOf('spare') }));
  await send('orders', 'to be deleted by its old handle');
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf('orders') }));
  handle = Messages?.[0]?.ReceiptHandle;
  await send('orders', 'was in flight');
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf('orders'), VisibilityTimeout: 2 }));
  await send('orders', 'was delayed', 2);
  await send('orders', 'first');
  await send('orders', 'second');
  await send('works', 'to do');
  const inFlight = 'ApproximateNumberOfMessagesNotVisible' as const;
  const input = { QueueUrl: urlOf('works'), AttributeNames: [inFlight] };
  const isTaken = async () =>
    (await sqs.send(new GetQueueAttributesCommand(input))).Attributes?.[inFlight] === '1';
  while (!(await isTaken())) await sleep(20);
}

async function makeEventsAndTopics(): Promise<void> {
  const { events, sns } = clients;
  await events.send(new CreateEventBusCommand({ Name: 'made' }));
  const EventPattern = JSON.stringify({ source: ['shop'] });
  await events.send(new PutRuleCommand({ Name: 'made', EventBusName: 'made', EventPattern }));
  const Targets = [{ Id: 'q', Arn: MADE_QUEUE, InputPath: '$.detail' }];
  await events.send(new PutTargetsCommand({ Rule: 'made', EventBusName: 'made', Targets }));
  await sns.send(new CreateTopicCommand({ Name: 'made' }));
  const Attributes = { RawMessageDelivery: 'true' };
  await sns.send(
    new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sqs', Endpoint: MADE_QUEUE, Attributes }),
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-kill-'));
  assembly = writeAssembly(app(join(folder, 'gate')), FUNCTIONS);
  await start();
  await fillTables();
  await fillQueues();
  await makeEventsAndTopics();
  before = await tables();
  const Payload = JSON.stringify({ n: 7 });
  await clients.lambda.send(new InvokeCommand({ FunctionName: 'late', InvocationType: 'Event', Payload }));
  await kill();
  writeFileSync(join(folder, 'gate'), '');
  await start();
}, 60_000);
afterAll(async () => {
  await kill();
  assembly.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('tables come back with their items, indexes, settings, tags and identity', async () => {
  expect(before.byKind).toHaveLength(3);
  expect(before.items).toHaveLength(3);
  expect(before.ttl).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
  expect(before.Tags).toEqual([{ Key: 'team', Value: 'a' }]);
  expect(await tables()).toEqual(before);
});

test('messages come back: what was delayed or in flight when its time comes, and by its old handle one is deleted', async () => {
  const { sqs } = clients;
  await sqs.send(new DeleteMessageCommand({ QueueUrl: urlOf('orders'), ReceiptHandle: handle }));
  const received = await receiveAll('orders', 4);
  expect(received.map(({ body, receives }) => `${body} ${receives}`).sort()).toEqual([
    'first 1',
    'second 1',
    'was delayed 1',
    'was in flight 2',
  ]);
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: urlOf('orders'), AttributeNames: ['All'] }),
  );
  expect(Attributes).toMatchObject({
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesDelayed: '0',
    ApproximateNumberOfMessagesNotVisible: '4',
  });
});

test('queues that the API made, changed or deleted are as it left them', async () => {
  const visibilityOf = async (queue: string) => {
    const input = { QueueUrl: urlOf(queue), AttributeNames: ['VisibilityTimeout' as const] };
    return (await clients.sqs.send(new GetQueueAttributesCommand(input))).Attributes?.VisibilityTimeout;
  };
  expect([await visibilityOf('made'), await visibilityOf('seen'), await visibilityOf('orders')]).toEqual([
    '77',
    '55',
    '600',
  ]);
  const { QueueUrls } = await clients.sqs.send(new ListQueuesCommand({}));
  expect(QueueUrls).toEqual([urlOf('made'), urlOf('orders'), urlOf('seen'), urlOf('works')]);
});

test('buses, rules, targets, topics and subscriptions that the API made deliver again', async () => {
  const entry = { EventBusName: 'made', Source: 'shop', DetailType: 'Order', Detail: '{"n":1}' };
  await clients.events.send(new PutEventsCommand({ Entries: [entry] }));
  await clients.sns.send(new PublishCommand({ TopicArn: TOPIC, Message: 'told' }));
  expect((await receiveAll('made', 2)).map(({ body }) => body).sort()).toEqual(['told', '{"n":1}']);
});

test('changes of items, messages that a function was at work on, and asynchronous invocations that were not handled are handled, those of an item in order', async () => {
  await clients.dynamodb.send(thing('b', -1.5));
  const seen = (await receiveAll('seen', 9)).map(({ body }) => body);
  expect(seen).toContain('late 7');
  expect(seen.filter((body) => body.startsWith('work'))).toEqual(['work to do 2']);
  expect(seen.filter((body) => body.startsWith('stream')).sort()).toEqual([
    'stream INSERT a 1 1',
    'stream INSERT a 2 2',
    'stream INSERT b -1.5 3',
    'stream INSERT c 1 4',
    'stream MODIFY a 2 5',
    // Numbers go on rising; those that had been reserved are left out.
    'stream MODIFY b -1.5 1001',
    'stream REMOVE c 1 6',
  ]);
  const ofItem = (item: string) => seen.filter((body) => body.includes(` ${item} `));
  expect(ofItem('a 2')).toEqual(['stream INSERT a 2 2', 'stream MODIFY a 2 5']);
  expect(ofItem('c 1')).toEqual(['stream INSERT c 1 4', 'stream REMOVE c 1 6']);
});

test('a start over what a kill left is nothing to complain about', () => {
  expect(cloud.said()).toBe('Notification of the topic made: told\n');
});
