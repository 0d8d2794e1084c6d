import { describe, expect, test } from '@jest/globals';
import { settleClosings } from '../../lambdas/closer/closings.ts';
import { parseStatusEvent } from '../../lambdas/closer/status-event.ts';
import type { CloseInstanceCall } from '../../lib/projection/calls.ts';
import type { Executions, Table } from '../../lib/projection/ports.ts';
import { sqsRecord, surround } from './around.ts';

const PREFIX = 'arn:aws:states:eu-west-1:1:stateMachine:watch-';
const INPUT = JSON.stringify({
  choreography: 'car',
  correlationId: '7',
  instance: 'car#7',
  run: 1,
  shard: '0',
  to: 'On sale',
  event: { name: 'Announced', identity: 'e1', time: 't', envelope: {} },
});
const DETAIL = {
  executionArn: 'arn:aws:states:eu-west-1:1:execution:watch-car:7',
  stateMachineArn: `${PREFIX}car`,
  name: '7',
  status: 'SUCCEEDED',
  startDate: 1_795_258_800_000,
  stopDate: 1_795_262_400_500,
  redriveCount: 0,
  input: INPUT,
  output: '{"state":"Done"}',
};
const body = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({ source: 'aws.states', detail: { ...DETAIL, ...changes } });

describe('a status change', () => {
  test('tells how an execution ended', () => {
    expect(parseStatusEvent(body(), PREFIX)).toStrictEqual({
      kind: 'ended',
      choreography: 'car',
      execution: '7',
      report: {
        status: 'succeeded',
        redrive: 0,
        input: INPUT,
        output: '{"state":"Done"}',
        stoppedAt: '2026-11-21T12:00:00.500Z',
      },
    });
  });

  test.each([
    ['input that is too long', { input: null }],
    ['output that is too long', { output: null }],
    ['how often it was redriven', { redriveCount: undefined }],
    ['when it stopped', { stopDate: null }],
    ['how a failure is called', { status: 'FAILED', output: null }],
  ])('leaves it to DescribeExecution where it leaves out %s', (_, changes) => {
    expect(parseStatusEvent(body(changes), PREFIX)).toStrictEqual({
      kind: 'ended',
      choreography: 'car',
      execution: '7',
      report: undefined,
    });
  });

  test('of another machine, or something else altogether, is refused', () => {
    expect(parseStatusEvent(body({ stateMachineArn: 'arn:other' }), PREFIX)).toStrictEqual({
      kind: 'malformed',
      message: '"arn:other" is no state machine of this monitor.',
    });
    expect(parseStatusEvent('nonsense', PREFIX).kind).toBe('malformed');
  });
});

describe('the closer', () => {
  function closing(executions: Partial<Executions> = {}) {
    const closed: CloseInstanceCall[] = [];
    const refuse = (): never => {
      throw new Error('not expected');
    };
    const table: Table = {
      query: () => Promise.resolve([]),
      getInstance: refuse,
      putEvent: refuse,
      openInstance: refuse,
      closeInstance(call) {
        closed.push(call);
        return Promise.resolve('written');
      },
      reopenInstance: refuse,
      labelInstance: refuse,
      dropWait: refuse,
    };
    return { ...surround({ table, executions }), closed };
  }

  test('closes the instance in the generation that ended', async () => {
    const { around, closed } = closing();
    const Records = [sqsRecord('watch-closings', body())];
    expect(await settleClosings({ Records }, around)).toStrictEqual({ batchItemFailures: [] });
    expect(closed).toMatchObject([
      {
        instance: 'car#7',
        generation: { run: 1, redrive: 0 },
        outcome: 'succeeded',
        closedAt: '2026-11-21T12:00:00.500Z',
        lastState: 'Done',
      },
    ]);
  });

  test('comes again where DescribeExecution does not show yet that it has ended', async () => {
    const { around, closed } = closing({
      describe: () => Promise.resolve({ status: 'running', redrive: 0, input: INPUT }),
    });
    const Records = [sqsRecord('watch-closings', body({ redriveCount: undefined }))];
    expect(await settleClosings({ Records }, around)).toStrictEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }],
    });
    expect(closed).toStrictEqual([]);
  });

  test('leaves executions of choreographies alone that it does not know', async () => {
    const { around, closed, notes } = closing();
    const Records = [sqsRecord('watch-closings', body({ stateMachineArn: `${PREFIX}2-car` }))];
    expect(await settleClosings({ Records }, around)).toStrictEqual({ batchItemFailures: [] });
    expect(closed).toStrictEqual([]);
    expect(notes).toStrictEqual([
      { level: 'info', message: 'An execution of no choreography that is deployed' },
    ]);
  });
});
