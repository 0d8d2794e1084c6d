import { numberOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json } from '../service.ts';
import { redrivePolicyOf } from './attributes.ts';
import { invalid, invalidValue, missing } from './errors.ts';
import type { Move, Moves } from './moves.ts';
import type { Queue } from './queue.ts';
import type { Operations } from './queue-operations.ts';
import type { Queues } from './queues.ts';

const FASTEST = 500;
const LARGEST_LIST = 10;

/** Dead letters go back. On AWS that takes its time; here it is done when it is answered, unless a pace is given. */
export function moveOperations(queues: Queues, moves: Moves, newId: () => string): Operations {
  const demand = (arn: string, parameter: string): Queue => {
    const queue = queues.byArn(arn);
    if (queue !== undefined) return queue;
    const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
    throw new AwsError('ResourceNotFoundException', message, { status: 404 });
  };
  return {
    StartMessageMoveTask(input) {
      const source = sourceIn(input);
      if (!isDeadLetterQueue(demand(source, 'SourceArn'), queues))
        throw invalidValue('Source queue must be configured as a Dead Letter Queue.');
      const destination = textOf(input['DestinationArn']) ?? null;
      if (destination !== null) demand(destination, 'DestinationArn');
      const pace = boundedIn(input, 'MaxNumberOfMessagesPerSecond', FASTEST) ?? null;
      if (moves.of(source).some(({ state }) => state === 'RUNNING'))
        throw new AwsError(
          'UnsupportedOperation',
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
        );
      const id = newId();
      moves.start({ id, source, destination, pace });
      return { TaskHandle: handleOf({ id, source }) };
    },
    ListMessageMoveTasks(input) {
      const source = sourceIn(input);
      demand(source, 'SourceArn');
      const most = boundedIn(input, 'MaxResults', LARGEST_LIST) ?? 1;
      return { Results: moves.of(source).slice(0, most).map(describe) };
    },
    CancelMessageMoveTask(input) {
      const handle = textOf(input['TaskHandle']);
      if (handle === undefined) throw missing('TaskHandle');
      const move = moves.find(Buffer.from(handle, 'base64').toString().split(' ')[0] ?? '');
      if (move === undefined || handleOf(move) !== handle)
        throw new AwsError('ResourceNotFoundException', 'Task does not exist.', { status: 404 });
      if (move.state !== 'RUNNING')
        throw new AwsError('UnsupportedOperation', 'Only active tasks can be cancelled.');
      moves.cancel(move);
      return { ApproximateNumberOfMessagesMoved: move.moved };
    },
  };
}

function sourceIn(input: JsonObject): string {
  const source = textOf(input['SourceArn']);
  if (source === undefined) throw missing('SourceArn');
  return source;
}

function boundedIn(input: JsonObject, name: string, most: number): number | undefined {
  if (input[name] === undefined) return undefined;
  const number = numberOf(input[name]);
  if (number !== undefined && Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw invalid(JSON.stringify(input[name]), name, `Must be >= 1 and <= ${most}, if provided.`);
}

function handleOf({ id, source }: Pick<Move, 'id' | 'source'>): string {
  return Buffer.from(`${id} ${source}`).toString('base64');
}

/** Only what can be cancelled has a handle. */
function describe(move: Move): Json {
  const { source, destination, pace, state, reason, moved, toMove, startedAt } = move;
  return {
    ...(state === 'RUNNING' ? { TaskHandle: handleOf(move) } : {}),
    Status: state,
    SourceArn: source,
    ...(destination === null ? {} : { DestinationArn: destination }),
    ...(pace === null ? {} : { MaxNumberOfMessagesPerSecond: pace }),
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: toMove,
    ...(reason === null ? {} : { FailureReason: reason }),
    StartedTimestamp: startedAt,
  };
}

function isDeadLetterQueue(queue: Queue, queues: Queues): boolean {
  return queues.list().some((other) => redrivePolicyOf(other.attributes)?.deadLetterTargetArn === queue.arn);
}
