/** The names that a test may use of a choreography. */
import type { Action, Branch, Choreography, Standing, State } from '../../definition/model.ts';
import { didYouMean, every } from '../../definition/suggest.ts';
import { label } from '../../compiler/failed-action.ts';

/** What may have been meant, or all that there is. */
export function known(name: string, names: readonly string[]): string {
  const near = didYouMean(name, names);
  if (near !== '') return near;
  return names.length === 0 ? ' There is none.' : ` There is ${every(names.map((each) => `"${each}"`))}.`;
}

/** @throws where there is none of that name: a slip of the test, and not of the choreography. */
export function checkName(kind: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw new Error(`There is no ${kind} "${name}".${known(name, names)}`);
}

export function statesOf({ states }: Choreography): readonly string[] {
  return states.flatMap(within).map(({ name }) => name);
}

/** Of these names those of compounds and parallels, in a sentence each: an instance stands inside of them. */
export function framesIn(names: readonly string[], { states }: Choreography): readonly string[] {
  return states.flatMap(within).flatMap((state) => {
    if (!names.includes(state.name) || (state.kind !== 'compound' && state.kind !== 'parallel')) return [];
    const [, ...inside] = within(state).map(({ name }) => `"${name}"`);
    return `"${state.name}" has states inside, and an instance stands in those: ${every(inside)}.`;
  });
}

/** States of tasks, and what actions are called. */
export function mockable(choreography: Choreography): readonly string[] {
  const { states, start, top } = choreography;
  const all = states.flatMap(within);
  const tasks = all.flatMap((state) => (state.kind === 'task' ? [state.name] : []));
  const actions = [
    ...led(start).flatMap(actionsIn),
    ...standing(top).flatMap(actionsIn),
    ...all.flatMap((state) => [...state.entry, ...branchesIn(state).flatMap(actionsIn)]),
  ];
  return [...new Set([...tasks, ...actions.flatMap(namesOf)])];
}

function within(state: State): readonly State[] {
  switch (state.kind) {
    case 'compound':
    case 'forEach':
      return [state, ...state.states.flatMap(within)];
    case 'parallel':
      return [state, ...state.regions.flatMap(({ states }) => states.flatMap(within))];
    case 'wait':
    case 'all':
    case 'task':
    case 'final':
      return [state];
  }
}

function branchesIn(state: State): readonly Branch[] {
  switch (state.kind) {
    case 'wait':
      return [...standing(state), ...state.always];
    case 'all':
      return [...standing(state), ...led(state.members), ...state.onDone];
    case 'compound':
    case 'parallel':
    case 'forEach':
      return [...standing(state), ...state.always, ...state.onDone];
    case 'task':
      return [...state.next, ...led(state.catch)];
    case 'final':
      return [];
  }
}

function standing({ on, after }: Standing): readonly Branch[] {
  return [...led(on), ...led(after)];
}

function led(many: readonly { readonly branches: readonly Branch[] }[]): readonly Branch[] {
  return many.flatMap(({ branches }) => branches);
}

function actionsIn({ actions = [] }: Branch): readonly Action[] {
  return actions;
}

/** As in the rows of actions that failed; of a task's ARN also what it does: `task lambda:invoke`. */
function namesOf(action: Action): readonly string[] {
  if (action.kind !== 'task') return [label(action)];
  return [`task ${action.resource.replace(/^arn:[^:]*:states:::/, '').replace(/^arn:.*:/, '')}`];
}
