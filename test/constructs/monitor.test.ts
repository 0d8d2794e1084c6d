import { afterAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { compile } from '../../lib/compiler/compile.ts';
import { MonitorStack } from '../../lib/constructs/stack.ts';
import { choreography, examine, PARCEL, synthesize } from './parcel.ts';

const watch = examine();
const { template } = watch;
afterAll(() => watch.remove());

const Statements = z.object({
  PolicyName: z.string(),
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({
        Action: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
        Resource: z.unknown(),
      }),
    ),
  }),
});
const Indexes = z.array(
  z.object({
    IndexName: z.string(),
    KeySchema: z.array(z.object({ AttributeName: z.string() })),
    Projection: z.object({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()) }),
  }),
);
const policies = watch.resources
  .filter(({ Type }) => Type === 'AWS::IAM::Policy')
  .map(({ Properties }) => Statements.parse(Properties));

const named = (type: string, properties: object) =>
  Object.keys(template.findResources(type, { Properties: properties }));
const only = (type: string, properties: object): string => {
  const [id = '', ...others] = named(type, properties);
  expect([id === '', others]).toStrictEqual([false, []]);
  return id;
};
const queue = (name: string) => only('AWS::SQS::Queue', { QueueName: name });
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

describe('the stack', () => {
  test('has nothing that cdk-nag objects to', () => {
    expect(watch.findings).toStrictEqual([]);
  });

  test('consists of these resources and no custom ones', () => {
    const types = Map.groupBy(watch.resources, ({ Type }) => Type);
    expect(Object.fromEntries([...types].map(([type, all]) => [type, all.length]).sort())).toStrictEqual({
      'AWS::CloudWatch::Alarm': 17,
      'AWS::CloudWatch::Dashboard': 1,
      'AWS::DynamoDB::GlobalTable': 1,
      'AWS::Events::EventBus': 1,
      'AWS::Events::Rule': 4,
      'AWS::IAM::Policy': 6,
      'AWS::IAM::Role': 6,
      'AWS::Lambda::EventInvokeConfig': 1,
      'AWS::Lambda::EventSourceMapping': 5,
      'AWS::Lambda::Function': 5,
      'AWS::Lambda::Permission': 1,
      'AWS::Logs::LogGroup': 6,
      'AWS::Logs::MetricFilter': 3,
      'AWS::SNS::Topic': 1,
      'AWS::SNS::TopicPolicy': 1,
      'AWS::SQS::Queue': 8,
      'AWS::SQS::QueuePolicy': 8,
      'AWS::StepFunctions::StateMachine': 1,
    });
  });

  test('tells the bus, the table, the topic and where the state machines are', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toStrictEqual([
      'BusName',
      'StateMachineArnPrefix',
      'TableName',
      'TopicArn',
    ]);
    template.hasOutput('BusName', { Value: { Ref: only('AWS::Events::EventBus', { Name: 'watch' }) } });
    template.hasOutput('TableName', { Value: { Ref: only('AWS::DynamoDB::GlobalTable', {}) } });
    template.hasOutput('TopicArn', { Value: { Ref: only('AWS::SNS::Topic', {}) } });
    template.hasOutput('StateMachineArnPrefix', {
      Value: {
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            ':states:',
            { Ref: 'AWS::Region' },
            ':',
            { Ref: 'AWS::AccountId' },
            ':stateMachine:watch-',
          ],
        ],
      },
    });
  });

  test('refuses no choreography at all, and two with one id', () => {
    expect(() => synthesize({ choreographies: [] })).toThrow('A monitor needs at least one choreography.');
    expect(() => synthesize({ choreographies: [PARCEL, PARCEL] })).toThrow(
      'Two choreographies have the id "parcel". Give one of them another.',
    );
  });

  test('refuses queue names that SQS would not take', () => {
    const id = 'i'.repeat(30);
    const long = { ...PARCEL, id };
    expect(() => synthesize({ prefix: 'p'.repeat(50), choreographies: [long] })).toThrow(
      `The queue name "${'p'.repeat(50)}-${id}-start-dead" has 92 characters, SQS allows 80. Shorten the choreography's id or the prefix.`,
    );
  });

  test('does not fill its template with blanks', () => {
    const text = readFileSync(join(watch.folder, 'watch.template.json'), 'utf8');
    expect(text).not.toMatch(/\n */);
    const machine = watch.resources.find(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
    const definition = z.string().parse(machine?.Properties['DefinitionString']);
    expect(definition).not.toContain('\n');
    expect(JSON.parse(definition)).toStrictEqual(JSON.parse(compile(PARCEL).definition));
  });

  test('has nothing that cdk-nag objects to where account and Region are given', () => {
    const placed = examine({ env: { account: '123456789012', region: 'eu-central-1' } });
    expect(placed.findings).toStrictEqual([]);
    placed.remove();
  });
});

describe('the table', () => {
  test('is on demand, with stream, point-in-time recovery and time to live, and stays when the stack goes', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'instance', KeyType: 'HASH' },
          { AttributeName: 'key', KeyType: 'RANGE' },
        ],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        Replicas: [
          Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
        ],
      },
    });
  });

  test('carries no payload in its three indexes', () => {
    const table = watch.resources.find(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable');
    const indexes = Indexes.parse(table?.Properties['GlobalSecondaryIndexes']);
    expect(
      indexes.map(({ IndexName, KeySchema }) => [
        IndexName,
        ...KeySchema.map(({ AttributeName }) => AttributeName),
      ]),
    ).toStrictEqual([
      ['listings', 'listing', 'listedAt'],
      ['waits', 'standing', 'instance'],
      ['timers', 'timer', 'timerAt'],
    ]);
    for (const { Projection } of indexes) {
      expect(Projection.ProjectionType).toBe('INCLUDE');
      for (const heavy of ['payload', 'mark', 'awaits', 'anticipates'])
        expect(Projection.NonKeyAttributes).not.toContain(heavy);
    }
  });
});

describe('a choreography', () => {
  const start = queue('watch-parcel-start');
  const events = queue('watch-parcel-events');

  test("has two rules on the bus, each with its queue and that queue's dead letters", () => {
    for (const [pattern, id, dead] of [
      [{ source: ['shop'], 'detail-type': ['Handed In'] }, start, queue('watch-parcel-start-dead')],
      [
        { source: ['carrier'], 'detail-type': ['parcel.delivered'] },
        events,
        queue('watch-parcel-events-dead'),
      ],
    ] as const)
      template.hasResourceProperties('AWS::Events::Rule', {
        EventPattern: pattern,
        EventBusName: { Ref: only('AWS::Events::EventBus', {}) },
        Targets: [{ Arn: arnOf(id), DeadLetterConfig: { Arn: arnOf(dead) }, Id: 'Target0' }],
      });
  });

  test('keeps what failed five times for 14 days, encrypted so that EventBridge can write it', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'watch-parcel-events',
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 180,
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: arnOf(queue('watch-parcel-events-dead')) },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'watch-parcel-events-dead',
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });

  test('runs as a Standard state machine that logs errors and is traced', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'watch-parcel',
      StateMachineType: 'STANDARD',
      DefinitionSubstitutions: {
        TableName: { Ref: only('AWS::DynamoDB::GlobalTable', {}) },
        Partition: { Ref: 'AWS::Partition' },
      },
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
  });

  test('whose executions may put rows into the table, and nothing else but log and trace', () => {
    const policy = policies.find(({ PolicyName }) => PolicyName.includes('Choreographies'));
    const [put, ...others] = policy?.PolicyDocument.Statement ?? [];
    expect(put).toStrictEqual({
      Action: ['dynamodb:PutItem'],
      Resource: arnOf(only('AWS::DynamoDB::GlobalTable', {})),
    });
    expect(others.map(({ Resource }) => Resource)).toStrictEqual(['*']);
    for (const action of others.flatMap(({ Action }) => Action)) expect(action).toMatch(/^(logs|xray):/);
  });

  test('of nothing but start events has no events rule, but the queue for looks', () => {
    const alone = synthesize({
      choreographies: [
        choreography(
          'id: ping\ncorrelation: detail.id\nevents: { Ping: { source: a } }\nstart: { on: { Ping: Up } }\nstates:\n  Up: { on: { Ping: Done } }\n  Done: { final: succeeded }\n',
        ),
      ],
    });
    const rules = alone.resources.filter(({ Type }) => Type === 'AWS::Events::Rule');
    expect(
      rules
        .map(
          ({ Properties }) =>
            z.object({ source: z.array(z.string()) }).safeParse(Properties['EventPattern']).data?.source ??
            'schedule',
        )
        .sort(),
    ).toStrictEqual([['a'], ['aws.states'], 'schedule']);
    alone.template.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'watch-ping-events' });
    alone.remove();
  });
});

describe('the functions', () => {
  test('run on nodejs24.x, know their surroundings and are traced', () => {
    for (const name of ['starter', 'resumer', 'closer', 'notifier', 'sweeper'])
      template.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: `watch-${name}`,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        Timeout: 30,
        TracingConfig: { Mode: 'Active' },
        Environment: {
          Variables: Match.objectLike({
            TABLE_NAME: { Ref: only('AWS::DynamoDB::GlobalTable', {}) },
            BUS_NAME: { Ref: only('AWS::Events::EventBus', {}) },
            CLOSINGS_QUEUE_URL: { Ref: queue('watch-closings') },
          }),
        },
      });
  });

  test('take from queues in batches of which they can refuse a part', () => {
    for (const [source, target] of [
      ['watch-parcel-start', 'starter'],
      ['watch-parcel-events', 'resumer'],
      ['watch-closings', 'closer'],
    ] as const)
      template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
        EventSourceArn: arnOf(queue(source)),
        FunctionName: { Ref: only('AWS::Lambda::Function', { FunctionName: `watch-${target}` }) },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
  });

  test.each([
    [
      'resumer',
      'watch-waits-dead',
      ['{"eventName":["INSERT","MODIFY"],"dynamodb":{"Keys":{"key":{"S":[{"prefix":"WAIT#"}]}}}}'],
      { MaximumRetryAttempts: 10, MaximumRecordAgeInSeconds: 3600 },
    ],
    [
      'notifier',
      'watch-notices-dead',
      [
        '{"eventName":["MODIFY"],"dynamodb":{"Keys":{"key":{"S":["INSTANCE"]}}}}',
        '{"eventName":["INSERT","MODIFY"],"dynamodb":{"Keys":{"key":{"S":[{"prefix":"EVENT#"}]}},"NewImage":{"status":{"S":["unexpected","late","orphan","uncorrelated","ambiguous","failed-action"]}}}}',
      ],
      // Whatever was not told is told by nobody else: as long as the stream keeps it.
      { MaximumRetryAttempts: Match.absent(), MaximumRecordAgeInSeconds: Match.absent() },
    ],
  ])(
    'the %s follows what concerns it in the stream, each for its time',
    (name, failures, filters, bounds) => {
      template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
        EventSourceArn: { 'Fn::GetAtt': [only('AWS::DynamoDB::GlobalTable', {}), 'StreamArn'] },
        FunctionName: { Ref: only('AWS::Lambda::Function', { FunctionName: `watch-${name}` }) },
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        ...bounds,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: arnOf(queue(failures)) } },
        FilterCriteria: { Filters: filters.map((Pattern) => ({ Pattern })) },
      });
    },
  );

  test('sweep once a minute: neither the rule nor Lambda tries a failed sweep again', () => {
    const sweeper = only('AWS::Lambda::Function', { FunctionName: 'watch-sweeper' });
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0 } })],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: sweeper },
      MaximumRetryAttempts: 0,
    });
  });

  test('hear of ended executions from the default bus, and of every minute', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.absent(),
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      Targets: [Match.objectLike({ Arn: arnOf(queue('watch-closings')) })],
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [
        Match.objectLike({ Arn: arnOf(only('AWS::Lambda::Function', { FunctionName: 'watch-sweeper' })) }),
      ],
    });
  });

  test("may do nothing with wildcards but trace, and ask about executions of the monitor's own state machines", () => {
    const ofFunctions = policies.filter(({ PolicyName }) => PolicyName.includes('MonitorFunctions'));
    expect(ofFunctions).toHaveLength(5);
    const wide = ofFunctions
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Resource }) => JSON.stringify(Resource).includes('*'));
    const execution = (resource: unknown) =>
      JSON.stringify(resource).endsWith(':execution:watch-parcel:*"]]}');
    for (const { Action: actions, Resource: resource } of wide)
      expect([...actions].sort()).toStrictEqual(
        execution(resource)
          ? ['states:DescribeExecution', 'states:GetExecutionHistory']
          : ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      );
  });
});

describe('the topic', () => {
  const Ref = only('AWS::SNS::Topic', { TopicName: 'watch' });

  test('is told of nothing in clear text, and by CloudWatch for this account only', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: { Ref },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: { Ref },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  test('hears of every alarm, unless the alarms do something else', () => {
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref }] });
    const quiet = synthesize({ alarmActions: [] });
    quiet.template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent() });
    quiet.remove();
  });
});

describe('settings', () => {
  test('a choreography is found by its id, to grant its machine what its tasks need', () => {
    const app = new App({ analyticsReporting: false });
    const { monitor } = new MonitorStack(app, 'watch', { choreographies: [PARCEL] });
    const parcel = monitor.choreography('parcel');
    expect(parcel.grantPrincipal).toBe(parcel.stateMachine.role);
    expect(() => monitor.choreography('parcle')).toThrow(
      'There is no choreography "parcle" in this monitor; it has parcel.',
    );
  });

  test('an existing bus is used by its name, and another log level is taken', () => {
    const other = examine({ eventBusName: 'company-events', prefix: 'east', logLevel: LogLevel.ALL });
    other.template.resourceCountIs('AWS::Events::EventBus', 0);
    other.template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'company-events',
      EventPattern: { source: ['shop'] },
    });
    other.template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'east-parcel',
      LoggingConfiguration: { Level: 'ALL' },
    });
    expect(other.findings).toStrictEqual([]);
    other.remove();
  });
});
