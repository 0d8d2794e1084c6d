import { ERROR } from '../definition/wire.ts';
import type { Assign, Catcher, Onward, Retrier, TaskState, Template } from './asl.ts';
import { tooMuchIn, type Flow } from './flow.ts';
import { timeoutOf } from './instants.ts';
import { putWait, type WaitSpec } from './wait-row.ts';

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
    // What its SDK has no class for; with an older one that is the throttling of tables on demand.
    'DynamoDb.DynamoDbException',
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
  readonly comment?: string;
  readonly wait: WaitSpec;
  readonly assign: Assign;
  readonly output: Template;
  readonly onward: Onward;
  /** Beside the one that enters this state anew. */
  readonly catches: readonly Catcher[];
};

/** A Task that puts its wait into the table and pauses until somebody answers with the token in it. */
export function callbackTask(flow: Flow, callback: Callback): TaskState {
  const { name, comment, wait, assign, output, onward, catches } = callback;
  const timeout = timeoutOf(wait.clocks, wait.hands);
  return {
    ...(comment === undefined ? {} : { Comment: comment }),
    Type: 'Task',
    Resource: PUT_AND_WAIT,
    ...(timeout === undefined ? {} : { TimeoutSeconds: timeout }),
    Arguments: putWait(flow, wait),
    ...assigned(assign),
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

export function assigned(assign: Assign): { readonly Assign?: Assign } {
  return Object.keys(assign).length === 0 ? {} : { Assign: assign };
}

/**
 * What ends the instance under a name of its own; inside a Parallel nothing of it is caught: the outermost one is left.
 * `UnexpectedEventHalted` is caught nowhere, so that a redrive takes the instance up where it stood.
 */
export function catchEnds(flow: Flow): Catcher[] {
  if (flow.scope.level > 0) return [];
  return [{ ErrorEquals: [ERROR.unexpected], Next: flow.making.unexpected }, ...catchTooMuch(flow)];
}

/** `States.ALL` would not catch it. */
export function catchTooMuch(flow: Flow): Catcher[] {
  return flow.scope.level > 0 || !flow.making.merges
    ? []
    : [{ ErrorEquals: ['States.DataLimitExceeded'], Next: tooMuchIn(flow) }];
}

export const TIMEOUT = 'States.Timeout';
