import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  type ExecutionListItem,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { startLocalCloud } from '../../../lib/local/cloud.ts';
import type { JsonObject } from '../../../lib/local/json.ts';
import { writeAssembly } from '../assembly.ts';

const arn = (id: string): JsonObject => ({ 'Fn::GetAtt': [id, 'Arn'] });
const allow = (Action: string, Resource: JsonObject, more: JsonObject = {}): JsonObject => ({
  Statement: [{ Effect: 'Allow', Action, Resource, ...more }],
});
const by = (service: string): JsonObject => ({ Principal: { Service: `${service}.amazonaws.com` } });
const role = (service: string, policy: JsonObject | undefined): JsonObject => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...by(service) }],
    },
    ...(policy === undefined ? {} : { Policies: [{ PolicyName: 'p', PolicyDocument: policy }] }),
  },
});
const rule = (source: string, target: JsonObject): JsonObject => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventPattern: { source: [source] },
    Targets: [{ Id: 't', DeadLetterConfig: { Arn: arn('Dead') }, ...target }],
  },
});

const RESOURCES: JsonObject = {
  Told: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'told' } },
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
  DeadPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Dead' }],
      PolicyDocument: allow('sqs:SendMessage', arn('Dead'), by('events')),
    },
  },
  ToldPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Told' }],
      PolicyDocument: allow('sqs:SendMessage', arn('Told'), by('sns')),
    },
  },
  Topic: {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: 'news', Subscription: [{ Protocol: 'sqs', Endpoint: arn('Told') }] },
  },
  TopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [{ Ref: 'Topic' }],
      PolicyDocument: allow('sns:Publish', { Ref: 'Topic' }, by('events')),
    },
  },
  Silent: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'silent' } },
  MachineRole: role('states', undefined),
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'reader',
      RoleArn: arn('MachineRole'),
      DefinitionString: '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}',
    },
  },
  Starter: role('events', allow('states:StartExecution', { Ref: 'Machine' })),
  Idler: role('events', undefined),
  ToTopic: rule('topic', { Arn: { Ref: 'Topic' }, InputPath: '$.detail' }),
  ToSilent: rule('silent', { Arn: { Ref: 'Silent' } }),
  ToMachine: rule('machine', { Arn: { Ref: 'Machine' }, RoleArn: arn('Starter'), InputPath: '$.detail' }),
  ToMachineWithout: rule('idle', { Arn: { Ref: 'Machine' }, RoleArn: arn('Idler') }),
};

test('a rule tells topics and starts executions, as far as it may', async () => {
  const assembly = writeAssembly({ Resources: RESOURCES });
  const cloud = await startLocalCloud({ assembly: assembly.directory, port: 0, log: () => undefined });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'y' };
  const settings = { endpoint: cloud.url, region: 'us-east-1', credentials };
  const [events, sqs, states] = [
    new EventBridgeClient(settings),
    new SQSClient(settings),
    new SFNClient(settings),
  ];
  const received = async (queue: string) => {
    const QueueUrl = `${cloud.url}/000000000000/${queue}`;
    const request = { QueueUrl, WaitTimeSeconds: 20, MessageAttributeNames: ['All'] };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
    return Messages[0];
  };
  const put = (Source: string) =>
    events.send(
      new PutEventsCommand({ Entries: [{ Source, DetailType: 'Said', Detail: '{ "word": "hello" }' }] }),
    );
  try {
    await put('topic');
    expect(JSON.parse((await received('told'))?.Body ?? '{}')).toMatchObject({
      Type: 'Notification',
      Message: '{"word":"hello"}',
    });
    for (const [source, action] of [
      ['silent', 'SNS:Publish'],
      ['idle', 'states:StartExecution'],
    ] as const) {
      await put(source);
      const { ERROR_CODE: code, ERROR_MESSAGE: message } = (await received('dead'))?.MessageAttributes ?? {};
      expect(code?.StringValue).toBe('NO_PERMISSIONS');
      expect(message?.StringValue).toContain(action);
    }
    await put('machine');
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:reader';
    let executions: readonly ExecutionListItem[] = [];
    while (executions.length === 0)
      ({ executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn })));
    expect(executions.length).toBe(1);
    const { executionArn } = executions[0] ?? {};
    expect(await states.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      input: '{"word":"hello"}',
    });
  } finally {
    for (const client of [events, sqs, states]) client.destroy();
    await cloud.stop();
    assembly.remove();
  }
});
