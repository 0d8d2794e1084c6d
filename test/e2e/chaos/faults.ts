/** What goes wrong with a call, or with an invocation, and how often. */
import type { Dice } from './dice.ts';

/** Of one call that a function makes. An SDK's attempts at it are one call. */
export const CALL_FAULTS = [
  /** The service has done it, and the connection is cut before the answer: the SDK tries again. */
  'reply lost',
  /** The connection is cut before the service hears of it. */
  'request lost',
  /** As `reply lost`, at every attempt: the function never learns. */
  'no answer',
  /** The service asks for less at the first attempt, or at each. */
  'throttled once',
  'throttled',
  'slow',
  'died before the call',
  'died after the call',
] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

/** Of one batch that is given to a function. */
export const BATCH_FAULTS = [
  'batch given twice',
  'batch given twice at once',
  'batch given late',
  'died after the batch',
] as const;
export type BatchFault = (typeof BATCH_FAULTS)[number];

const CALL_ODDS: Readonly<Record<CallFault, number>> = {
  'reply lost': 0.015,
  'request lost': 0.008,
  'no answer': 0.002,
  'throttled once': 0.006,
  throttled: 0.004,
  slow: 0.015,
  'died before the call': 0.002,
  'died after the call': 0.004,
};
const BATCH_ODDS: Readonly<Record<BatchFault, number>> = {
  'batch given twice': 0.04,
  'batch given twice at once': 0.05,
  'batch given late': 0.06,
  'died after the batch': 0.01,
};
/** Of the words that an execution has ended: nobody ever hears of it. */
export const LOST_CLOSINGS = 0.12;

export const callFault = (dice: Dice): CallFault | undefined => pick(dice, CALL_ODDS, CALL_FAULTS);
export const batchFault = (dice: Dice): BatchFault | undefined => pick(dice, BATCH_ODDS, BATCH_FAULTS);

function pick<Kind extends string>(
  dice: Dice,
  odds: Readonly<Record<Kind, number>>,
  kinds: readonly Kind[],
): Kind | undefined {
  let left = dice.fraction();
  return kinds.find((kind) => {
    left -= odds[kind];
    return left < 0;
  });
}

/** As each service says that it wants fewer calls. */
export const THROTTLING: Readonly<Record<string, { readonly type: string; readonly code: string }>> = {
  DynamoDB_20120810: {
    type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    code: 'ProvisionedThroughputExceededException',
  },
  AWSStepFunctions: { type: 'ThrottlingException', code: 'ThrottlingException' },
  AmazonSQS: { type: 'com.amazonaws.sqs#RequestThrottled', code: 'RequestThrottled' },
  AWSEvents: { type: 'ThrottlingException', code: 'ThrottlingException' },
};
