/**
 * Step Functions' quotas of an account that has asked for no more, as its documentation had them in November 2026
 * (Standard workflows; "Quotas related to API action throttling" and "to state throttling").
 */
import type { BucketSize } from './bucket.ts';

export type ThrottledOperation =
  | 'StartExecution'
  | 'SendTaskSuccess'
  | 'SendTaskFailure'
  | 'SendTaskHeartbeat'
  | 'DescribeExecution'
  | 'ListExecutions'
  | 'GetExecutionHistory';

export type Limits = {
  readonly operations: Readonly<Record<ThrottledOperation, BucketSize>>;
  readonly transitions: BucketSize;
};

/** Where AWS gives more from the start. */
const LARGE_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1'];
const HISTORY = { size: 400, perSecond: 20 };

export function limitsOf(region: string): Limits {
  if (LARGE_REGIONS.includes(region)) {
    const answers = { size: 3000, perSecond: 500 };
    return {
      operations: {
        StartExecution: { size: 1300, perSecond: 300 },
        SendTaskSuccess: answers,
        SendTaskFailure: answers,
        SendTaskHeartbeat: answers,
        DescribeExecution: { size: 300, perSecond: 15 },
        ListExecutions: { size: 200, perSecond: 5 },
        GetExecutionHistory: HISTORY,
      },
      transitions: { size: 5000, perSecond: 5000 },
    };
  }
  const answers = { size: 1500, perSecond: 300 };
  return {
    operations: {
      StartExecution: { size: 800, perSecond: 150 },
      SendTaskSuccess: answers,
      SendTaskFailure: answers,
      SendTaskHeartbeat: answers,
      DescribeExecution: { size: 250, perSecond: 10 },
      ListExecutions: { size: 100, perSecond: 2 },
      GetExecutionHistory: HISTORY,
    },
    transitions: { size: 800, perSecond: 800 },
  };
}
