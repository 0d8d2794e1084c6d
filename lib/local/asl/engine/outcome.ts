/** What happens to a scheduled task: started, answered, failed, timed out. */
import type { Json } from '../../service.ts';
import { DATA_LIMIT, TIMEOUT } from '../failure.ts';
import { isTooLarge, textOf } from '../json.ts';
import type { TaskState } from '../model.ts';
import type { Soon } from '../soon.ts';
import type { Answer, Branch, TaskPhase } from './execution.ts';
import { fail } from './failing.ts';
import type { Failure } from './handlers.ts';
import { exitWith, leaveWith } from './leave.ts';
import type { Run } from './run.ts';
import { logFailed, logStarted, logSubmitted, logSucceeded, logTimedOut } from './task-events.ts';

/** A turn of its own: where several tasks begin at once, all are scheduled before the first is started. */
function start(run: Run, branch: Branch, state: TaskState, phase: TaskPhase): void {
  phase.started = true;
  logStarted(run, branch, state);
}

/** Whether something happened that the task has to act on. */
export function taskIsDue({ started, reply, answer, submitted, expired }: TaskPhase): boolean {
  if (!started || expired !== undefined || (answer !== undefined && submitted)) return true;
  return reply !== undefined;
}

/** When its time is up; never once it is answered. */
export function timeUpAt(phase: TaskPhase): number | undefined {
  const { started, reply, answer, expired, timeoutAt, heartbeatAt } = phase;
  if (!started || reply !== undefined || answer !== undefined || expired !== undefined) return undefined;
  if (timeoutAt === undefined || heartbeatAt === undefined) return timeoutAt ?? heartbeatAt;
  return Math.min(timeoutAt, heartbeatAt);
}

/** Acts on what happened: reply, token, clock. */
export function advance(run: Run, branch: Branch, state: TaskState, phase: TaskPhase): Soon<void> {
  const { started, reply, answer, submitted, token, expired } = phase;
  if (!started) {
    start(run, branch, state, phase);
  } else if (token !== undefined && submitted && answer !== undefined) {
    return finish(run, branch, state, answer);
  } else if (reply !== undefined) {
    if (token === undefined || reply.kind === 'failed') return finish(run, branch, state, reply);
    submit(run, branch, state, phase, reply.output);
  } else if (expired === undefined) {
    expire(run, branch, state, phase);
  } else {
    return fail(run, branch, { error: TIMEOUT, cause: undefined, heartbeat: expired === 'heartbeat' });
  }
  return undefined;
}

function submit(run: Run, branch: Branch, state: TaskState, phase: TaskPhase, reply: Json): void {
  logSubmitted(run, branch, state, reply);
  phase.submitted = true;
  phase.reply = undefined;
  if (phase.heartbeatSeconds !== undefined) phase.heartbeatAt ??= run.now + phase.heartbeatSeconds * 1000;
}

function finish(run: Run, branch: Branch, state: TaskState, answer: Answer): Soon<void> {
  if (answer.kind === 'failed') return failTask(run, branch, state, answer);
  const text = textOf(answer.output);
  if (isTooLarge(text)) {
    const { kind, arn, resourceType } = state.resource;
    const name = kind === 'service' ? resourceType : arn;
    const cause = `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    return failTask(run, branch, state, { error: DATA_LIMIT, cause });
  }
  logSucceeded(run, branch, state, text);
  return leaveWith(run, branch, state, exitWith(run, branch, state, answer.output));
}

async function failTask(
  run: Run,
  branch: Branch,
  state: TaskState,
  { error, cause }: Failure,
): Promise<void> {
  logFailed(run, branch, state, { error, cause });
  await fail(run, branch, { error, cause });
}

/** Acted on in a turn of its own: of several clocks of one instant, AWS writes all down before it acts on the first. */
function expire(run: Run, branch: Branch, state: TaskState, phase: TaskPhase): void {
  logTimedOut(run, branch, state);
  const { timeoutAt } = phase;
  phase.expired = timeoutAt !== undefined && timeoutAt <= run.now ? 'timeout' : 'heartbeat';
}
