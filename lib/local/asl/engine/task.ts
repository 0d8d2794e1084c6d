/** Task: works out what is called, and with which clocks. */
import type { Json } from '../../service.ts';
import { fill } from '../evaluate/template.ts';
import { isObject, textOf, type JsonObject } from '../json.ts';
import { LONGEST_CLOCK, type Field, type TaskState } from '../model.ts';
import type { Branch } from './execution.ts';
import { details, log, payload } from './history.ts';
import { faultOf, numberIn } from './numbers.ts';
import { scopeOf, type Run } from './run.ts';
import { effectiveInput } from './states.ts';
import { tokenFor } from './token.ts';

export async function schedule(run: Run, branch: Branch, state: TaskState): Promise<void> {
  const { resource } = state;
  const attempt = run.newId();
  const token = tokenFor({ execution: run.execution.arn, branch: branch.id, attempt });
  const args = await effectiveInput(run, branch, state, resource.callback ? token : undefined);
  const timeout = await clockIn(run, branch, state, state.timeout);
  const heartbeat = await clockIn(run, branch, state, state.heartbeat);
  const roleArn = await roleOf(run, branch, state);
  logScheduled(run, branch, state, args, { timeout, heartbeat, roleArn });
  branch.phase = {
    kind: 'task',
    attempt,
    request: {
      resource: resource.service,
      arguments: args,
      roleArn: roleArn ?? run.execution.machine.roleArn,
    },
    started: false,
    submitted: false,
    since: run.execution.events,
    ...(resource.callback ? { token } : {}),
    ...(timeout === undefined ? {} : { timeoutAt: run.now + timeout * 1000 }),
    // Without a token there is nobody who could send a heartbeat.
    ...(heartbeat === undefined || !resource.callback
      ? {}
      : { heartbeatSeconds: heartbeat, heartbeatAt: run.now + heartbeat * 1000 }),
  };
}

async function clockIn(
  run: Run,
  branch: Branch,
  state: TaskState,
  field: Field | undefined,
): Promise<number | undefined> {
  if (field === undefined) return undefined;
  const seconds = await numberIn(state, field, scopeOf(run, branch));
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= LONGEST_CLOCK) return seconds;
  const allowed = seconds > LONGEST_CLOCK ? `at most ${LONGEST_CLOCK}` : 'a positive integer';
  throw faultOf(state, `The ${field.name} field must be ${allowed}, but was: ${seconds}`, field.name);
}

async function roleOf(run: Run, branch: Branch, state: TaskState): Promise<string | undefined> {
  if (state.credentials === undefined) return undefined;
  const value = await fill(state.credentials, scopeOf(run, branch), 'Credentials');
  const role = isObject(value) ? value['RoleArn'] : undefined;
  return typeof role === 'string' ? role : undefined;
}

type Clocks = {
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
  readonly roleArn: string | undefined;
};

function logScheduled(run: Run, branch: Branch, state: TaskState, args: Json, clocks: Clocks): void {
  const { resource } = state;
  const shared = {
    timeoutInSeconds: clocks.timeout,
    heartbeatInSeconds: clocks.heartbeat,
    taskCredentials: clocks.roleArn === undefined ? undefined : { roleArn: clocks.roleArn },
  };
  if (resource.lambda) {
    const content = {
      resource: resource.arn,
      ...payload('input', args),
      ...shared,
      heartbeatInSeconds: undefined,
    };
    log(
      run.execution,
      branch,
      run.now,
      'LambdaFunctionScheduled',
      details('lambdaFunctionScheduled', content),
    );
    return;
  }
  const content = { ...named(state), region: run.region, parameters: textOf(args), ...shared };
  log(run.execution, branch, run.now, 'TaskScheduled', details('taskScheduled', content));
}

/** How history events name the task's resource. */
export function named({ resource }: TaskState): JsonObject {
  return { resourceType: resource.resourceType, resource: resource.resource };
}
