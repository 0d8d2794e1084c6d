import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Deployment } from '../monitored.ts';
import { scrubbedText } from '../trace/scrub.ts';
import type { Stage, Story } from './story.ts';

type Call = readonly [what: string, call: (clients: Clients, deployment: Deployment) => Promise<unknown>];

/** What every cloud must refuse, and in the same words. Nothing here does anything where it is refused as it should be. */
const CALLS: readonly Call[] = [
  [
    'StartExecution of a machine that is not there',
    ({ states }, { outputs }) =>
      states.send(
        new StartExecutionCommand({ stateMachineArn: `${outputs['StateMachineArnPrefix']}e2e-nothing` }),
      ),
  ],
  [
    'StartExecution with a wrong ARN',
    ({ states }) => states.send(new StartExecutionCommand({ stateMachineArn: 'e2e-nothing' })),
  ],
  [
    'DescribeExecution of one that is not there',
    ({ states }, deployment) =>
      states.send(new DescribeExecutionCommand({ executionArn: noExecution(deployment) })),
  ],
  [
    'GetExecutionHistory of one that is not there',
    ({ states }, deployment) =>
      states.send(new GetExecutionHistoryCommand({ executionArn: noExecution(deployment) })),
  ],
  [
    'StopExecution of one that is not there',
    ({ states }, deployment) =>
      states.send(new StopExecutionCommand({ executionArn: noExecution(deployment) })),
  ],
  [
    'SendTaskSuccess with no token of anybody',
    ({ states }) => states.send(new SendTaskSuccessCommand({ taskToken: 'nobody', output: '{}' })),
  ],
  [
    'SendTaskSuccess with what is no JSON',
    ({ states }) => states.send(new SendTaskSuccessCommand({ taskToken: 'nobody', output: '{' })),
  ],
  [
    'CreateStateMachine with a state that leads nowhere',
    ({ states }) =>
      states.send(
        new CreateStateMachineCommand({
          name: 'e2e-wrong',
          roleArn: 'arn:aws:iam::000000000000:role/e2e-nobody',
          definition: JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } }),
        }),
      ),
  ],
  [
    'PutEvents with what is no JSON',
    async ({ events }, { outputs }) => {
      const entry = { EventBusName: outputs['BusName'], Source: 'e2e', DetailType: 'Nothing', Detail: '{' };
      const { Entries } = await events.send(new PutEventsCommand({ Entries: [entry] }));
      throw Object.assign(new Error(Entries?.[0]?.ErrorMessage), { name: Entries?.[0]?.ErrorCode ?? 'none' });
    },
  ],
  ['PutEvents of nothing', ({ events }) => events.send(new PutEventsCommand({ Entries: [] }))],
  [
    'TestEventPattern with an operator that nobody knows',
    ({ events }) =>
      events.send(
        new TestEventPatternCommand({
          EventPattern: '{"detail":{"a":[{"nearly":1}]}}',
          Event: JSON.stringify({
            ...{ id: '1', source: 'e2e', 'detail-type': 'Nothing', account: '000000000000' },
            ...{ region: 'us-east-1', time: '2026-01-01T00:00:00Z', resources: [], detail: {} },
          }),
        }),
      ),
  ],
  [
    'GetItem of a table that is not there',
    ({ dynamodb }) =>
      dynamodb.send(new GetItemCommand({ TableName: 'e2e-nothing', Key: { instance: { S: '1' } } })),
  ],
  [
    'GetItem with half a key',
    ({ dynamodb }, { outputs }) =>
      dynamodb.send(new GetItemCommand({ TableName: outputs['TableName'], Key: { instance: { S: '1' } } })),
  ],
  [
    'Query without a value for its name',
    ({ dynamodb }, { outputs }) =>
      dynamodb.send(
        new QueryCommand({
          TableName: outputs['TableName'],
          KeyConditionExpression: 'instance = :instance',
        }),
      ),
  ],
  [
    'GetQueueUrl of a queue that is not there',
    ({ sqs }) => sqs.send(new GetQueueUrlCommand({ QueueName: 'e2e-nothing' })),
  ],
  [
    'ReceiveMessage of eleven messages',
    async ({ sqs }, { outputs }) => {
      const QueueName = `${outputs['BusName']}-closings`;
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      return sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }));
    },
  ],
  [
    'Invoke of a function that is not there',
    ({ lambda }) => lambda.send(new InvokeCommand({ FunctionName: 'e2e-nothing' })),
  ],
];

const TITLE = 'what is refused';

export const refusals: Story = {
  title: TITLE,
  async play(stage) {
    const clients = createClients(stage.monitored.settings);
    try {
      const lines: string[] = [];
      for (const [what, call] of CALLS) {
        stage.signal.throwIfAborted();
        lines.push(`${what}: ${await answerTo(call(clients, stage.monitored), stage)}`);
      }
      return { story: TITLE, parts: [{ about: 'the refusals', lines }] };
    } finally {
      for (const client of Object.values(clients)) client.destroy();
    }
  },
};

type Clients = ReturnType<typeof createClients>;

function createClients(settings: Deployment['settings']) {
  return {
    dynamodb: new DynamoDBClient(settings),
    events: new EventBridgeClient(settings),
    lambda: new LambdaClient(settings),
    sqs: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
    states: new SFNClient(settings),
  };
}

function noExecution({ outputs }: Deployment): string {
  const machines = outputs['StateMachineArnPrefix'] ?? '';
  return `${machines.replace(':stateMachine:', ':execution:')}e2e-nothing:e2e-nobody`;
}

async function answerTo(call: Promise<unknown>, { peculiarities }: Stage): Promise<string> {
  try {
    await call;
    return 'not refused';
  } catch (error) {
    if (!Error.isError(error)) throw error;
    const status = statusOf(error);
    const head = status === undefined ? error.name : `${error.name} (${status})`;
    return `${head}: ${scrubbedText(error.message, peculiarities)}`;
  }
}

function statusOf(error: Error): number | undefined {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
