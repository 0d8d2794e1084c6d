import type { Execution } from '../asl/engine/execution.ts';

const REDRIVABLE_MS = 14 * 86_400_000;

export type Redrive = { readonly redriveStatus: string; readonly redriveStatusReason?: string };

/** Whether an execution may be redriven now, in AWS's words. */
export function redriveOf({ status, stoppedAt }: Execution, now: number): Redrive {
  if (status === 'RUNNING' || status === 'SUCCEEDED') {
    return {
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: `Execution is ${status} and cannot be redriven`,
    };
  }
  if (stoppedAt !== undefined && now - stoppedAt > REDRIVABLE_MS) {
    return {
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution ended more than 14 days ago and cannot be redriven',
    };
  }
  return { redriveStatus: 'REDRIVABLE' };
}
