import type { Json } from '../../service.ts';
import type { Machine } from '../model.ts';
import type { Execution } from './execution.ts';
import { record } from './history.ts';
import { parseJson } from '../json.ts';

export type Beginning = Pick<Execution, 'arn' | 'name' | 'machine' | 'definition' | 'input'>;

/** A new execution, its first state not yet entered. `input` is what the text of its input says. */
export function startExecution(
  given: Beginning,
  machine: Machine,
  now: number,
  input: Json = parseJson(given.input),
): Execution {
  const execution: Execution = {
    ...given,
    startedAt: now,
    status: 'RUNNING',
    redriveCount: 0,
    events: 0,
    history: [],
    branches: [],
    nextBranch: 1,
    ...timeout(machine, now),
  };
  record(execution, now, 'ExecutionStarted', 0, { roleArn: given.machine.roleArn }, given.input);
  execution.branches.push({
    id: 0,
    index: 0,
    silent: false,
    state: machine.startAt,
    input,
    variables: {},
    // The first state follows no event, not even the execution's start.
    lastEvent: 0,
    retries: [],
    retryCount: 0,
    phase: { kind: 'ready' },
  });
  return execution;
}

/** Takes up what failed or was stopped; what had succeeded is not run again. */
export function redriveExecution(execution: Execution, machine: Machine, now: number): void {
  execution.redriveCount += 1;
  execution.redrivenAt = now;
  execution.status = 'RUNNING';
  delete execution.stoppedAt;
  delete execution.error;
  delete execution.cause;
  Object.assign(execution, timeout(machine, now));
  const { redriveCount } = execution;
  const event = record(execution, now, 'ExecutionRedriven', execution.events, { redriveCount });
  for (const branch of execution.branches.sort((one, other) => one.id - other.id)) {
    branch.lastEvent = event;
    if (branch.phase.kind !== 'stopped') continue;
    branch.phase = { kind: 'ready' };
    branch.retries = [];
    branch.retryCount = 0;
  }
}

function timeout(machine: Machine, now: number): { timeoutAt?: number } {
  const { timeoutSeconds } = machine;
  return timeoutSeconds === undefined ? {} : { timeoutAt: now + timeoutSeconds * 1000 };
}
