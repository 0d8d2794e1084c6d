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

/** AWS knows the last 10 client tokens that redrove an execution, each for 15 minutes. */
const TOKENS_KEPT = 10;
const TOKEN_KEPT_MS = 15 * 60_000;

/** When it was redriven with this token, as far as that is still known. */
export function redrivenWith(
  { redriveTokens = [] }: Execution,
  token: string,
  now: number,
): number | undefined {
  return redriveTokens.find((known) => known.token === token && now - known.at < TOKEN_KEPT_MS)?.at;
}

export function rememberToken(execution: Execution, token: string, now: number): void {
  const known = execution.redriveTokens ?? [];
  execution.redriveTokens = [...known, { token, at: now }].slice(-TOKENS_KEPT);
}
