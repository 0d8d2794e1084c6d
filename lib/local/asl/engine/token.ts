/** Task tokens: opaque outside, and to this cloud the way to the waiting branch. */
import type { Execution, TaskPhase } from './execution.ts';
import { branchOf } from './run.ts';

export type TokenContent = { readonly execution: string; readonly branch: number; readonly attempt: string };

const MARK = 'AQC';

export function tokenFor({ execution, branch, attempt }: TokenContent): string {
  return MARK + Buffer.from(`${execution} ${branch} ${attempt}`).toString('base64url');
}

/** Undefined of what this cloud never gave out. */
export function readToken(token: string): TokenContent | undefined {
  if (!token.startsWith(MARK)) return undefined;
  const [execution, branch, attempt] = Buffer.from(token.slice(MARK.length), 'base64url')
    .toString('utf8')
    .split(' ');
  if (execution === undefined || branch === undefined || attempt === undefined) return undefined;
  const content = { execution, branch: Number(branch), attempt };
  return tokenFor(content) === token ? content : undefined;
}

/** The task that waits for this token; undefined where none does (any more). */
export function awaitedTask(execution: Execution, token: TokenContent, now: number): TaskPhase | undefined {
  if (execution.status !== 'RUNNING') return undefined;
  const phase = branchOf(execution, token.branch)?.phase;
  if (phase?.kind !== 'task' || phase.token === undefined || phase.attempt !== token.attempt)
    return undefined;
  // Its time may be up though nothing has acted on that yet.
  const late = [phase.timeoutAt, phase.heartbeatAt].some((at) => at !== undefined && at <= now);
  return late || phase.answer !== undefined ? undefined : phase;
}
