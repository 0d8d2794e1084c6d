/** The engine: one step of an execution. */
import { RUNTIME, StateFailure } from '../failure.ts';
import type { State } from '../model.ts';
import type { Soon } from '../soon.ts';
import { fork, iterate, join } from './containers.ts';
import { close } from './end.ts';
import type { Branch, Execution } from './execution.ts';
import { failWith, settle } from './failing.ts';
import { ENTERED, HistoryFull, log, MAX_EVENTS, payloadText, record } from './history.ts';
import { advance } from './outcome.ts';
import { stateOf, type Run } from './run.ts';
import { choose, failState, pass, succeed, wait, waited } from './states.ts';
import { schedule } from './task.ts';

/** Takes one branch one step further. */
export function step(run: Run, branch: Branch): Soon<void> {
  // The others come first next time.
  const { branches } = run.execution;
  if (branches.at(-1) !== branch) branches.push(...branches.splice(branches.indexOf(branch), 1));
  try {
    const going = take(run, branch);
    return going instanceof Promise ? going.catch((error: unknown) => endIfFull(run, error)) : going;
  } catch (error) {
    endIfFull(run, error);
  }
}

/** What is meant to be done, or, where that fails, what the state says of failures. */
function take(run: Run, branch: Branch): Soon<void> {
  const state = stateOf(run, branch);
  const failed = (error: unknown): Soon<void> => {
    if (error instanceof StateFailure) return failWith(run, branch, error);
    throw error;
  };
  try {
    const going = work(run, branch, state);
    return going instanceof Promise ? going.catch(failed) : going;
  } catch (error) {
    return failed(error);
  }
}

function endIfFull(run: Run, error: unknown): void {
  if (!(error instanceof HistoryFull)) throw error;
  breakOff(run);
}

function work(run: Run, branch: Branch, state: State): Soon<void> {
  const { phase } = branch;
  if (phase.kind === 'task' && state.kind === 'Task') return advance(run, branch, state, phase);
  if (phase.kind === 'children' && (state.kind === 'Parallel' || state.kind === 'Map'))
    return join(run, branch, state, phase);
  if (phase.kind === 'waiting' && state.kind === 'Wait') return waited(run, branch, state);
  if (branch.entered === undefined) enter(run, branch, state);
  return begin(run, branch, state);
}

function enter(run: Run, branch: Branch, state: State): void {
  const text = payloadText(branch.input);
  const { input } = run.execution;
  // One text for both, however many executions wait.
  const payload = text === input ? input : text;
  log(run.execution, branch, run.now, ENTERED[state.kind], state.named, payload);
  branch.entered = { at: run.now, event: branch.lastEvent };
}

function begin(run: Run, branch: Branch, state: State): Soon<void> {
  switch (state.kind) {
    case 'Pass':
      return pass(run, branch, state);
    case 'Succeed':
      return succeed(run, branch, state);
    case 'Fail':
      return failState(run, branch, state);
    case 'Wait':
      return wait(run, branch, state);
    case 'Choice':
      return choose(run, branch, state);
    case 'Task':
      return schedule(run, branch, state);
    case 'Parallel':
      return fork(run, branch, state);
    case 'Map':
      return iterate(run, branch, state);
  }
}

/** The history is full: its last event is the execution's failure. */
function breakOff(run: Run): void {
  const { execution, now } = run;
  const error = 'States.Runtime';
  const cause = `The execution reached the maximum number of history events (${MAX_EVENTS}).`;
  record(execution, now, 'ExecutionFailed', MAX_EVENTS - 1, { error, cause });
  execution.error = error;
  execution.cause = cause;
  close(execution, 'FAILED', now);
}

/** The machine's own `TimeoutSeconds` has run out. */
export function timeOutExecution(execution: Execution, now: number): void {
  stopBranches(execution);
  record(execution, now, 'ExecutionTimedOut', execution.events, {});
  close(execution, 'TIMED_OUT', now);
}

/** Its machine has been deleted, and a state was to be entered: so AWS ends it, in these words. */
export function failDeleted(execution: Execution, now: number): void {
  const failure = { error: RUNTIME, cause: `State machine ${execution.machine.name} has been deleted.` };
  stopBranches(execution);
  record(execution, now, 'ExecutionFailed', execution.events, failure);
  settle(execution, failure);
  close(execution, 'FAILED', now);
}

export function abortExecution(
  execution: Execution,
  now: number,
  given: { readonly error: string | undefined; readonly cause: string | undefined },
): void {
  stopBranches(execution);
  record(execution, now, 'ExecutionAborted', execution.events, given);
  if (given.error !== undefined) execution.error = given.error;
  if (given.cause !== undefined) execution.cause = given.cause;
  close(execution, 'ABORTED', now);
}

function stopBranches(execution: Execution): void {
  for (const branch of execution.branches) {
    if (branch.phase.kind !== 'children') branch.phase = { kind: 'stopped' };
  }
}
