import type { State } from '../model.ts';
import type { Source } from './object.ts';

type Transition = { readonly to: string; readonly field: string };

/** Every target must be a state of the same region, and every state must be reached. */
export function checkTransitions(
  source: Source,
  startAt: string,
  states: ReadonlyMap<string, State>,
  names: readonly string[],
): void {
  const known = new Set(names);
  const at = (way: string): string => `${source.at}/${way}`;
  if (!known.has(startAt)) source.problems.target(`Missing 'Next' target: ${startAt}`, at('StartAt'));
  for (const state of states.values()) {
    for (const { to, field } of transitionsOf(state)) {
      if (known.has(to)) continue;
      source.problems.target(`Missing 'Next' target: ${to}`, at(`States/${state.name}/${field}`));
    }
  }
  // Where a state could not be read, what it leads to is not known.
  if (states.size !== names.length) return;
  if (![...states.values()].some(isTerminal)) {
    source.problems.endless();
    return;
  }
  const reached = reachable(startAt, states);
  for (const name of names) {
    if (!reached.has(name)) {
      source.problems.target(`State "${name}" is not reachable.`, at(`States/${name}`));
    }
  }
}

function isTerminal({ kind, next }: State): boolean {
  return kind !== 'Choice' && next === undefined;
}

function reachable(startAt: string, states: ReadonlyMap<string, State>): ReadonlySet<string> {
  const reached = new Set([startAt]);
  for (const name of reached) {
    const state = states.get(name);
    if (state === undefined) continue;
    for (const { to } of transitionsOf(state)) reached.add(to);
  }
  return reached;
}

function transitionsOf(state: State): readonly Transition[] {
  const direct = state.next === undefined ? [] : [{ to: state.next, field: 'Next' }];
  switch (state.kind) {
    case 'Choice':
      return [
        ...state.choices.map(({ next }, index) => ({ to: next, field: `Choices[${index}]/Next` })),
        ...(state.otherwise === undefined ? [] : [{ to: state.otherwise, field: 'Default' }]),
      ];
    case 'Task':
    case 'Parallel':
    case 'Map':
      return [
        ...direct,
        ...state.catch.map(({ next }, index) => ({ to: next, field: `Catch[${index}]/Next` })),
      ];
    case 'Pass':
    case 'Succeed':
    case 'Fail':
    case 'Wait':
      return direct;
  }
}
