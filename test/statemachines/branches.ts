import type { Branch, Choreography, State } from '../../lib/definition/model.ts';

/** Every transition of a choreography, with a name by which a person finds it in the file. */
export function branchesOf(choreography: Choreography): ReadonlyMap<Branch, string> {
  const found = new Map<Branch, string>();
  const note = (place: string, branches: readonly Branch[]): void =>
    branches.forEach((branch, index) => {
      const goes = branch.target === undefined ? 'stays' : JSON.stringify(branch.target);
      found.set(branch, `${place}[${index}] ${goes}`);
    });
  const visit = (state: State): void => {
    const { name } = state;
    if ('on' in state) {
      for (const { event, branches } of state.on) note(`${name}: ${event}`, branches);
      state.after.forEach(({ branches }, index) => note(`${name}: after ${index}`, branches));
    }
    if ('always' in state) note(`${name}: always`, state.always);
    if ('onDone' in state) note(`${name}: onDone`, state.onDone);
    if (state.kind === 'all')
      for (const { event, branches } of state.members) note(`${name}: ${event}`, branches);
    if (state.kind === 'task') {
      note(`${name}: next`, state.next);
      for (const { errors, branches } of state.catch) note(`${name}: catch ${errors.join(', ')}`, branches);
    }
    if (state.kind === 'compound' || state.kind === 'forEach') state.states.forEach(visit);
    if (state.kind === 'parallel') state.regions.forEach((region) => region.states.forEach(visit));
  };
  for (const { event, branches } of choreography.start) note(`start: ${event}`, branches);
  for (const { event, branches } of choreography.top.on) note(`top: ${event}`, branches);
  choreography.top.after.forEach(({ branches }, index) => note(`top: after ${index}`, branches));
  choreography.states.forEach(visit);
  return found;
}
