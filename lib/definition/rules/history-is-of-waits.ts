import type { DraftState } from '../draft.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { innerStates, quoted, statesByName, targetsIn } from './walk.ts';

/** Going back means waiting again: a step would be done twice, and what an `all` had gathered is not kept. */
export const historyIsOfWaits: Rule = (draft) => {
  const states = statesByName(draft);
  return targetsIn(draft)
    .filter(({ target }) => target.history)
    .flatMap(({ way, target: { text, path } }): readonly Finding[] => {
      const state = states.get(text)?.state;
      if (state === undefined) return [];
      const reason =
        way.at === 'start'
          ? `nothing has been active before the start. Make ${quoted(text)} itself the target.`
          : whyNot(state);
      if (reason === undefined) return [];
      const message = `There is no way back into ${quoted(text)} by \`history\`: ${reason}`;
      return [{ code: 'history-unfit', message, path }];
    });
};

function whyNot(state: DraftState): string | undefined {
  const name = quoted(state.name.text);
  if (state.kind !== 'compound') return `it has no states inside. Make ${name} itself the target.`;
  const unfit = firstUnfit(state);
  return unfit === undefined
    ? undefined
    : `${quoted(unfit.name.text)} in it is ${KINDS[unfit.kind]}, and only waits can be gone back to. Make a state of it the target, or take ${quoted(unfit.name.text)} out of ${name}.`;
}

function firstUnfit(state: DraftState): DraftState | undefined {
  const inner = innerStates(state);
  const unfit = inner.find(({ kind }) => kind !== 'wait' && kind !== 'final' && kind !== 'compound');
  return unfit ?? inner.map(firstUnfit).find((found) => found !== undefined);
}

const KINDS: Readonly<Record<DraftState['kind'], string>> = {
  wait: 'a wait',
  all: 'an `all`',
  compound: 'a compound',
  parallel: 'a parallel',
  forEach: 'a forEach',
  task: 'a task',
  final: 'a final state',
};
