/** Task tokens: opaque outside, and to this cloud the way to the waiting branch. */
import type { Execution, TaskPhase } from './execution.ts';
import { branchOf } from './run.ts';

export type TokenContent = { readonly execution: string; readonly branch: number; readonly attempt: string };

const MARK = 'AQC';
const CONTENT = /^([^ ]+) (\d+) ([^ ]+)$/;

export function tokenFor({ execution, branch, attempt }: TokenContent): string {
  return MARK + Buffer.from(`${execution} ${branch} ${attempt}`).toString('base64url');
}

/** Undefined of what this cloud never gave out. */
export function readToken(token: string): TokenContent | undefined {
  if (!token.startsWith(MARK)) return undefined;
  const text = token.slice(MARK.length);
  const bytes = Buffer.from(text, 'base64url');
  // What is no part of the alphabet is passed over.
  if (bytes.toString('base64url') !== text) return undefined;
  const [, execution, branch, attempt] = CONTENT.exec(bytes.toString('utf8')) ?? [];
  if (execution === undefined || branch === undefined || attempt === undefined) return undefined;
  return { execution, branch: Number(branch), attempt };
}

/** The task that waits for this token; undefined where none does (any more). */
export function awaitedTask(execution: Execution, token: TokenContent, now: number): TaskPhase | undefined {
  if (execution.status !== 'RUNNING') return undefined;
  const phase = branchOf(execution, token.branch)?.phase;
  if (phase?.kind !== 'task' || phase.token === undefined || phase.attempt !== token.attempt)
    return undefined;
  // Its time may be up though nothing has acted on that yet.
  const { answer, timeoutAt = Infinity, heartbeatAt = Infinity } = phase;
  return answer !== undefined || Math.min(timeoutAt, heartbeatAt) <= now ? undefined : phase;
}
