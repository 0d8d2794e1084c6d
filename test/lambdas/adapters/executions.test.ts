import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { hashOf } from '../../../lib/definition/hash.ts';
import { createCopies } from '../../../lambdas/adapters/copies.ts';
import { createExecutions } from '../../../lambdas/adapters/executions.ts';
import { createQueue } from '../../../lambdas/adapters/queue.ts';
import { Throttled } from '../../../lib/projection/ports.ts';
import type { Executions } from '../../../lib/projection/ports.ts';
import { refusal, startAwsServer } from '../aws-server.ts';
import type { Answer, Asked } from '../aws-server.ts';

let server: Awaited<ReturnType<typeof startAwsServer>>;
let answer: (asked: Asked) => Answer;
let client: SFNClient;
let executions: Executions;
beforeEach(async () => {
  server = await startAwsServer((asked) => answer(asked));
  client = new SFNClient(server.settings);
  executions = createExecutions(client, 'arn:aws:states:eu-west-1:1:stateMachine:watch-');
});
afterEach(async () => {
  client.destroy();
  await server.stop();
});

const OF = { choreography: 'car', execution: '7' };
const START = { call: 'startExecution', ...OF, input: '{"run":1}' } as const;
const DESCRIBE = { call: 'describeExecution', ...OF } as const;
const SUCCEED = { call: 'sendSuccess', token: 't', output: '{}' } as const;
const FAIL = { call: 'sendFailure', token: 't', error: 'UnexpectedEvent', cause: '{}' } as const;

describe('starting', () => {
  test('names machine and execution, and says that it started', async () => {
    answer = () => ({ body: { executionArn: 'arn', startDate: 1 } });
    expect(await executions.start(START)).toBe('started');
    expect(server.asked).toStrictEqual([
      {
        operation: 'StartExecution',
        input: {
          stateMachineArn: 'arn:aws:states:eu-west-1:1:stateMachine:watch-car',
          name: '7',
          input: '{"run":1}',
        },
      },
    ]);
  });

  const inputBy = (identity: string) => JSON.stringify({ instance: 'car#7', run: 1, event: { identity } });
  const START_BY = (identity: string) => ({ ...START, input: inputBy(identity) });

  test('says that it exists, where the same event has started it', async () => {
    answer = ({ operation }) =>
      operation === 'StartExecution'
        ? refusal('ExecutionAlreadyExists')
        : { body: { status: 'SUCCEEDED', input: inputBy('e1') } };
    expect(await executions.start(START_BY('e1'))).toBe('exists');
    expect(server.asked.map(({ operation }) => operation)).toStrictEqual([
      'StartExecution',
      'DescribeExecution',
    ]);
  });

  test('fails where the name is that of another execution, or its own is not shown yet', async () => {
    let described: Answer = { body: { status: 'SUCCEEDED', input: '{}' } };
    answer = ({ operation }) =>
      operation === 'StartExecution' ? refusal('ExecutionAlreadyExists') : described;
    const foreign = 'The execution "7" is there already, but was not started by this event.';
    await expect(executions.start(START_BY('e1'))).rejects.toThrow(foreign);
    described = { body: { status: 'SUCCEEDED', input: inputBy('e0') } };
    await expect(executions.start(START_BY('e1'))).rejects.toThrow(foreign);
    described = refusal('ExecutionDoesNotExist');
    await expect(executions.start(START_BY('e1'))).rejects.toThrow(
      'The execution "7" is there already, but not shown yet.',
    );
  });

  test('is throttled by rate and by the number of open executions', async () => {
    for (const type of ['ThrottlingException', 'ExecutionLimitExceeded']) {
      answer = () => refusal(type);
      await expect(executions.start(START)).rejects.toThrow(Throttled);
    }
  });

  test('fails as what it is where nothing follows from the error', async () => {
    answer = () => refusal('StateMachineDoesNotExist', 'no such machine');
    await expect(executions.start(START)).rejects.toThrow('no such machine');
    await expect(executions.start(START)).rejects.not.toThrow(Throttled);
  });
});

describe('describing', () => {
  test('tells how an execution stands', async () => {
    answer = () => ({
      body: {
        status: 'FAILED',
        redriveCount: 1,
        input: '{}',
        error: 'Rejected',
        cause: 'c',
        stopDate: 1_795_262_400.5,
      },
    });
    expect(await executions.describe(DESCRIBE)).toStrictEqual({
      status: 'failed',
      redrive: 1,
      input: '{}',
      error: 'Rejected',
      cause: 'c',
      stoppedAt: '2026-11-21T12:00:00.500Z',
    });
    expect(server.asked[0]?.input).toStrictEqual({
      executionArn: 'arn:aws:states:eu-west-1:1:execution:watch-car:7',
    });
  });

  test('counts one that waits for its redrive as running, and knows nothing of one that is not shown', async () => {
    answer = () => ({ body: { status: 'PENDING_REDRIVE' } });
    expect(await executions.describe(DESCRIBE)).toStrictEqual({ status: 'running', redrive: 0 });
    answer = () => refusal('ExecutionDoesNotExist');
    expect(await executions.describe(DESCRIBE)).toBeUndefined();
  });
});

describe('sending', () => {
  test('is accepted', async () => {
    answer = () => ({ body: {} });
    expect(await executions.succeed(SUCCEED)).toBe('accepted');
    expect(await executions.fail(FAIL)).toBe('accepted');
    expect(server.asked).toStrictEqual([
      { operation: 'SendTaskSuccess', input: { taskToken: 't', output: '{}' } },
      { operation: 'SendTaskFailure', input: { taskToken: 't', error: 'UnexpectedEvent', cause: '{}' } },
    ]);
  });

  test.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('%s leaves open by whom', async (type) => {
    answer = () => refusal(type);
    expect(await executions.succeed(SUCCEED)).toBe('unknown');
    expect(await executions.fail(FAIL)).toBe('unknown');
  });
});

describe('the history', () => {
  test('is read from its end, page by page, until it shows the token', async () => {
    const end = { id: 3, previousEventId: 2, type: 'TaskTimedOut', timestamp: 1 };
    const scheduled = {
      id: 2,
      previousEventId: 1,
      type: 'TaskScheduled',
      timestamp: 1,
      taskScheduledEventDetails: {
        resource: 'r',
        resourceType: 't',
        region: 'x',
        parameters: '{"Item":{"token":{"S":"tok"},"key":{"S":"WAIT#A"},"state":{"S":"A"}}}',
      },
    };
    answer = ({ input }) =>
      JSON.stringify(input).includes('nextToken')
        ? { body: { events: [scheduled] } }
        : { body: { events: [end], nextToken: 'n' } };
    expect(await executions.history({ call: 'readHistory', ...OF, waitHash: hashOf('tok') })).toStrictEqual({
      kind: 'otherwise',
    });
    expect(server.asked.map(({ input }) => input)).toStrictEqual([
      {
        executionArn: 'arn:aws:states:eu-west-1:1:execution:watch-car:7',
        reverseOrder: true,
        includeExecutionData: true,
        maxResults: 1000,
      },
      {
        executionArn: 'arn:aws:states:eu-west-1:1:execution:watch-car:7',
        reverseOrder: true,
        includeExecutionData: true,
        maxResults: 1000,
        nextToken: 'n',
      },
    ]);
  });

  test('shows what a decision is about', async () => {
    const entered = { id: 1, previousEventId: 0, type: 'TaskStateEntered', timestamp: 1 };
    const scheduled = { id: 2, previousEventId: 1, type: 'TaskScheduled', timestamp: 1 };
    const parameters = '{"Item":{"token":{"S":"tok"},"key":{"S":"WAIT#"},"state":{"S":"A"}}}';
    answer = ({ input }) =>
      JSON.stringify(input).includes('nextToken')
        ? { body: { events: [{ ...entered, stateEnteredEventDetails: { name: 'A', input: '[1]' } }] } }
        : { body: { events: [{ ...scheduled, taskScheduledEventDetails: { parameters } }], nextToken: 'n' } };
    const call = { call: 'readResult', ...OF } as const;
    expect(await executions.result({ ...call, waitHash: hashOf('tok') })).toStrictEqual({
      kind: 'shown',
      value: [1],
    });
    expect(await executions.result({ ...call, waitHash: hashOf('other') })).toStrictEqual({
      kind: 'not-shown',
    });
    answer = () => refusal('ThrottlingException');
    await expect(executions.result({ ...call, waitHash: hashOf('tok') })).rejects.toThrow(Throttled);
  });

  test('of an execution that is not there yet shows nothing', async () => {
    answer = () => refusal('ExecutionDoesNotExist');
    expect(await executions.result({ call: 'readResult', ...OF, waitHash: hashOf('tok') })).toStrictEqual({
      kind: 'not-shown',
    });
    expect(await executions.history({ call: 'readHistory', ...OF, waitHash: hashOf('tok') })).toStrictEqual({
      kind: 'not-shown',
    });
  });
});

describe('queues', () => {
  test('get looks and copies, delayed', async () => {
    answer = () => ({ body: { MessageId: 'm' } });
    const sqs = new SQSClient({ ...server.settings, md5: false });
    const prefix = `${server.settings.endpoint}/1/watch-`;
    const look = {
      instance: 'car#7',
      name: 'Sold',
      identity: 'e1',
      putBack: 0,
      at: '2026-11-21T12:00:00.000Z',
    };
    await createQueue(sqs, prefix).send({
      call: 'sendMessage',
      choreography: 'car',
      queue: 'events',
      message: { kind: 'look', look },
      delaySeconds: 900,
    });
    await createCopies(sqs, prefix).later('closings', 'body', 7, 1_795_000_000_000);
    expect(server.asked).toStrictEqual([
      {
        operation: 'SendMessage',
        input: {
          QueueUrl: `${prefix}car-events`,
          MessageBody: JSON.stringify({ look }),
          DelaySeconds: 900,
        },
      },
      {
        operation: 'SendMessage',
        input: {
          ...{ QueueUrl: `${prefix}closings`, MessageBody: 'body', DelaySeconds: 7 },
          MessageAttributes: { firstSentAt: { DataType: 'Number', StringValue: '1795000000000' } },
        },
      },
    ]);
    sqs.destroy();
  });
});
