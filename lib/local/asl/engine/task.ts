/** Task: works out what is called, and with which clocks. */
import type { Json } from '../../service.ts';
import { fill } from '../evaluate/template.ts';
import { isObject } from '../json.ts';
import { LONGEST_CLOCK, type Field, type TaskState } from '../model.ts';
import { andThen, type Soon } from '../soon.ts';
import type { Branch, TaskPhase } from './execution.ts';
import { faultOf, numberIn } from './numbers.ts';
import { scopeOf, type Run } from './run.ts';
import { effectiveInput } from './states.ts';
import { logScheduled, type Clocks } from './task-events.ts';
import { tokenFor } from './token.ts';

export function schedule(run: Run, branch: Branch, state: TaskState): Soon<void> {
  const attempt = run.newId();
  const token = state.resource.callback
    ? tokenFor({ execution: run.execution.arn, branch: branch.id, attempt })
    : undefined;
  return andThen(effectiveInput(run, branch, state, token), (args) =>
    andThen(clockIn(run, branch, state, state.timeout), (timeout) =>
      andThen(clockIn(run, branch, state, state.heartbeat), (heartbeat) =>
        andThen(roleOf(run, branch, state), (roleArn) => {
          const clocks = { timeout, heartbeat, roleArn };
          logScheduled(run, branch, state, args, clocks);
          branch.phase = scheduled(run, state, { attempt, token, args }, clocks);
        }),
      ),
    ),
  );
}

function scheduled(
  run: Run,
  { resource }: TaskState,
  {
    attempt,
    token,
    args,
  }: { readonly attempt: string; readonly token: string | undefined; readonly args: Json },
  { timeout, heartbeat, roleArn = run.execution.machine.roleArn }: Clocks,
): TaskPhase {
  return {
    kind: 'task',
    attempt,
    request: { resource: resource.service, arguments: args, roleArn },
    started: false,
    submitted: false,
    since: run.execution.events,
    ...(token === undefined ? {} : { token }),
    ...(timeout === undefined ? {} : { timeoutAt: run.now + timeout * 1000 }),
    // Without a token there is nobody who could send a heartbeat.
    ...(heartbeat === undefined || token === undefined
      ? {}
      : { heartbeatSeconds: heartbeat, ...heartbeatFrom(run.now, heartbeat, resource) }),
  };
}

/** As long as a function runs, no heartbeat is due: AWS counts from its answer. */
function heartbeatFrom(now: number, heartbeat: number, resource: TaskState['resource']): Partial<TaskPhase> {
  return resource.resourceType === 'lambda' ? {} : { heartbeatAt: now + heartbeat * 1000 };
}

function clockIn(
  run: Run,
  branch: Branch,
  state: TaskState,
  field: Field | undefined,
): Soon<number | undefined> {
  if (field === undefined) return undefined;
  return andThen(numberIn(state, field, scopeOf(run, branch)), (seconds) => {
    if (Number.isInteger(seconds) && seconds > 0 && seconds <= LONGEST_CLOCK) return seconds;
    const allowed = seconds > LONGEST_CLOCK ? `at most ${LONGEST_CLOCK}` : 'a positive integer';
    throw faultOf(state, `The ${field.name} field must be ${allowed}, but was: ${seconds}`, field.name);
  });
}

function roleOf(run: Run, branch: Branch, state: TaskState): Soon<string | undefined> {
  if (state.credentials === undefined) return undefined;
  return andThen(fill(state.credentials, scopeOf(run, branch), 'Credentials'), (value) => {
    const role = isObject(value) ? value['RoleArn'] : undefined;
    return typeof role === 'string' ? role : undefined;
  });
}
