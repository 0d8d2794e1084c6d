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

export function limitsOf(region: string): Limits {
  const large = LARGE_REGIONS.includes(region);
  const bucket = (size: number, perSecond: number): BucketSize => ({ size, perSecond });
  const answers = large ? bucket(3000, 500) : bucket(1500, 300);
  return {
    operations: {
      StartExecution: large ? bucket(1300, 300) : bucket(800, 150),
      SendTaskSuccess: answers,
      SendTaskFailure: answers,
      SendTaskHeartbeat: answers,
      DescribeExecution: large ? bucket(300, 15) : bucket(250, 10),
      ListExecutions: large ? bucket(200, 5) : bucket(100, 2),
      GetExecutionHistory: bucket(400, 20),
    },
    transitions: large ? bucket(5000, 5000) : bucket(800, 800),
  };
}
