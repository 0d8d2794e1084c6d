import { describe, expect, test } from '@jest/globals';
import { deliverHere } from '../../../lib/local/eventbridge/deliver.ts';
import { createEventBridge } from '../../../lib/local/eventbridge/eventbridge.ts';
import { parseJson } from '../../../lib/local/json.ts';
import { AwsError, type Json } from '../../../lib/local/service.ts';
import { ARN, bench as queues } from '../sqs/harness.ts';
import { quiet } from '../virtual-clock.ts';
import { ENTRY, PLACE } from './harness.ts';

describe('events', () => {
  test('come to queues and functions, and what cannot be delivered to the dead letters', async () => {
    const { sqs, clock, call } = queues();
    await call('CreateQueue', { QueueName: 'q' });
    await call('CreateQueue', { QueueName: 'dead' });
    const invoked: (readonly [string, Json])[] = [];
    const invokeLater = (arn: string, event: Json): void => {
      if (arn.endsWith(':none')) throw new Error('Function not found: none');
      invoked.push([arn, event]);
    };
    const deliver = deliverHere({ sqs, invokeLater, services: () => ({ sns: sqs, states: sqs }) });
    const events = createEventBridge({
      place: PLACE,
      clock,
      deliver,
      newId: () => 'e',
      log: () => undefined,
    });
    const on = (operation: string, input: Json): Promise<Json> =>
      events.call(operation, input, { roleArn: undefined });
    const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:';
    const DeadLetterConfig = { Arn: `${ARN}dead` };
    await on('PutRule', { Name: 'r', EventPattern: '{"source":["shop"]}' });
    const Targets = [
      { Id: '1', Arn: `${ARN}q`, InputPath: '$.detail', SqsParameters: { MessageGroupId: 'tenant-1' } },
      { Id: '2', Arn: `${lambda}f`, InputPath: '$.detail' },
      { Id: '3', Arn: `${ARN}none`, InputPath: '$.detail', DeadLetterConfig },
      { Id: '4', Arn: `${lambda}none`, DeadLetterConfig },
    ];
    await on('PutTargets', { Rule: 'r', Targets });
    await on('PutEvents', { Entries: [ENTRY] });
    await quiet();
    const sent = await sqs.receive(`${ARN}q`, { most: 10, visibilityTimeout: 1, wait: 0 });
    expect(sent.map(({ message: { body, group } }) => [body, group])).toEqual([['{"id":1}', 'tenant-1']]);
    expect(invoked).toEqual([[`${lambda}f`, { id: 1 }]]);
    const dead = await sqs.receive(`${ARN}dead`, { most: 10, visibilityTimeout: 1, wait: 0 });
    expect(dead.map(({ message }) => message.attributes['ERROR_MESSAGE'])).toEqual([
      { DataType: 'String', StringValue: 'The specified queue does not exist.' },
      { DataType: 'String', StringValue: 'Function not found: none' },
    ]);
    expect(dead.map(({ message }) => parseJson(message.body))).toMatchObject([
      { value: { id: 'e', detail: { id: 1 } } },
      { value: { id: 'e', detail: { id: 1 } } },
    ]);
  });

  test('come to topics and state machines, are tried again where these are busy, and given up where they are not', async () => {
    const { sqs } = queues();
    const calls: (readonly [string, Json])[] = [];
    let error: Error | undefined;
    const service = {
      call: (operation: string, input: Json): Promise<Json> => {
        calls.push([operation, input]);
        return error === undefined ? Promise.resolve({}) : Promise.reject(error);
      },
    };
    const services = () => ({ sns: service, states: service });
    const deliver = deliverHere({ sqs, invokeLater: () => undefined, services });
    const topic = 'arn:aws:sns:eu-west-1:111122223333:t';
    const machine = 'arn:aws:states:eu-west-1:111122223333:stateMachine:m';
    expect(await deliver(topic, '{"a":1}', {})).toEqual({ kind: 'delivered' });
    expect(await deliver(machine, '{"a":1}', {})).toEqual({ kind: 'delivered' });
    expect(calls).toEqual([
      ['Publish', { TopicArn: topic, Message: '{"a":1}' }],
      ['StartExecution', { stateMachineArn: machine, input: '{"a":1}' }],
    ]);
    for (const [refusal, code, retryable] of [
      ['ThrottlingException', 'THROTTLING', true],
      ['NotFound', 'NO_RESOURCE', false],
      ['StateMachineDoesNotExist', 'NO_RESOURCE', false],
      ['InvalidExecutionInput', 'SDK_CLIENT_ERROR', false],
    ] as const) {
      error = new AwsError(refusal, 'Why.');
      const outcome = await deliver(machine, 'x', {});
      expect(outcome).toEqual({ kind: 'failed', code, message: 'Why.', retryable });
    }
  });
});
