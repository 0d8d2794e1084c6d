import { textOf } from '../../json.ts';
import type { Check, Checks } from './check.ts';

/** Permissions on batches do not exist: they are those of the single operation. */
const BATCHES: { readonly [operation: string]: string } = {
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
  DeleteMessageBatch: 'DeleteMessage',
  SendMessageBatch: 'SendMessage',
};

export const sqsChecks: Checks = (operation, input, { region, account }) => {
  const arn = (name: string): string => `arn:aws:sqs:${region}:${account}:${name}`;
  const on = (name: string, resource: string): Check => ({ action: `sqs:${name}`, resource });
  switch (operation) {
    case 'ListQueues':
      return [on(operation, '*')];
    case 'CreateQueue':
    case 'GetQueueUrl':
      return [on(operation, arn(textOf(input['QueueName']) ?? ''))];
    case 'StartMessageMoveTask': {
      const source = textOf(input['SourceArn']) ?? '';
      const destination = textOf(input['DestinationArn']);
      return [
        ...['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((name) =>
          on(name, source),
        ),
        ...(destination === undefined ? [] : [on('SendMessage', destination)]),
      ];
    }
    case 'ListMessageMoveTasks':
      return [on(operation, textOf(input['SourceArn']) ?? '*')];
    case 'CancelMessageMoveTask':
      return [on(operation, '*')];
    default: {
      const name = (textOf(input['QueueUrl']) ?? '').split('/').at(-1) ?? '';
      return [on(BATCHES[operation] ?? operation, name === '' ? '*' : arn(name))];
    }
  }
};
