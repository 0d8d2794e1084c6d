import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { startLocalCloud, type LocalCloud } from '../../../lib/local/cloud.ts';
import { writeAssembly, type WrittenAssembly } from '../assembly.ts';

let assembly: WrittenAssembly;
let cloud: LocalCloud;
let states: SFNClient;
let events: EventBridgeClient;
let lambda: LambdaClient;

beforeAll(async () => {
  assembly = writeAssembly({ Resources: {} });
  cloud = await startLocalCloud({ assembly: assembly.directory, port: 0, log: () => undefined });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'y' };
  const settings = { endpoint: cloud.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  states = new SFNClient(settings);
  events = new EventBridgeClient(settings);
  lambda = new LambdaClient(settings);
});
afterAll(async () => {
  for (const client of [states, events, lambda]) client.destroy();
  await cloud.stop();
  assembly.remove();
});

const STATES = 'arn:aws:states:us-east-1:000000000000';
const MACHINE = `${STATES}:stateMachine:none`;
const EXECUTION = `${STATES}:execution:none:none`;

const missing = (member: string) =>
  `Value null at '${member}' failed to satisfy constraint: Member must not be null`;
const broken = (shown: string, member: string, rule: string) =>
  `Value ${shown}at '${member}' failed to satisfy constraint: Member must ${rule}`;
const validation = (...errors: readonly string[]) => ({
  name: 'ValidationException',
  message: `${errors.length} validation error${errors.length > 1 ? 's' : ''} detected: ${errors.join('; ')}`,
});

async function refused(call: Promise<unknown>, expected: { name: string; message: string }, status = 400) {
  await expect(call).rejects.toMatchObject({ ...expected, $metadata: { httpStatusCode: status } });
}

const ARN = { stateMachineArn: MACHINE };
const DONE = { executionArn: EXECUTION };

describe('Step Functions refuses', () => {
  test('what lacks a member', async () => {
    await refused(
      states.send(
        new CreateStateMachineCommand({ name: undefined, definition: undefined, roleArn: undefined }),
      ),
      validation(missing('name'), missing('definition'), missing('roleArn')),
    );
    await refused(
      states.send(new StartExecutionCommand({ stateMachineArn: undefined })),
      validation(missing('stateMachineArn')),
    );
    await refused(
      states.send(new SendTaskSuccessCommand({ taskToken: undefined, output: undefined })),
      validation(missing('taskToken'), missing('output')),
    );
    await refused(
      states.send(new TagResourceCommand({ resourceArn: MACHINE, tags: undefined })),
      validation(missing('tags')),
    );
  });

  test('what is too long, and tells only what is no secret', async () => {
    const name = 'x'.repeat(81);
    await refused(
      states.send(new StartExecutionCommand({ ...ARN, name, input: 'x'.repeat(262_145) })),
      validation(
        broken(`'${name}' `, 'name', 'have length less than or equal to 80'),
        broken('', 'input', 'have length less than or equal to 262144'),
      ),
    );
    await refused(
      states.send(new StopExecutionCommand({ ...DONE, error: 'x'.repeat(257), cause: 'x'.repeat(32_769) })),
      validation(
        broken('', 'error', 'have length less than or equal to 256'),
        broken('', 'cause', 'have length less than or equal to 32768'),
      ),
    );
    await refused(
      states.send(new UpdateStateMachineCommand({ ...ARN, definition: '' })),
      validation(broken('', 'definition', 'have length greater than or equal to 1')),
    );
  });

  test('numbers, words and tokens out of their range', async () => {
    await refused(
      states.send(new ListStateMachinesCommand({ maxResults: 1001 })),
      validation(broken("'1001' ", 'maxResults', 'have value less than or equal to 1000')),
    );
    await refused(
      states.send(new GetExecutionHistoryCommand({ ...DONE, maxResults: -1 })),
      validation(broken("'-1' ", 'maxResults', 'have value greater than or equal to 0')),
    );
    const call = {
      'x-amz-target': 'AWSStepFunctions.ListExecutions',
      'content-type': 'application/x-amz-json-1.0',
    };
    const body = JSON.stringify({ ...ARN, statusFilter: 'DONE' });
    const answer = await fetch(cloud.url, { method: 'POST', headers: call, body });
    const enumeration = '[RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE]';
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        __type: 'com.amazon.coral.validate#ValidationException',
        message: `1 validation error detected: ${broken("'DONE' ", 'statusFilter', `satisfy enum value set: ${enumeration}`)}`,
      },
    ]);
    await refused(states.send(new ListStateMachinesCommand({ nextToken: 'x' })), {
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
    await refused(
      states.send(new RedriveExecutionCommand({ ...DONE, clientToken: 'a b' })),
      validation(broken("'a b' ", 'clientToken', 'satisfy regular expression pattern: [!-~]+')),
    );
  });

  test('what is not there, or something else', async () => {
    await refused(states.send(new ListExecutionsCommand(ARN)), {
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${MACHINE}'`,
    });
    await refused(states.send(new DescribeExecutionCommand(DONE)), {
      name: 'ExecutionDoesNotExist',
      message: `Execution Does Not Exist: '${EXECUTION}'`,
    });
    await refused(states.send(new DescribeExecutionCommand({ executionArn: MACHINE })), {
      name: 'InvalidArn',
      message: "Invalid Arn: 'Resource type not valid in this context: stateMachine'",
    });
    await refused(states.send(new StartExecutionCommand({ stateMachineArn: 'x' })), {
      name: 'InvalidArn',
      message: "Invalid Arn: 'Invalid ARN prefix: x'",
    });
  });
});

const WORD = '[\\.\\-_A-Za-z0-9]+';
const PATTERN = '{"source":["a"]}';

describe('EventBridge refuses', () => {
  test('what lacks a member', async () => {
    await refused(
      events.send(new TestEventPatternCommand({ EventPattern: undefined, Event: undefined })),
      validation(missing('eventPattern'), missing('event')),
    );
    await refused(events.send(new PutEventsCommand({ Entries: undefined })), validation(missing('entries')));
    await refused(
      events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 'a', Arn: undefined }] })),
      validation(missing('targets.1.member.arn')),
    );
  });

  test('names and lists that are not as they should be', async () => {
    await refused(
      events.send(new PutRuleCommand({ Name: 'a b', EventPattern: PATTERN })),
      validation(broken("'a b' ", 'name', `satisfy regular expression pattern: ${WORD}`)),
    );
    await refused(
      events.send(new DescribeRuleCommand({ Name: 'x'.repeat(65) })),
      validation(broken(`'${'x'.repeat(65)}' `, 'name', 'have length less than or equal to 64')),
    );
    await refused(
      events.send(new PutEventsCommand({ Entries: [] })),
      validation(broken("'[]' ", 'entries', 'have length greater than or equal to 1')),
    );
    await refused(
      events.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['a', ''] })),
      validation(
        broken("'' ", 'ids.2.member', 'have length greater than or equal to 1'),
        broken("'' ", 'ids.2.member', `satisfy regular expression pattern: ${WORD}`),
      ),
    );
    await refused(
      events.send(new ListRulesCommand({ Limit: 101 })),
      validation(broken("'101' ", 'limit', 'have value less than or equal to 100')),
    );
  });

  test('a pattern above 4,096 characters for a rule, not for a test', async () => {
    const EventPattern = JSON.stringify({ source: ['x'.repeat(4096)] });
    await refused(
      events.send(new PutRuleCommand({ Name: 'r', EventPattern })),
      validation(broken(`'${EventPattern}' `, 'eventPattern', 'have length less than or equal to 4096')),
    );
    await refused(events.send(new TestEventPatternCommand({ EventPattern, Event: '[]' })), {
      name: 'InvalidEventPatternException',
      message: 'Parameter Event is not valid.',
    });
  });
});

describe('Lambda refuses', () => {
  test('a name that is none', async () => {
    const pattern =
      '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?';
    await refused(
      lambda.send(new InvokeCommand({ FunctionName: 'a b' })),
      validation(broken("'a b' ", 'functionName', `satisfy regular expression pattern: ${pattern}`)),
    );
    await refused(
      lambda.send(new InvokeCommand({ FunctionName: 'none' })),
      {
        name: 'ResourceNotFoundException',
        message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:none',
      },
      404,
    );
  });
});
