/** A small app that uses every service: orders are recorded in a table, whose stream is told on; a machine waits. */
import type { JsonObject } from '../../lib/local/json.ts';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const code = (key: string) => ({ S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: `${key}.zip` });
const fn = (key: string, variables: JsonObject) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: key,
    Code: code(key),
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: arn('Role'),
    Timeout: 10,
    Environment: { Variables: variables },
  },
  DependsOn: ['Role'],
});
const STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (name) => `dynamodb:${name}`,
);
const allow = (Action: readonly string[], Resource: JsonObject) => ({ Effect: 'Allow', Action, Resource });
/** The policy of a queue that takes what these services bring, for one of their resources or for any. */
const letIn = (queue: string, services: string | readonly string[], source?: JsonObject) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: queue }],
    PolicyDocument: {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: [services].flat().map((service) => `${service}.amazonaws.com`) },
        Action: 'sqs:SendMessage',
        Resource: arn(queue),
        ...(source === undefined ? {} : { Condition: { ArnEquals: { 'aws:SourceArn': source } } }),
      },
    },
  },
});
/** An entry of PutEvents whose detail is an object and not a text, as Step Functions takes it. */
const publishedBy = (EventBusName: string, kind: string) => ({
  EventBusName,
  Source: 'shop',
  DetailType: 'Order',
  Detail: { kind, number: '{% $states.input.number %}' },
});

export const SHOP = {
  Parameters: {
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x' },
  },
  Rules: { CheckBootstrapVersion: { Assertions: [] } },
  Resources: {
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: ['lambda', 'states'].map((service) => ({
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: `${service}.amazonaws.com` },
          })),
        },
        ManagedPolicyArns: [
          {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
              ],
            ],
          },
        ],
      },
    },
    RolePolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'shop',
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: {
          Statement: [
            allow(['dynamodb:PutItem'], arn('Table')),
            allow(STREAM, { 'Fn::GetAtt': ['Table', 'StreamArn'] }),
            allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], arn('Orders')),
            allow(['sqs:SendMessage'], arn('Told')),
            allow(['events:PutEvents'], arn('Bus')),
            allow(['sns:Publish'], { Ref: 'Notices' }),
          ],
        },
      },
    },
    OrdersPolicy: letIn('Orders', 'events', arn('OrderRule')),
    StatusesPolicy: letIn('Statuses', ['events', 'sns']),
    ToldPolicy: letIn('Told', 'sns', { Ref: 'Notices' }),
    Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders', VisibilityTimeout: 30 } },
    Told: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'told' } },
    Statuses: { Type: 'AWS::SQS::Queue', Properties: {} },
    OrderRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['shop'], detail: { kind: [{ prefix: 'order' }] } },
        Targets: [{ Id: 'queue', Arn: arn('Orders') }],
      },
    },
    StatusRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: {
          source: ['aws.states'],
          detail: { status: ['SUCCEEDED'], stateMachineArn: [{ Ref: 'Machine' }] },
        },
        Targets: [{ Id: 'queue', Arn: arn('Statuses') }],
      },
    },
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        TableName: 'shop-table',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        Replicas: [{ Region: { Ref: 'AWS::Region' } }],
      },
    },
    Recorder: fn('recorder', { TABLE_NAME: { Ref: 'Table' } }),
    Teller: fn('teller', { QUEUE_URL: { Ref: 'Told' } }),
    FromOrders: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { FunctionName: { Ref: 'Recorder' }, EventSourceArn: arn('Orders'), BatchSize: 10 },
    },
    FromTable: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Teller' },
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        StartingPosition: 'LATEST',
        FilterCriteria: {
          Filters: [
            {
              Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"kind":{"S":[{"prefix":"order"}]}}}}',
            },
          ],
        },
      },
    },
    Notices: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: 'notices', Subscription: [{ Protocol: 'sqs', Endpoint: arn('Told') }] },
    },
    NoticesPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: { Topics: [{ Ref: 'Notices' }], PolicyDocument: { Statement: [] } },
    },
    Raw: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Notices' },
        Protocol: 'sqs',
        Endpoint: arn('Statuses'),
        RawMessageDelivery: true,
      },
    },
    Acting: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'acting',
        RoleArn: arn('Role'),
        DefinitionString: JSON.stringify({
          QueryLanguage: 'JSONata',
          StartAt: 'Publish',
          States: {
            Publish: {
              Type: 'Task',
              Resource: 'arn:aws:states:::events:putEvents',
              Arguments: {
                Entries: [
                  publishedBy('${BusName}', 'order by name'),
                  publishedBy('${BusArn}', 'order by ARN'),
                ],
              },
              Next: 'Notify',
            },
            Notify: {
              Type: 'Task',
              Resource: 'arn:aws:states:::sns:publish',
              Arguments: {
                TopicArn: '${TopicArn}',
                Subject: 'Acted',
                Message: '{% "By " & $states.context.Execution.Name %}',
              },
              End: true,
            },
          },
        }),
        DefinitionSubstitutions: {
          BusName: { Ref: 'Bus' },
          BusArn: { 'Fn::GetAtt': ['Bus', 'Arn'] },
          TopicArn: { Ref: 'Notices' },
        },
      },
    },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: {} },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'waiting',
        RoleArn: arn('Role'),
        DefinitionString: JSON.stringify({
          QueryLanguage: 'JSONata',
          StartAt: 'Wait',
          States: {
            Wait: {
              Type: 'Task',
              Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken',
              Arguments: {
                TableName: '${TableName}',
                Item: {
                  id: { S: '{% $states.context.Execution.Name %}' },
                  token: { S: '{% $states.context.Task.Token %}' },
                },
              },
              End: true,
            },
          },
        }),
        DefinitionSubstitutions: { TableName: { Ref: 'Table' } },
      },
    },
  },
  Outputs: {
    StatusQueue: { Value: { Ref: 'Statuses' } },
    ToldQueue: { Value: { Ref: 'Told' } },
    Machine: { Value: { Ref: 'Machine' } },
    Acting: { Value: { Ref: 'Acting' } },
    Table: { Value: { Ref: 'Table' } },
  },
};

export const FUNCTIONS = {
  recorder: `
    import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
    const client = new DynamoDBClient({});
    export const handler = async ({ Records }) => {
      for (const { body } of Records) {
        const { id, detail } = JSON.parse(body);
        await client.send(new PutItemCommand({
          TableName: process.env.TABLE_NAME,
          Item: { id: { S: id }, kind: { S: detail.kind }, number: { N: String(detail.number) } },
        }));
      }
    };`,
  teller: `
    import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
    const client = new SQSClient({});
    export const handler = async ({ Records }) => {
      for (const { dynamodb: { NewImage } } of Records)
        await client.send(new SendMessageCommand({
          QueueUrl: process.env.QUEUE_URL,
          MessageBody: NewImage.kind.S + ' ' + NewImage.number.N,
        }));
    };`,
};
