/** The branches of a Parallel and the iterations of a Map. */
import type { Json } from '../../service.ts';
import type { Branch, ChildrenPhase } from './execution.ts';
import { log } from './history.ts';
import { stateOf, type Run } from './run.ts';

/** So many iterations an inline Map runs at once, and a distributed one: each step looks at all that run. */
export const MAX_INLINE = 40;
export const MAX_DISTRIBUTED = 10_000;

/** Begins as many children as may run now. */
export function begin(run: Run, parent: Branch, phase: ChildrenPhase): void {
  const state = stateOf(run, parent);
  const silent = parent.silent || (state.kind === 'Map' && state.distributed);
  for (let running = phase.begun - phase.ended; running < phase.concurrency; running += 1) {
    const index = phase.begun;
    if (index >= phase.total) return;
    phase.begun += 1;
    const value = phase.values[index];
    const child: Branch = {
      id: run.execution.nextBranch,
      parent: parent.id,
      index,
      ...(state.kind === 'Map' && value !== undefined ? { item: { Index: index, Value: value } } : {}),
      silent,
      state: startOf(run, parent, index),
      input: phase.inputs[index] ?? null,
      variables: {},
      lastEvent: parent.lastEvent,
      retries: [],
      retryCount: 0,
      phase: { kind: 'ready' },
    };
    run.execution.nextBranch += 1;
    run.execution.branches.push(child);
    if (state.kind === 'Map') {
      const content = { name: state.name, index };
      log(run.execution, child, run.now, 'MapIterationStarted', content);
    }
  }
}

function startOf(run: Run, parent: Branch, index: number): string {
  const state = stateOf(run, parent);
  const region =
    state.kind === 'Map' ? state.processor : state.kind === 'Parallel' ? state.branches[index] : undefined;
  if (region === undefined) throw new Error(`State ${state.name} has no branch ${index}`);
  return region.startAt;
}

/** A child has ended with that; `begin` sees to the next one. */
export function takeResult(phase: ChildrenPhase, index: number, result: Json): void {
  phase.results[index] = result;
  phase.ended += 1;
}

export function complete({ ended, total }: ChildrenPhase): boolean {
  return ended === total;
}

/** In the order of branches or items, whatever the order in which they ended. */
export function resultsOf(phase: ChildrenPhase): readonly Json[] {
  return Array.from({ length: phase.total }, (_, index) => phase.results[index] ?? null);
}
