import { afterEach, expect, test } from '@jest/globals';
import { SQSClient } from '@aws-sdk/client-sqs';
import { moveHome } from '../../../lib/cli/operator/move-task.ts';
import { refusal, startAwsServer } from '../../lambdas/aws-server.ts';
import type { Answer, Asked } from '../../lambdas/aws-server.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const ARN = 'arn:aws:sqs:eu-west-1:1:m-';
const home = { home: 'order-events', choreography: 'order' };
const BUSY = refusal('InvalidParameterValue', 'Only one task is allowed for a source queue at a given time.');

/** What becomes of it where SQS answers like that; and what was asked. */
async function moved(answers: Readonly<Record<string, Answer>>) {
  const server = await startAwsServer(({ operation }) => answers[operation] ?? refusal('UnknownOperation'));
  const queues = new SQSClient(server.settings);
  ends.push(async () => {
    queues.destroy();
    await server.stop();
  });
  const stack = { clients: { queues }, queueArnPrefix: ARN };
  const outcome = await moveHome(stack, home).catch((error: unknown) => String(error));
  return { outcome, asked: server.asked };
}

const list = (...Status: readonly string[]): Answer => ({
  body: { Results: Status.map((status) => ({ Status: status })) },
});

test('SQS moves them all, back to the queue of that name', async () => {
  const { outcome, asked } = await moved({ StartMessageMoveTask: { body: { TaskHandle: 'h' } } });
  expect(outcome).toBe('moving');
  expect(asked).toEqual([
    {
      operation: 'StartMessageMoveTask',
      input: { SourceArn: `${ARN}order-events-dead`, DestinationArn: `${ARN}order-events` },
    } satisfies Asked,
  ]);
});

test('a second task beside one that is under way is refused: they move', async () => {
  const { outcome, asked } = await moved({
    StartMessageMoveTask: BUSY,
    ListMessageMoveTasks: list('COMPLETED', 'RUNNING'),
  });
  expect(outcome).toBe('moving');
  expect(asked[1]).toEqual({
    operation: 'ListMessageMoveTasks',
    input: { SourceArn: `${ARN}order-events-dead` },
  } satisfies Asked);
});

test('refused with none under way is an error, whatever its words', async () => {
  const words = refusal('InvalidParameterValue', 'There is already an active something.');
  const { outcome } = await moved({
    StartMessageMoveTask: words,
    ListMessageMoveTasks: list('COMPLETED'),
  });
  expect(outcome).toBe('InvalidParameterValue: There is already an active something.');
});

test.each(['UnsupportedOperation', 'AccessDenied', 'UnknownOperation'])(
  'where there is no such task (%s), they are sent one by one',
  async (name) => {
    const { outcome } = await moved({ StartMessageMoveTask: refusal(name) });
    expect(outcome).toBe('unavailable');
  },
);
