import type { DraftBranch, DraftState } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { every } from '../suggest.ts';
import type { Placed } from '../tree.ts';
import { initialsOf } from './flow.ts';
import type { Rule } from './rule.ts';
import { outwards, quoted, statesByName, type States } from './walk.ts';

/**
 * Where no event and no time is waited for, a loop runs until the history is full, in seconds. It is certain to where
 * each step is taken whatever the guards say; or where no step assigns anything, so that a guard which fails once fails
 * every time.
 */
export const automaticLoopsEnd: Rule = (draft) => {
  const states = statesByName(draft);
  const found = new Set<DraftState>();
  return [...states.values()].flatMap((start): readonly Finding[] => {
    const loop = loopFrom(start, states);
    if (loop === undefined || loop.some(({ state }) => found.has(state))) return [];
    for (const { state } of loop) found.add(state);
    const names = loop.map(({ state }) => quoted(state.name.text));
    const round = loop.length === 1 ? 'enters itself again' : 'go round';
    const message = `${every(names)} ${round} without waiting for anything, so an instance that gets there never stops. Add a guard to one of these transitions that fails in the end, or a state that waits.`;
    return [{ code: 'endless-loop', message, path: start.state.name.path, at: 'key' }];
  });
};

type Step = { readonly to: string; readonly sure: boolean; readonly assigns: boolean };

/** The states from this one back to it; undefined where the way ends, or goes round somewhere else. */
function loopFrom(start: Placed, states: States): readonly Placed[] | undefined {
  const loop: Placed[] = [];
  const steps: Step[] = [];
  for (let at: Placed | undefined = start; at !== undefined && !loop.includes(at);) {
    loop.push(at);
    const step = stepFrom(at, states);
    if (step === undefined) return undefined;
    steps.push(step);
    at = states.get(step.to);
    if (at !== start) continue;
    const certain = steps.every(({ sure }) => sure) || steps.every(({ assigns }) => !assigns);
    return certain ? loop : undefined;
  }
  return undefined;
}

function stepFrom(placed: Placed, states: States): Step | undefined {
  const { state, within } = placed;
  const [initial] = initialsOf(state);
  switch (state.kind) {
    case 'task':
      return state.task?.catch.length === 0 ? stepBy(state.task.next, true) : undefined;
    case 'final': {
      const outer = within.at(-1)?.state;
      return outer?.kind === 'compound' ? stepBy(outer.onDone) : undefined;
    }
    case 'compound':
      return initial === undefined || !states.has(initial)
        ? undefined
        : { to: initial, sure: true, assigns: false };
    default:
      return alwaysStep(placed);
  }
}

/** Its own are tried first, then those of the compounds around it. */
function alwaysStep(placed: Placed): Step | undefined {
  const around = outwards(placed);
  const border = around.findIndex(({ kind }) => kind !== 'compound');
  const compounds = border === -1 ? around : around.slice(0, border);
  const first = [placed.state, ...compounds].find(({ always }) => always.length > 0);
  return first === undefined ? undefined : stepBy(first.always);
}

/** Sure is only what is tried first; a result may be another one each time. */
function stepBy(branches: readonly DraftBranch[], byResult = false): Step | undefined {
  const index = branches.findIndex(({ guard }) => guard === undefined);
  const branch = branches[index];
  if (branch?.target === undefined || (byResult && index > 0)) return undefined;
  return { to: branch.target.text, sure: index === 0, assigns: branch.assign.length > 0 };
}
