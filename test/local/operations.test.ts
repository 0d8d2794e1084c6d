import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  DescribeContinuousBackupsCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  EventBridgeClient,
  ListTagsForResourceCommand as ListEventTags,
  TagResourceCommand as TagEvents,
  UntagResourceCommand as UntagEvents,
} from '@aws-sdk/client-eventbridge';
import {
  ListActivitiesCommand,
  ListStateMachineAliasesCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  ListTagsForResourceCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startLocalCloud, type LocalCloud } from '../../lib/local/cloud.ts';
import { writeAssembly, type WrittenAssembly } from './assembly.ts';
import { FUNCTIONS, SHOP } from './shop.ts';

const ACCOUNT = 'us-east-1:000000000000';

let assembly: WrittenAssembly;
let cloud: LocalCloud;
let clients: ReturnType<typeof clientsOf>;

beforeAll(async () => {
  assembly = writeAssembly(SHOP, FUNCTIONS);
  cloud = await startLocalCloud({ assembly: assembly.directory, port: 0, log: () => undefined });
  clients = clientsOf(cloud.url);
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await cloud.stop();
  assembly.remove();
});

function clientsOf(endpoint: string) {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'y' };
  const settings = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  return {
    dynamodb: new DynamoDBClient(settings),
    events: new EventBridgeClient(settings),
    sns: new SNSClient(settings),
    sqs: new SQSClient(settings),
    states: new SFNClient(settings),
    sts: new STSClient(settings),
  };
}

test('a queue keeps its tags, and its name rests when it is deleted', async () => {
  const { sqs } = clients;
  const create = new CreateQueueCommand({ QueueName: 'tagged', tags: { team: 'shop', stage: 'test' } });
  const { QueueUrl } = await sqs.send(create);
  const tags = async () => (await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;
  await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { stage: 'live', owner: 'a' } }));
  await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['owner'] }));
  expect(await tags()).toEqual({ team: 'shop', stage: 'live' });
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  await expect(sqs.send(create)).rejects.toMatchObject({
    name: 'QueueDeletedRecently',
    message:
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    Code: 'AWS.SimpleQueueService.QueueDeletedRecently',
  });
});

test('a message does not go to a client that has hung up', async () => {
  const { sqs } = clients;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'patient' }));
  const receive = (options: object, abortSignal?: AbortSignal) =>
    sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        ...options,
      }),
      abortSignal === undefined ? {} : { abortSignal },
    );
  const hangingUp = new AbortController();
  const waiting = receive({ WaitTimeSeconds: 20 }, hangingUp.signal);
  await new Promise((resolve) => setTimeout(resolve, 100));
  hangingUp.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'still here' }));
  expect(await receive({ WaitTimeSeconds: 1 })).toMatchObject({
    Messages: [{ Body: 'still here', Attributes: { ApproximateReceiveCount: '1' } }],
  });
});

test('a queue of dead letters knows whose', async () => {
  const { sqs } = clients;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: `arn:aws:sqs:${ACCOUNT}:dead`,
    maxReceiveCount: 3,
  });
  for (const QueueName of ['living-b', 'living-a'])
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { RedrivePolicy } }));
  const page = (more: object) =>
    sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl, MaxResults: 1, ...more }));
  const first = await page({});
  expect(first.queueUrls).toEqual([`${cloud.url}/000000000000/living-a`]);
  const second = await page({ NextToken: first.NextToken });
  expect([second.queueUrls, second.NextToken]).toEqual([[`${cloud.url}/000000000000/living-b`], undefined]);
});

test('a topic keeps its tags until it is deleted', async () => {
  const { sns } = clients;
  const { TopicArn: ResourceArn } = await sns.send(
    new CreateTopicCommand({ Name: 'tagged', Tags: [{ Key: 'team', Value: 'shop' }] }),
  );
  const tags = async () => (await sns.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;
  await sns.send(
    new TagResourceCommand({
      ResourceArn,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    }),
  );
  await sns.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a'] }));
  expect(await tags()).toEqual([
    { Key: 'team', Value: 'shop' },
    { Key: 'b', Value: '2' },
  ]);
  await sns.send(new DeleteTopicCommand({ TopicArn: ResourceArn }));
  await expect(tags()).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Resource does not exist',
  });
});

test('a subscription can be changed to give the message alone', async () => {
  const { sns } = clients;
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'changing' }));
  const Endpoint = `arn:aws:sqs:${ACCOUNT}:told`;
  const { SubscriptionArn } = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  const set = (AttributeName: string, AttributeValue: string) =>
    sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
  await set('RawMessageDelivery', 'true');
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toEqual({
    SubscriptionArn,
    TopicArn,
    Owner: '000000000000',
    Protocol: 'sqs',
    Endpoint,
    RawMessageDelivery: 'true',
    PendingConfirmation: 'false',
    ConfirmationWasAuthenticated: 'true',
  });
  await expect(set('FilterPolicy', '{"order":{"kind":["book"]}}')).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy',
  });
});

test('a rule and a bus keep their tags', async () => {
  const { events } = clients;
  const ResourceARN = `arn:aws:events:${ACCOUNT}:event-bus/shop`;
  const Tags = [
    { Key: 'team', Value: 'shop' },
    { Key: 'a', Value: '1' },
  ];
  await events.send(new TagEvents({ ResourceARN, Tags }));
  await events.send(new UntagEvents({ ResourceARN, TagKeys: ['a'] }));
  expect((await events.send(new ListEventTags({ ResourceARN }))).Tags).toEqual([
    { Key: 'team', Value: 'shop' },
  ]);
  const nobody = `arn:aws:events:${ACCOUNT}:rule/nobody`;
  await expect(events.send(new ListEventTags({ ResourceARN: nobody }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Resource ${nobody} does not exist.`,
  });
});

test('of versions, aliases and activities there are none, and none can be made', async () => {
  const { states } = clients;
  const of = { stateMachineArn: cloud.outputs['Machine'] ?? '' };
  const { stateMachineVersions } = await states.send(new ListStateMachineVersionsCommand(of));
  const { stateMachineAliases } = await states.send(new ListStateMachineAliasesCommand(of));
  const { activities } = await states.send(new ListActivitiesCommand({}));
  expect([stateMachineVersions, stateMachineAliases, activities]).toEqual([[], [], []]);
  await expect(states.send(new PublishStateMachineVersionCommand(of))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: "Step Functions' PublishStateMachineVersion is not there in the local cloud.",
  });
});

test('a table has transactions, and no backups', async () => {
  const { dynamodb } = clients;
  const { ContinuousBackupsDescription } = await dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName: 'shop-table' }),
  );
  expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toEqual({
    PointInTimeRecoveryStatus: 'DISABLED',
  });
  const put = {
    Put: {
      TableName: 'shop-table',
      Item: { id: { S: 'transacted' } },
      ConditionExpression: 'attribute_not_exists(id)',
    },
  };
  await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [put] }));
  const refused = dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [put] }));
  await expect(refused).rejects.toBeInstanceOf(TransactionCanceledException);
  await expect(refused).rejects.toMatchObject({
    CancellationReasons: [{ Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }],
  });
  await expect(
    dynamodb.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM shop-table' })),
  ).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: "DynamoDB's ExecuteStatement is not there in the local cloud.",
  });
});

test('whoever calls without a role is the account itself', async () => {
  const { Account, Arn, UserId } = await clients.sts.send(new GetCallerIdentityCommand({}));
  expect({ Account, Arn, UserId }).toEqual({
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:root',
    UserId: '000000000000',
  });
});
