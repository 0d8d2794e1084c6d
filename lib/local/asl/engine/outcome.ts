/** What happens to a scheduled task: started, answered, failed, timed out. */
import type { Json } from '../../service.ts';
import { DATA_LIMIT, TIMEOUT } from '../failure.ts';
import { isTooLarge, textOf } from '../json.ts';
import type { TaskState } from '../model.ts';
import type { Soon } from '../soon.ts';
import type { Answer, Branch, TaskPhase } from './execution.ts';
import { fail } from './failing.ts';
import type { Failure } from './handlers.ts';
import { details, log, payload } from './history.ts';
import { exitWith, leaveWith } from './leave.ts';
import type { Run } from './run.ts';
import { named } from './task.ts';

/** A turn of its own: where several tasks begin at once, all are scheduled before the first is started. */
function start(run: Run, branch: Branch, state: TaskState, phase: TaskPhase): void {
  phase.started = true;
  if (state.resource.lambda) log(run.execution, branch, run.now, 'LambdaFunctionStarted');
  else log(run.execution, branch, run.now, 'TaskStarted', details('taskStarted', named(state)));
}

/** Whether something happened that the task has to act on. */
export function taskIsDue({ started, reply, answer, submitted, token, expired }: TaskPhase): boolean {
  if (!started || expired !== undefined || (answer !== undefined && submitted)) return true;
  return reply !== undefined && !(submitted && token !== undefined);
}

/** When its time is up; never once it is answered. */
export function timeUpAt(phase: TaskPhase): number | undefined {
  const { started, reply, answer, submitted, expired, timeoutAt, heartbeatAt } = phase;
  const replied = reply !== undefined && !submitted;
  if (!started || replied || answer !== undefined || expired !== undefined) return undefined;
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
  } else if (reply !== undefined && !submitted) {
    if (token === undefined || reply.kind === 'failed') return finish(run, branch, state, reply);
    submit(run, branch, state, phase, reply.output);
  } else if (expired === undefined) {
    expire(run, branch, state, phase);
  } else {
    return fail(run, branch, { error: TIMEOUT, cause: undefined, heartbeat: expired === 'heartbeat' });
  }
  return undefined;
}

function submit(run: Run, branch: Branch, state: TaskState, phase: TaskPhase, output: Json): void {
  const content = { ...named(state), ...payload('output', textOf(output)) };
  log(run.execution, branch, run.now, 'TaskSubmitted', details('taskSubmitted', content));
  phase.submitted = true;
}

function finish(run: Run, branch: Branch, state: TaskState, answer: Answer): Soon<void> {
  if (answer.kind === 'failed') return failTask(run, branch, state, answer);
  const text = textOf(answer.output);
  if (isTooLarge(text)) {
    const name = state.resource.lambda ? state.resource.arn : state.resource.resourceType;
    const cause = `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    return failTask(run, branch, state, { error: DATA_LIMIT, cause });
  }
  if (state.resource.lambda) {
    const content = details('lambdaFunctionSucceeded', payload('output', text));
    log(run.execution, branch, run.now, 'LambdaFunctionSucceeded', content);
  } else {
    const content = { ...named(state), ...payload('output', text) };
    log(run.execution, branch, run.now, 'TaskSucceeded', details('taskSucceeded', content));
  }
  return leaveWith(run, branch, state, exitWith(run, branch, state, answer.output));
}

async function failTask(
  run: Run,
  branch: Branch,
  state: TaskState,
  { error, cause }: Failure,
): Promise<void> {
  if (state.resource.lambda) {
    const content = details('lambdaFunctionFailed', { error, cause });
    log(run.execution, branch, run.now, 'LambdaFunctionFailed', content);
  } else {
    const content = { ...named(state), error, cause };
    log(run.execution, branch, run.now, 'TaskFailed', details('taskFailed', content));
  }
  await fail(run, branch, { error, cause });
}

/** Acted on in a turn of its own: of several clocks of one instant, AWS writes all down before it acts on the first. */
function expire(run: Run, branch: Branch, state: TaskState, phase: TaskPhase): void {
  if (state.resource.lambda) {
    const content = details('lambdaFunctionTimedOut', { error: TIMEOUT });
    log(run.execution, branch, run.now, 'LambdaFunctionTimedOut', content);
  } else {
    const content = { ...named(state), error: TIMEOUT };
    log(run.execution, branch, run.now, 'TaskTimedOut', details('taskTimedOut', content));
  }
  const { timeoutAt } = phase;
  phase.expired = timeoutAt !== undefined && timeoutAt <= run.now ? 'timeout' : 'heartbeat';
}
