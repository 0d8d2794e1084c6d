/** What becomes of a failure: retried, caught here or further out, or the end of the execution. */
import type { Json } from '../../service.ts';
import { putAt } from '../evaluate/paths.ts';
import { assigned, fill } from '../evaluate/template.ts';
import { DATA_LIMIT, REFERENCE_CONFLICT, StateFailure, TIMEOUT } from '../failure.ts';
import type { Catcher } from '../model.ts';
import { begin, takeResult } from './children.ts';
import { close, remove } from './end.ts';
import type { Branch, Execution } from './execution.ts';
import { below, delayOf, handlerOf, type Failure, type Handler } from './handlers.ts';
import { log, record } from './history.ts';
import { leave, type Exit } from './leave.ts';
import { branchOf, childrenOf, scopeOf, stateOf, type Run } from './run.ts';

/** A failure that came up while a state was worked out, told as AWS tells it. */
export async function failWith(run: Run, branch: Branch, failure: StateFailure): Promise<void> {
  const { error, location } = failure;
  const overflow = error === DATA_LIMIT;
  const cause = causeOf(branch, failure);
  if (location !== undefined) {
    const content = { error, cause, location, state: branch.state };
    log(run.execution, branch, run.now, 'EvaluationFailed', content);
  }
  await fail(run, branch, { error, cause, overflow });
}

function causeOf(branch: Branch, { error, message }: StateFailure): string {
  // AWS does not say where these two occurred.
  if (error === DATA_LIMIT || error === REFERENCE_CONFLICT) return message;
  const event = branch.entered?.event ?? branch.lastEvent;
  return `An error occurred while executing the state '${branch.state}' (entered at the event id #${event}). ${message}`;
}

export async function fail(run: Run, branch: Branch, failure: Failure): Promise<void> {
  const found = handlerOf(run, branch, failure);
  const { handler } = found;
  if (handler === undefined) {
    stopAll(run, branch, found.failure);
    return;
  }
  unwind(run, branch, handler.branch);
  for (const lost of below(run.execution, handler.branch)) remove(run.execution, lost);
  await handle(run, handler, found.failure);
}

async function handle(run: Run, handler: Handler, failure: Failure): Promise<void> {
  const { branch } = handler;
  switch (handler.kind) {
    case 'retry': {
      const attempts = branch.retries[handler.index] ?? 0;
      branch.retries[handler.index] = attempts + 1;
      branch.retryCount += 1;
      const at = run.now + delayOf(handler.retrier, attempts, run.random);
      branch.phase = { kind: 'retrying', at, since: run.execution.events };
      return;
    }
    case 'catch':
      await leaveBy(run, branch, handler.catcher, failure);
      return;
    case 'tolerate': {
      const parent = branchOf(run.execution, branch.parent);
      remove(run.execution, branch);
      if (parent?.phase.kind !== 'children') return;
      parent.phase.failures += handler.items;
      takeResult(parent.phase, branch.index, errorOutput(failure));
      begin(run, parent, parent.phase);
    }
  }
}

function errorOutput({ error, cause }: Failure): Json {
  return { Error: error ?? null, Cause: cause ?? (error === TIMEOUT ? '' : null) };
}

async function leaveBy(run: Run, branch: Branch, catcher: Catcher, failure: Failure): Promise<void> {
  const state = stateOf(run, branch);
  try {
    leave(run, branch, state, await exitBy(run, branch, catcher, errorOutput(failure)));
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    // A catcher that fails is not caught by its own state: the state around it may, and otherwise all ends.
    const cause = causeOf(branch, error);
    const parent = branchOf(run.execution, branch.parent);
    if (parent === undefined) stopAll(run, branch, { error: error.error, cause });
    else {
      unwind(run, branch, parent);
      for (const lost of below(run.execution, parent)) remove(run.execution, lost);
      await fail(run, parent, { error: error.error, cause });
    }
  }
}

async function exitBy(run: Run, branch: Branch, catcher: Catcher, output: Json): Promise<Exit> {
  const { next } = catcher;
  if (stateOf(run, branch).language === 'JSONata') {
    const scope = scopeOf(run, branch, { states: { errorOutput: output } });
    const place = `Catch[${catcher.index}]`;
    const given =
      catcher.output === undefined ? output : await fill(catcher.output, scope, `${place}/Output`);
    return { assigned: await assigned(catcher.assign, scope, `${place}/Assign`), output: given, next };
  }
  return {
    assigned: await assigned(catcher.assign, scopeOf(run, branch, { input: output })),
    output: putAt(catcher.resultPath, branch.input, output),
    next,
  };
}

/** Ends, level by level, what runs around the failed branch, up to `top`. */
function unwind(run: Run, branch: Branch, top: Branch): void {
  const { execution, now } = run;
  const parent = branchOf(execution, branch.parent);
  if (branch === top || parent === undefined) return;
  const around = stateOf(run, parent);
  if (around.kind === 'Map') {
    const content = { name: parent.state, index: branch.index };
    log(execution, branch, now, 'MapIterationFailed', content);
  }
  for (const sibling of childrenOf(execution, parent)) {
    if (sibling !== branch) abort(run, sibling);
  }
  if (!branch.silent) parent.lastEvent = branch.lastEvent;
  if (around.kind === 'Map' && around.distributed) log(execution, parent, now, 'MapRunFailed');
  log(execution, parent, now, `${around.kind}StateFailed`);
  unwind(run, parent, top);
}

/** Ends a branch from outside: its tokens are worth nothing from now on. */
function abort(run: Run, branch: Branch): void {
  for (const child of childrenOf(run.execution, branch)) abort(run, child);
  if (branch.phase.kind === 'stopped') return;
  const { kind } = stateOf(run, branch);
  const aborts = kind === 'Task' || kind === 'Wait' || kind === 'Parallel' || kind === 'Map';
  if (branch.entered !== undefined && aborts) log(run.execution, branch, run.now, `${kind}StateAborted`);
  const around = branchOf(run.execution, branch.parent);
  if (branch.item !== undefined && around !== undefined) {
    const content = { name: around.state, index: branch.index };
    log(run.execution, branch, run.now, 'MapIterationAborted', content);
  }
  if (branch.phase.kind !== 'children') branch.phase = { kind: 'stopped' };
}

/** The execution fails. Its branches stay as they are: a redrive takes them up. */
function stopAll(run: Run, branch: Branch, { error, cause }: Failure): void {
  const { execution } = run;
  const [root] = execution.branches.filter(({ parent }) => parent === undefined);
  if (branch.phase.kind !== 'children') branch.phase = { kind: 'stopped' };
  if (root !== undefined) unwind(run, branch, root);
  record(execution, run.now, 'ExecutionFailed', root?.lastEvent ?? branch.lastEvent, { error, cause });
  settle(execution, { error, cause });
  close(execution, 'FAILED', run.now);
}

export function settle(execution: Execution, { error, cause }: Failure): void {
  if (error !== undefined) execution.error = error;
  if (cause !== undefined) execution.cause = cause;
}
