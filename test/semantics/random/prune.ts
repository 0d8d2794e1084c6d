/** Leaves out what nothing leads to: validation refuses it, and a failing case is easier to read. */
import type { Choreography, State } from '../../../lib/definition/model.ts';
import { planOf } from '../../../lib/semantics/plan-of.ts';
import { following } from '../../../lib/semantics/planning/reach.ts';

export function pruned(choreography: Choreography): Choreography {
  for (let before = choreography; ;) {
    const { places, start } = planOf(before);
    const entered = start.flatMap(({ routes }) =>
      routes.flatMap(({ ways }) => ways.flatMap(({ to }) => to ?? [])),
    );
    const reached = new Set(following(places, entered).map(({ name }) => name));
    const after = { ...before, states: before.states.flatMap((state) => kept(state, reached)) };
    if (JSON.stringify(after.states) === JSON.stringify(before.states)) return before;
    before = after;
  }
}

function kept(state: State, reached: ReadonlySet<string>): State[] {
  switch (state.kind) {
    case 'compound': {
      const states = state.states.flatMap((inner) => kept(inner, reached));
      const [first] = states;
      if (first === undefined) return [];
      const initial = states.some(({ name }) => name === state.initial) ? state.initial : first.name;
      return [{ ...state, states, initial, onDone: endsIn(states) ? state.onDone : [] }];
    }
    case 'parallel': {
      if (!reached.has(state.name)) return [];
      const regions = state.regions.map((region) => ({
        ...region,
        states: region.states.flatMap((inner) => kept(inner, reached)),
      }));
      const onDone = regions.every(({ states }) => endsIn(states)) ? state.onDone : [];
      return [{ ...state, regions, onDone }];
    }
    default:
      return reached.has(state.name) ? [state] : [];
  }
}

function endsIn(states: readonly State[]): boolean {
  return states.some(({ kind }) => kind === 'final');
}
