/** The history events of a task, which are those of its kind of resource. */
import type { Json } from '../../service.ts';
import { DATA_LIMIT, StateFailure, TIMEOUT } from '../failure.ts';
import { isTooLarge, textOf } from '../json.ts';
import type { TaskState } from '../model.ts';
import type { Branch } from './execution.ts';
import type { Failure } from './handlers.ts';
import { log } from './history.ts';
import type { Run } from './run.ts';

export type Clocks = {
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
  readonly roleArn: string | undefined;
};

/** @throws StateFailure where the arguments are too large. AWS documents the error; its words are not confirmed. */
export function logScheduled(run: Run, branch: Branch, state: TaskState, args: Json, clocks: Clocks): void {
  const text = textOf(args);
  if (isTooLarge(text)) {
    const cause = `The state/task '${state.name}' was given an input with a size exceeding the maximum number of bytes service limit.`;
    throw new StateFailure(DATA_LIMIT, cause);
  }
  const { kind, arn } = state.resource;
  const content = {
    ...(kind === 'service' ? { region: run.region } : { resource: arn }),
    timeoutInSeconds: clocks.timeout,
    heartbeatInSeconds: kind === 'lambda' ? undefined : clocks.heartbeat,
    taskCredentials: clocks.roleArn === undefined ? undefined : { roleArn: clocks.roleArn },
  };
  write(run, branch, state, 'Scheduled', content, text);
}

/** An activity starts when a worker takes it. */
export function logStarted(run: Run, branch: Branch, state: TaskState): void {
  const { kind } = state.resource;
  if (kind === 'service') write(run, branch, state, 'Started');
  else if (kind === 'lambda') log(run.execution, branch, run.now, 'LambdaFunctionStarted');
}

/** The call has been made, and what ends the task is still to come. */
export function logSubmitted(run: Run, branch: Branch, state: TaskState, reply: Json): void {
  if (state.resource.kind === 'activity') write(run, branch, state, 'Started', {});
  else write(run, branch, state, 'Submitted', undefined, textOf(reply));
}

export function logSucceeded(run: Run, branch: Branch, state: TaskState, output: string): void {
  write(run, branch, state, 'Succeeded', undefined, output);
}

export function logFailed(run: Run, branch: Branch, state: TaskState, { error, cause }: Failure): void {
  write(run, branch, state, 'Failed', { error, cause });
}

export function logTimedOut(run: Run, branch: Branch, state: TaskState): void {
  write(run, branch, state, 'TimedOut', { error: TIMEOUT });
}

type What = 'Scheduled' | 'Started' | 'Submitted' | 'Succeeded' | 'Failed' | 'TimedOut';

/** The types of events, by the resource's kind. */
const TYPES = { service: each('Task'), lambda: each('LambdaFunction'), activity: each('Activity') };

/** Made once: a text that is put together is copied where it is stored. */
function each(kind: string): { readonly [W in What]: string } {
  return {
    Scheduled: `${kind}Scheduled`,
    Started: `${kind}Started`,
    Submitted: `${kind}Submitted`,
    Succeeded: `${kind}Succeeded`,
    Failed: `${kind}Failed`,
    TimedOut: `${kind}TimedOut`,
  };
}

function write(
  run: Run,
  branch: Branch,
  { resource: { kind, named } }: TaskState,
  what: What,
  content?: { readonly [detail: string]: Json | undefined },
  payload?: string,
): void {
  const ofService = content === undefined ? named : { ...named, ...content };
  log(run.execution, branch, run.now, TYPES[kind][what], kind === 'service' ? ofService : content, payload);
}
