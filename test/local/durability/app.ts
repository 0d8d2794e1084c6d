/** A small app whose functions do nothing before a file is there: what they were given has to outlive the process. */
import type { JsonObject } from '../../../lib/local/json.ts';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const queue = (name: string, properties: JsonObject = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name, ...properties },
});
const fn = (key: string, gate: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: key,
    Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: `${key}.zip` },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: arn('Role'),
    Timeout: 60,
    Environment: { Variables: { GATE: gate, SEEN: { Ref: 'Seen' } } },
  },
});
const attribute = (AttributeName: string, AttributeType = 'S') => ({ AttributeName, AttributeType });
const key = (...names: string[]) =>
  names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));

export function app(gate: string) {
  return {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [
              { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
            ],
          },
          Policies: [
            {
              PolicyName: 'all',
              PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
            },
          ],
        },
      },
      Orders: queue('orders', { VisibilityTimeout: 600 }),
      Seen: queue('seen'),
      Spare: queue('spare'),
      Works: queue('works', { VisibilityTimeout: 600 }),
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'things',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            attribute('id'),
            attribute('at', 'N'),
            attribute('kind'),
            attribute('size', 'N'),
          ],
          KeySchema: key('id', 'at'),
          GlobalSecondaryIndexes: [
            { IndexName: 'by-kind', KeySchema: key('kind', 'size'), Projection: { ProjectionType: 'ALL' } },
            {
              IndexName: 'sizes',
              KeySchema: key('kind'),
              Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
            },
          ],
          LocalSecondaryIndexes: [
            {
              IndexName: 'by-size',
              KeySchema: key('id', 'size'),
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
          StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
          TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
        },
      },
      Follower: fn('follower', gate),
      Late: fn('late', gate),
      Worker: fn('worker', gate),
      FromQueue: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: { Ref: 'Worker' }, EventSourceArn: arn('Works') },
      },
      FromTable: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: { Ref: 'Follower' },
          EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
          StartingPosition: 'LATEST',
          BatchSize: 2,
        },
      },
    },
  };
}

const TELL = `
  import { existsSync } from 'node:fs';
  import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
  const client = new SQSClient({});
  const open = () => existsSync(process.env.GATE) ? Promise.resolve() : new Promise(() => setInterval(() => {}, 1000));
  const tell = (text) => client.send(new SendMessageCommand({ QueueUrl: process.env.SEEN, MessageBody: text }));`;

export const FUNCTIONS = {
  follower: `${TELL}
    export const handler = async ({ Records }) => {
      await open();
      for (const { eventName, dynamodb: { Keys, SequenceNumber } } of Records)
        await tell(['stream', eventName, Keys.id.S, Keys.at.N, Number(SequenceNumber)].join(' '));
    };`,
  worker: `${TELL}
    export const handler = async ({ Records: [{ body, attributes }] }) => {
      await open();
      await tell(['work', body, attributes.ApproximateReceiveCount].join(' '));
    };`,
  late: `${TELL}
    export const handler = async (event) => {
      await open();
      await tell('late ' + event.n);
    };`,
};
