import { textOf } from '../json.ts';
import { AwsError } from '../service.ts';
import { redrivePolicyOf } from './attributes.ts';
import { invalidValue, missing } from './errors.ts';
import type { Message, Queue } from './queue.ts';
import type { Operations } from './queue-operations.ts';
import type { Queues } from './queues.ts';

/** Dead letters go back. On AWS that is a task that takes its time; here it is done when it is answered. */
export function moveOperations(queues: Queues, newId: () => string): Operations {
  const demand = (arn: string, parameter: string): Queue => {
    const queue = queues.byArn(arn);
    if (queue !== undefined) return queue;
    const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
    throw new AwsError('ResourceNotFoundException', message);
  };
  return {
    StartMessageMoveTask(input) {
      const sourceArn = textOf(input['SourceArn']);
      if (sourceArn === undefined) throw missing('SourceArn');
      const source = demand(sourceArn, 'SourceArn');
      if (!isDeadLetterQueue(source, queues))
        throw invalidValue('Source queue must be configured as a Dead Letter Queue.');
      const destinationArn = textOf(input['DestinationArn']);
      const destination = destinationArn === undefined ? undefined : demand(destinationArn, 'DestinationArn');
      const goal = ({ source: from }: Message) =>
        destination ?? (from === undefined ? undefined : queues.byArn(from));
      // Of unknown origin, AWS leaves it where it is. What moves is a new message, with an id and an age of its own.
      for (const message of source.takeOut((each) => goal(each) !== undefined))
        goal(message)?.send(newId(), message, 0);
      return { TaskHandle: Buffer.from(`${newId()} ${sourceArn}`).toString('base64') };
    },
  };
}

function isDeadLetterQueue(queue: Queue, queues: Queues): boolean {
  return queues.list().some((other) => redrivePolicyOf(other.attributes)?.deadLetterTargetArn === queue.arn);
}
