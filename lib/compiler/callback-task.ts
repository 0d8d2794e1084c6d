import { ERROR } from '../definition/wire.ts';
import type { Catcher, Onward, Retrier, TaskState, Template } from './asl.ts';
import { putWait, type Wait } from './wait-row.ts';

/** Step Functions fails a Task whose resource is of another partition than the execution. */
const PUT_AND_WAIT = 'arn:${Partition}:states:::aws-sdk:dynamodb:putItem.waitForTaskToken';

/**
 * The put alone is tried again, by the names of DynamoDB's own errors: `States.TaskFailed` would retry the failure
 * that an unexpected event is.
 */
const RETRY: Retrier = {
  ErrorEquals: [
    'DynamoDb.ProvisionedThroughputExceededException',
    'DynamoDb.RequestLimitExceededException',
    'DynamoDb.ThrottlingException',
    'DynamoDb.InternalServerErrorException',
    // No answer came. The put may have happened: the next attempt's row has another token and takes its place.
    'DynamoDb.SdkClientException',
  ],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 30,
  MaxAttempts: 10,
  JitterStrategy: 'FULL',
};

const PUT_REFUSED = 'DynamoDb.ConditionalCheckFailedException';

export type Callback = {
  readonly name: string;
  readonly wait: Wait;
  readonly output: Template;
  readonly onward: Onward;
  /** Beside the one that enters this state anew. */
  readonly catches: readonly Catcher[];
};

/** A Task that puts its wait into the table and pauses until somebody answers with the token in it. */
export function callbackTask({ name, wait, output, onward, catches }: Callback): TaskState {
  return {
    Type: 'Task',
    Resource: PUT_AND_WAIT,
    ...(wait.deadline === undefined ? {} : { TimeoutSeconds: wait.deadline / 1000 }),
    Arguments: putWait(wait),
    Output: output,
    Retry: [RETRY],
    Catch: [
      ...catches,
      // With sane clocks no newer wait of this region is there while this one is entered. The input goes along,
      // for a member's wait has its visit there.
      { ErrorEquals: [PUT_REFUSED], Output: '{% $states.input %}', Next: name },
    ],
    ...onward,
  };
}

/** `UnexpectedEventHalted` is caught nowhere, so that a redrive takes the instance up where it stood. */
export function catchUnexpected(next: string): Catcher {
  return { ErrorEquals: [ERROR.unexpected], Next: next };
}

export function catchDeadline(next: string): Catcher {
  return { ErrorEquals: ['States.Timeout'], Output: {}, Next: next };
}
