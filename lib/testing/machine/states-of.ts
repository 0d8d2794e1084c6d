import type { Region, State } from '../../local/asl/model.ts';

/** The names of all Tasks, inner ones included. */
export function tasksIn(region: Region): readonly string[] {
  return [...region.states.values()].flatMap((state) =>
    state.kind === 'Task' ? [state.name] : regionsIn(state).flatMap(tasksIn),
  );
}

function regionsIn(state: State): readonly Region[] {
  if (state.kind === 'Parallel') return state.branches;
  return state.kind === 'Map' ? [state.processor] : [];
}
