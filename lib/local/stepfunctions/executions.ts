/** Operations that start, stop and describe executions. */
import { redriveExecution, startExecution } from '../asl/engine/begin.ts';
import { parseJson } from '../asl/json.ts';
import { AwsError, type Json } from '../service.ts';
import { seconds, type Context, type Operations } from './context.ts';
import type { Listed } from './execution-shelf.ts';
import { executionArn, KEPT_MS, type Known } from './known-executions.ts';
import { redrivenWith, redriveOf, rememberToken } from './redrive.ts';
import {
  arn,
  checkName,
  nextToken,
  oneOf,
  optionalText,
  pageSize,
  pageStart,
  type Request,
} from './request.ts';
import type { StoredExecution } from './store.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;

export const executionOperations: Operations = {
  StartExecution: start,
  StopExecution: stop,
  DescribeExecution: (request, context) => describe(named(request, context), context.clock.now()),
  DescribeStateMachineForExecution: describeMachine,
  ListExecutions: list,
  RedriveExecution: redrive,
};

function named(request: Request, { store }: Context): StoredExecution {
  return store.executions.get(arn(request, 'executionArn', 'execution'));
}

function start(request: Request, { store, player, clock, newId }: Context): Json {
  const machineArn = arn(request, 'stateMachineArn', 'stateMachine');
  const name = optionalText(request, 'name') ?? newId();
  checkName(name);
  const { input, value } = inputIn(request);
  const stored = store.machines.active(machineArn);
  const id = executionArn(machineArn, name);
  const now = clock.now();
  const known = store.executions.find(id);
  if (known !== undefined) {
    const { listed, execution } = known;
    if (listed.status === 'RUNNING' && execution?.input === input) {
      return { executionArn: id, startDate: seconds(listed.startedAt) };
    }
    if (listed.stoppedAt === undefined || now - listed.stoppedAt < KEPT_MS) {
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${id}'`);
    }
  }
  const { definition, machine } = stored;
  const version = store.versions.of(stored);
  const beginning = { arn: id, name, machine: version.of, definition, input };
  const execution = startExecution(beginning, machine, now, value);
  store.executions.add(execution, version);
  player.play(execution, machine);
  return { executionArn: id, startDate: seconds(now) };
}

function inputIn(request: Request): { readonly input: string; readonly value: Json } {
  const input = optionalText(request, 'input') ?? '{}';
  try {
    return { input, value: parseJson(input) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
  }
}

async function stop(request: Request, context: Context): Promise<Json> {
  const { execution } = named(request, context);
  const error = optionalText(request, 'error');
  const cause = optionalText(request, 'cause');
  await context.player.abort(execution, { error, cause });
  await context.player.stored(execution.arn);
  return { stopDate: seconds(execution.stoppedAt ?? context.clock.now()) };
}

function describe({ execution, of }: StoredExecution, now: number): Json {
  const { output, error, cause, stoppedAt, redrivenAt } = execution;
  return {
    ...shortly(execution, of.arn),
    input: execution.input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(stoppedAt === undefined ? {} : { stopDate: seconds(stoppedAt) }),
    ...(redrivenAt === undefined ? {} : { redriveDate: seconds(redrivenAt) }),
    ...redriveOf(execution, now),
  };
}

function shortly(execution: Listed, machineArn: string): { readonly [member: string]: Json } {
  return {
    executionArn: execution.arn,
    stateMachineArn: machineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    ...(execution.stoppedAt === undefined ? {} : { stopDate: seconds(execution.stoppedAt) }),
    redriveCount: execution.redriveCount,
  };
}

function describeMachine(request: Request, context: Context): Json {
  const { execution, of } = named(request, context);
  return {
    stateMachineArn: of.arn,
    name: of.name,
    definition: execution.definition,
    roleArn: of.roleArn,
    updateDate: seconds(of.updatedAt),
    loggingConfiguration: of.logging,
    tracingConfiguration: of.tracing,
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  };
}

/** The newest first. A page goes on behind the last one shown, whatever has been started since. */
function list(request: Request, { store }: Context): Json {
  const machineArn = arn(request, 'stateMachineArn', 'stateMachine');
  const status = oneOf(request, 'statusFilter', STATUSES);
  const redriven = oneOf(request, 'redriveFilter', ['REDRIVEN', 'NOT_REDRIVEN']);
  const [before, size] = [pageStart(request, machineArn) ?? Infinity, pageSize(request)];
  store.machines.get(machineArn);
  const fits = ({ number, listed }: Known): boolean =>
    number < before &&
    (status === undefined || listed.status === status) &&
    (redriven === undefined || listed.redriveCount > 0 === (redriven === 'REDRIVEN'));
  const page: Known[] = [];
  const all = store.executions.of(machineArn);
  // One more than the page, to know whether another follows.
  for (let place = all.length - 1; place >= 0 && page.length <= size; place -= 1) {
    const stored = all[place];
    if (stored !== undefined && fits(stored)) page.push(stored);
  }
  const shown = page.slice(0, size);
  const last = page.length > size ? shown.at(-1) : undefined;
  return {
    executions: shown.map(({ listed }) => shortly(listed, machineArn)),
    ...(last === undefined ? {} : { nextToken: nextToken(machineArn, last.number) }),
  };
}

function redrive(request: Request, context: Context): Json {
  const stored = named(request, context);
  const { execution, machine } = stored;
  const now = context.clock.now();
  const token = optionalText(request, 'clientToken');
  const before = token === undefined ? undefined : redrivenWith(execution, token, now);
  if (before !== undefined) return { redriveDate: seconds(before) };
  const { redriveStatus, redriveStatusReason } = redriveOf(execution, now);
  if (redriveStatus !== 'REDRIVABLE') {
    throw new AwsError('ExecutionNotRedrivable', redriveStatusReason ?? 'Execution cannot be redriven');
  }
  if (context.store.machines.isDeleting(stored.of.arn)) {
    throw new AwsError('ExecutionNotRedrivable', 'State machine is in DELETING status');
  }
  redriveExecution(execution, machine, now);
  if (token !== undefined) rememberToken(execution, token, now);
  context.store.executions.takeUp(stored);
  context.player.play(execution, machine);
  return { redriveDate: seconds(now) };
}
