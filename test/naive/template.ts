/** The sample's resources for some choreographies: a bus, a table of tokens, two functions; rules and a machine each. */
import type { Choreography } from '../../lib/definition/model.ts';
import type { JsonObject } from '../../lib/local/json.ts';
import { naiveMachine } from './machine.ts';

export const NAIVE = { bus: 'naive', table: 'naive-tokens', machinePrefix: 'naive-' } as const;

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

export function naiveTemplate(choreographies: readonly Choreography[]): JsonObject {
  const own = choreographies.flatMap((choreography) => Object.entries(resourcesOf(choreography)));
  return {
    Resources: {
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: NAIVE.bus } },
      // Two, so that who counts can tell a function's calls from a machine's.
      FunctionRole: mightyRole('lambda'),
      MachineRole: mightyRole('states'),
      StartPermission: reachedByRules('Start'),
      ResumePermission: reachedByRules('Resume'),
      Table: TABLE,
      Start: functionOf('start'),
      Resume: functionOf('resume'),
      ...Object.fromEntries(own),
    },
  };
}

function mightyRole(service: string) {
  const trusted = { Service: `${service}.amazonaws.com` };
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: trusted };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Statement: trust },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    },
  };
}

function reachedByRules(id: string) {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { Ref: id },
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
    },
  };
}

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: NAIVE.table,
    AttributeDefinitions: [
      { AttributeName: 'entityId', AttributeType: 'S' },
      { AttributeName: 'eventName', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'entityId', KeyType: 'HASH' },
      { AttributeName: 'eventName', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    // Not of the sample: who counts sees the items by it. Nobody reads it, so it costs nothing.
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  },
};

function functionOf(name: string) {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: `naive-${name}`,
      Code: { S3Bucket: 'assets', S3Key: `${name}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      MemorySize: 512,
      Role: arnOf('FunctionRole'),
      Timeout: 30,
      Environment: { Variables: { TABLE_NAME: { Ref: 'Table' } } },
    },
  };
}

function resourcesOf(choreography: Choreography): JsonObject {
  const { events, id, start } = choreography;
  const name = id.replaceAll('-', '');
  const starts = new Set(start.map(({ event }) => event));
  const detailTypes = (wanted: boolean) =>
    events.filter((event) => starts.has(event.name) === wanted).map((event) => event.name);
  const source = [...new Set(events.map(({ pattern }) => pattern['source']))].flat().map(String);
  const forwarded = '"detail":<detail>,"eventName":<name>,"entityId":<id>';
  return {
    [`Machine${name}`]: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: NAIVE.machinePrefix + id,
        DefinitionString: naiveMachine(choreography),
        DefinitionSubstitutions: { TableName: { Ref: 'Table' } },
        RoleArn: arnOf('MachineRole'),
      },
    },
    [`StartRule${name}`]: ruleTo('Start', { source, 'detail-type': detailTypes(true) }, [
      '{"stateMachineArn":"',
      { Ref: `Machine${name}` },
      `","name":<id>,"input":{${forwarded}}}`,
    ]),
    [`EventsRule${name}`]: ruleTo('Resume', { source, 'detail-type': detailTypes(false) }, [
      `{${forwarded}}`,
    ]),
  };
}

/** By way of an input transformer, which knows paths only: correlation is `$.detail.id`. */
function ruleTo(target: string, pattern: JsonObject, template: readonly (string | JsonObject)[]): JsonObject {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      EventPattern: pattern,
      Targets: [
        {
          Id: 'function',
          Arn: arnOf(target),
          InputTransformer: {
            InputPathsMap: { detail: '$.detail', name: '$.detail-type', id: '$.detail.id' },
            InputTemplate: { 'Fn::Join': ['', template] },
          },
        },
      ],
    },
  };
}
