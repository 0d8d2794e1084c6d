import type { Execution } from '../asl/engine/execution.ts';

const REDRIVABLE_MS = 14 * 86_400_000;

export type Redrive = { readonly redriveStatus: string; readonly redriveStatusReason?: string };

const RUNNING = notRedrivable('is RUNNING');
const SUCCEEDED = notRedrivable('is SUCCEEDED');

function notRedrivable(why: string): Redrive {
  return {
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: `Execution ${why} and cannot be redriven`,
  };
}

/** Whether an execution may be redriven now, in AWS's words. */
export function redriveOf({ status, stoppedAt }: Execution, now: number): Redrive {
  if (status === 'RUNNING') return RUNNING;
  if (status === 'SUCCEEDED') return SUCCEEDED;
  if (stoppedAt !== undefined && now - stoppedAt > REDRIVABLE_MS) {
    return notRedrivable('ended more than 14 days ago');
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
