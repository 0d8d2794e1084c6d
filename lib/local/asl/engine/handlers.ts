import { HEARTBEAT_TIMEOUT, RUNTIME, TIMEOUT } from '../failure.ts';
import type { Catcher, Retrier, State } from '../model.ts';
import { itemsIn } from './batches.ts';
import type { Branch, Execution } from './execution.ts';
import { branchOf, stateOf, type Run } from './run.ts';

export type Failure = {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** A missed heartbeat is called `States.Timeout`, but may be caught by its own name, too. */
  readonly heartbeat?: boolean;
  /** An output beyond the limit: `States.ALL` does not catch that; a task's own result beyond it, it does. */
  readonly overflow?: boolean;
};

export type Handler = { readonly branch: Branch } & (
  | { readonly kind: 'retry'; readonly retrier: Retrier; readonly index: number }
  | { readonly kind: 'catch'; readonly catcher: Catcher }
  /** `branch` is the child of a distributed Map that may fail, with so many items. */
  | { readonly kind: 'tolerate'; readonly items: number }
);

export const EXCEEDED: Failure = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

/** Who handles the failure: the branch's own state, or the nearest one around it; and what that one sees of it. */
export function handlerOf(
  run: Run,
  branch: Branch,
  failure: Failure,
): { readonly handler: Handler | undefined; readonly failure: Failure } {
  const own = handlerIn(stateOf(run, branch), branch, failure);
  if (own !== undefined) return { handler: own, failure };
  const parent = branchOf(run.execution, branch.parent);
  if (parent === undefined) return { handler: undefined, failure };
  const around = stateOf(run, parent);
  if (around.kind !== 'Map' || !around.distributed) return handlerOf(run, parent, failure);
  const { phase } = parent;
  if (phase.kind === 'children') {
    const items = around.batcher === undefined ? 1 : itemsIn(phase.inputs[branch.index]);
    if (phase.failures + items <= phase.tolerated)
      return { handler: { kind: 'tolerate', branch, items }, failure };
  }
  return handlerOf(run, parent, EXCEEDED);
}

function handlerIn(state: State, branch: Branch, failure: Failure): Handler | undefined {
  if (!('retry' in state) || failure.error === RUNTIME) return undefined;
  for (const [index, retrier] of state.retry.entries()) {
    if (!names(retrier.errors, failure)) continue;
    if ((branch.retries[index] ?? 0) < retrier.maxAttempts) return { kind: 'retry', branch, retrier, index };
    // The first retrier that names the error decides, also when it has no attempts left.
    break;
  }
  const catcher = state.catch.find(({ errors }) => names(errors, failure));
  return catcher === undefined ? undefined : { kind: 'catch', branch, catcher };
}

function names(errors: readonly string[], { error, heartbeat = false, overflow = false }: Failure): boolean {
  return errors.some((name) => {
    if (name === error) return true;
    if (name === 'States.ALL') return !overflow;
    if (name === 'States.TaskFailed') return error !== TIMEOUT && !overflow;
    return name === HEARTBEAT_TIMEOUT && heartbeat;
  });
}

/** Milliseconds until the next attempt. */
export function delayOf(retrier: Retrier, attempts: number, random: () => number): number {
  const grown = retrier.intervalSeconds * retrier.backoffRate ** attempts;
  const seconds = Math.min(grown, retrier.maxDelaySeconds ?? Infinity);
  return Math.round((retrier.jitter ? random() * seconds : seconds) * 1000);
}

/** The descendants of a branch, outermost first. */
export function below(execution: Execution, branch: Branch): readonly Branch[] {
  const children = execution.branches.filter(({ parent }) => parent === branch.id);
  return children.flatMap((child) => [child, ...below(execution, child)]);
}
