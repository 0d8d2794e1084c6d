/**
 * Where an execution stands, as it is stored. What its events say already is left out: the input of a state that has
 * been entered, what a task asks for, and the output at the end. That is most of it, and standings are written often.
 */
import { parseJson } from '../asl/json.ts';
import type { Branch, Execution, Phase, TaskPhase, TaskRequest } from '../asl/engine/execution.ts';
import { tokenFor } from '../asl/engine/token.ts';

type Standing = Omit<
  Execution,
  'arn' | 'name' | 'machine' | 'definition' | 'input' | 'startedAt' | 'history' | 'branches'
>;

type StoredTask = Omit<TaskPhase, 'request' | 'token'> & {
  readonly request?: Omit<TaskRequest, 'arguments'> & Partial<TaskRequest>;
  /** It has one, which says nothing that is not known. */
  readonly token?: true;
};

type StoredBranch = Omit<Branch, 'input' | 'phase'> &
  Partial<Pick<Branch, 'input'>> & { readonly phase: Exclude<Phase, TaskPhase> | StoredTask };

export type StoredStanding = Standing & { readonly branches: readonly StoredBranch[] };

/** What is undefined is left out of JSON. */
type Stated<T> = { readonly [member in keyof T]: T[member] | undefined };

export function standingOf(execution: Execution): Stated<StoredStanding> {
  const { status } = execution;
  return {
    status,
    stoppedAt: execution.stoppedAt,
    output: status === 'SUCCEEDED' ? undefined : execution.output,
    error: execution.error,
    cause: execution.cause,
    redriveCount: execution.redriveCount,
    redrivenAt: execution.redrivenAt,
    redriveTokens: execution.redriveTokens,
    timeoutAt: execution.timeoutAt,
    events: execution.events,
    // What a redrive takes up: there is none after a success.
    branches: status === 'SUCCEEDED' ? [] : (execution.branches.map(stated) as StoredBranch[]),
    nextBranch: execution.nextBranch,
  };
}

function stated(branch: Branch): Stated<StoredBranch> {
  const { phase, input } = branch;
  return { ...branch, input: isTold(branch) ? undefined : input, phase: statedPhase(phase, branch.silent) };
}

/** Whether events say what came into the state. */
function isTold({ entered, silent }: Branch | StoredBranch): boolean {
  return entered !== undefined && !silent;
}

function statedPhase(phase: Phase, silent: boolean): StoredBranch['phase'] {
  if (phase.kind !== 'task') return phase;
  const { request, token, ...rest } = phase;
  return {
    ...rest,
    ...(token === undefined ? {} : { token: true }),
    ...(request === undefined ? {} : { request: silent ? request : withoutArguments(request) }),
  };
}

function withoutArguments({ resource, roleArn }: TaskRequest): Omit<TaskRequest, 'arguments'> {
  return { resource, roleArn };
}

/** `payloadOf`: the payload of the event with that id. */
export function restored(
  stored: StoredStanding,
  arn: string,
  payloadOf: (event: number) => string,
): Standing & Pick<Execution, 'branches'> {
  return {
    ...stored,
    ...(stored.status === 'SUCCEEDED' ? { output: payloadOf(stored.events) } : {}),
    branches: stored.branches.map((branch) => restoredBranch(branch, arn, payloadOf)),
  };
}

function restoredBranch(branch: StoredBranch, arn: string, payloadOf: (event: number) => string): Branch {
  const { entered, phase, input } = branch;
  const told = isTold(branch) && entered !== undefined ? parseJson(payloadOf(entered.event)) : input;
  return { ...branch, input: told ?? null, phase: restoredPhase(branch, phase, arn, payloadOf) };
}

function restoredPhase(
  { id, silent }: StoredBranch,
  phase: StoredBranch['phase'],
  execution: string,
  payloadOf: (event: number) => string,
): Phase {
  if (phase.kind !== 'task') return phase;
  const { request, token, ...rest } = phase;
  const { attempt, since } = rest;
  return {
    ...rest,
    ...(token === undefined ? {} : { token: tokenFor({ execution, branch: id, attempt }) }),
    ...(request === undefined
      ? {}
      : // Its clock was set when it was scheduled: that was the last event then.
        {
          request: {
            ...request,
            arguments: silent ? (request.arguments ?? null) : parseJson(payloadOf(since)),
          },
        }),
  };
}
