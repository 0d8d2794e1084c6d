import { describe, expect, test } from '@jest/globals';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import * as z from 'zod';
import { MonitoredChoreography } from '../../lib/constructs/choreography.ts';
import { InstanceTable } from '../../lib/constructs/table.ts';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const PUT = 'arn:${Partition}:states:::aws-sdk:dynamodb:putItem.waitForTaskToken';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Arguments = Json;

/** A machine of these Tasks, one after the other, each named by its number. */
function machineOf(tasks: readonly (readonly [resource: string, given: Arguments])[]): Json {
  const states = tasks.map(([Resource, Arguments], index) => [
    String(index),
    { Type: 'Task', Resource, Arguments, Next: String(index + 1) },
  ]);
  const end = [String(tasks.length), { Type: 'Succeed' }];
  return { QueryLanguage: 'JSONata', StartAt: '0', States: Object.fromEntries([...states, end]) as Json };
}

const Policy = z.object({
  PolicyDocument: z.object({ Statement: z.array(z.record(z.string(), z.unknown())) }),
});
const Machine = z.object({ Properties: z.object({ DefinitionSubstitutions: z.unknown() }) });

function deploy(definition: Json, more: (choreography: MonitoredChoreography) => void = () => undefined) {
  const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'watch', { env: ENV });
  const choreography = new MonitoredChoreography(stack, 'order', {
    choreography: {
      id: 'order',
      title: 'Order',
      definition: JSON.stringify(definition),
      rules: { start: { source: ['shop'] }, events: undefined },
      subscription: {
        choreography: 'order',
        title: 'Order',
        version: '1',
        rerun: false,
        events: [],
        start: [],
        nextRun: [],
        failures: {},
        redact: [],
        labels: [],
      },
    },
    bus: EventBus.fromEventBusName(stack, 'Bus', 'business'),
    table: new InstanceTable(stack, 'Table').table,
    topic: Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-central-1:123456789012:watch'),
    prefix: 'watch',
    visibilityTimeout: Duration.minutes(3),
    logLevel: LogLevel.ERROR,
    logRetention: RetentionDays.ONE_MONTH,
  });
  more(choreography);
  const template = Template.fromStack(stack);
  const statements = Object.values(template.findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Policy.parse(Properties).PolicyDocument.Statement)
    .map(({ Action, Resource }) => ({ Action, Resource }))
    // What every state machine has, to log and to trace.
    .filter(({ Resource }) => Resource !== '*');
  const warnings = Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => entry.data);
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const { DefinitionSubstitutions: substitutions } = Machine.parse(machine).Properties;
  return { statements, warnings, substitutions };
}

const partition = { Ref: 'AWS::Partition' };
const join = (...parts: Json[]) => ({ 'Fn::Join': ['', parts] });
const here = (service: string, resource: string, account = '123456789012') =>
  join('arn:', partition, `:${service}:eu-central-1:${account}:${resource}`);

describe('the role of a state machine', () => {
  test('has nothing where the machine calls nothing', () => {
    const nothing = deploy({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
    expect(nothing).toStrictEqual({
      statements: [],
      warnings: [],
      substitutions: { TableName: { Ref: expect.stringMatching(/^Table/) }, Partition: partition },
    });
  });

  test('may put waits into the table, publish on the bus and tell the topic, each where its machine does', () => {
    const { statements, warnings, substitutions } = deploy(
      machineOf([
        [PUT, { TableName: '${TableName}' }],
        ['arn:${Partition}:states:::events:putEvents', { Entries: [{ EventBusName: '${EventBusName}' }] }],
        ['arn:${Partition}:states:::sns:publish', { TopicArn: '${TopicArn}', Message: '{% $context.a %}' }],
        [PUT, { TableName: '${TableName}' }],
      ]),
    );
    expect(statements).toStrictEqual([
      { Action: 'dynamodb:PutItem', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Table/), 'Arn'] } },
      { Action: 'events:PutEvents', Resource: here('events', 'event-bus/business') },
      { Action: 'sns:Publish', Resource: 'arn:aws:sns:eu-central-1:123456789012:watch' },
    ]);
    expect(warnings).toStrictEqual([]);
    expect(substitutions).toStrictEqual({
      TableName: { Ref: expect.stringMatching(/^Table/) },
      Partition: partition,
      EventBusName: 'business',
      TopicArn: 'arn:aws:sns:eu-central-1:123456789012:watch',
    });
  });

  test.each<[string, Arguments, string, Json]>([
    [
      'lambda:invoke',
      { FunctionName: 'arn:aws:lambda:eu-west-1:210987654321:function:charge' },
      'lambda:InvokeFunction',
      'arn:aws:lambda:eu-west-1:210987654321:function:charge',
    ],
    [
      'lambda:invoke.waitForTaskToken',
      { FunctionName: 'charge', Payload: '{% $context.card %}' },
      'lambda:InvokeFunction',
      here('lambda', 'function:charge'),
    ],
    [
      'lambda:invoke',
      { FunctionName: 'charge', Qualifier: 'live' },
      'lambda:InvokeFunction',
      here('lambda', 'function:charge:live'),
    ],
    [
      'lambda:invoke',
      { FunctionName: 'charge:live' },
      'lambda:InvokeFunction',
      here('lambda', 'function:charge:live'),
    ],
    [
      'aws-sdk:lambda:invoke',
      { FunctionName: '210987654321:function:charge' },
      'lambda:InvokeFunction',
      here('lambda', 'function:charge', '210987654321'),
    ],
    [
      'sqs:sendMessage',
      { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/210987654321/jobs', MessageBody: 'x' },
      'sqs:SendMessage',
      join('arn:', partition, ':sqs:eu-west-1:210987654321:jobs'),
    ],
    [
      'aws-sdk:sns:publish',
      { TargetArn: 'arn:aws:sns:eu-west-1:210987654321:ops', Message: 'x' },
      'sns:Publish',
      'arn:aws:sns:eu-west-1:210987654321:ops',
    ],
    ['dynamodb:getItem', { TableName: 'prices' }, 'dynamodb:GetItem', here('dynamodb', 'table/prices')],
    ['dynamodb:updateItem', { TableName: 'prices' }, 'dynamodb:UpdateItem', here('dynamodb', 'table/prices')],
    [
      'aws-sdk:dynamodb:deleteItem',
      { TableName: 'arn:aws:dynamodb:eu-west-1:210987654321:table/prices' },
      'dynamodb:DeleteItem',
      'arn:aws:dynamodb:eu-west-1:210987654321:table/prices',
    ],
    [
      'states:startExecution',
      { StateMachineArn: 'arn:${Partition}:states:eu-west-1:210987654321:stateMachine:refund' },
      'states:StartExecution',
      join('arn:', partition, ':states:eu-west-1:210987654321:stateMachine:refund'),
    ],
    [
      'aws-sdk:sfn:startExecution',
      { StateMachineArn: 'arn:aws:states:eu-west-1:210987654321:stateMachine:refund' },
      'states:StartExecution',
      'arn:aws:states:eu-west-1:210987654321:stateMachine:refund',
    ],
    [
      'aws-sdk:eventbridge:putEvents',
      { Entries: [{}] },
      'events:PutEvents',
      here('events', 'event-bus/default'),
    ],
  ])('may do what %s with %j does', (integration, given, Action, Resource) => {
    const { statements, warnings } = deploy(
      machineOf([[`arn:\${Partition}:states:::${integration}`, given]]),
    );
    expect({ statements, warnings }).toStrictEqual({ statements: [{ Action, Resource }], warnings: [] });
  });

  test('may do it on each of several, in one statement', () => {
    const { statements } = deploy(
      machineOf([
        ['arn:aws:states:::events:putEvents', { Entries: [{ EventBusName: 'a' }, { EventBusName: 'b' }] }],
        ['arn:aws:states:::events:putEvents', { Entries: [{ EventBusName: 'a' }] }],
      ]),
    );
    expect(statements).toStrictEqual([
      {
        Action: 'events:PutEvents',
        Resource: [here('events', 'event-bus/a'), here('events', 'event-bus/b')],
      },
    ]);
  });

  test('may call a function that is the Resource itself', () => {
    const arn = 'arn:aws:lambda:eu-west-1:210987654321:function:charge';
    expect(deploy(machineOf([[arn, {}]])).statements).toStrictEqual([
      { Action: 'lambda:InvokeFunction', Resource: arn },
    ]);
  });

  test('may do what is nested in regions and loops', () => {
    const inner = machineOf([['arn:aws:states:::lambda:invoke', { FunctionName: 'inner' }]]);
    const { statements } = deploy({
      StartAt: 'Both',
      States: {
        Both: { Type: 'Parallel', Branches: [inner], Next: 'Each' },
        Each: {
          Type: 'Map',
          ItemProcessor: machineOf([['arn:aws:states:::lambda:invoke', { FunctionName: 'each' }]]),
          End: true,
        },
      },
    });
    expect(statements).toStrictEqual([
      {
        Action: 'lambda:InvokeFunction',
        Resource: [here('lambda', 'function:inner'), here('lambda', 'function:each')],
      },
    ]);
  });

  test.each<[string, Arguments, string]>([
    [
      'lambda:invoke',
      { FunctionName: '{% $context.function %}' },
      'its FunctionName is not given as plain text',
    ],
    ['lambda:invoke', '{% $context.call %}', 'its FunctionName is not given as plain text'],
    ['sns:publish', { PhoneNumber: '+491234' }, 'its TopicArn is not given as plain text'],
    ['sqs:sendMessage', { QueueUrl: 'jobs' }, 'its QueueUrl is not given as plain text'],
    [
      'events:putEvents',
      { Entries: [{ EventBusName: 'a' }, { EventBusName: '{% $context.bus %}' }] },
      'its EventBusName is not given as plain text',
    ],
    ['aws-sdk:s3:putObject', { Bucket: 'b' }, 'the permissions of this integration are not known here'],
    [
      'states:startExecution.sync:2',
      { StateMachineArn: 'arn:aws:states:eu-west-1:210987654321:stateMachine:refund' },
      'the permissions of this integration are not known here',
    ],
  ])('gets nothing for %s with %j, and synthesis says so', (integration, given, reason) => {
    const resource = `arn:aws:states:::${integration}`;
    const { statements, warnings } = deploy(machineOf([[resource, given]]));
    expect({ statements, warnings }).toStrictEqual({
      statements: [],
      warnings: [
        `State "0" of order calls ${resource}, and its machine is given no permission for that, because ${reason}. ` +
          "Grant it to monitor.choreography('order'), and acknowledge this warning. [ack: choreography-monitor:taskPermission:0]",
      ],
    });
  });

  test('can be granted the rest by the constructs of what is called', () => {
    const { statements } = deploy(
      machineOf([['arn:aws:states:::lambda:invoke', { FunctionName: '{% $context.function %}' }]]),
      (choreography) => {
        const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:late';
        LambdaFunction.fromFunctionArn(choreography, 'Late', arn).grantInvoke(choreography);
      },
    );
    const late = 'arn:aws:lambda:eu-central-1:123456789012:function:late';
    expect(statements).toStrictEqual([{ Action: 'lambda:InvokeFunction', Resource: [late, `${late}:*`] }]);
  });
});
