import { every } from '../suggest.ts';
import type { Rule } from './rule.ts';
import { quoted, reachableFrom, startsOf, waysOutOf } from './walk.ts';

/** From every state that can be entered some final state can be reached. */
export const endsAreReached: Rule = (draft) => {
  const finals = new Set(draft.states.filter(({ kind }) => kind === 'final').map(({ name }) => name.text));
  if (finals.size === 0) {
    const message =
      'There is no final state, so no instance ever ends. Add one, such as `Done: { final: succeeded }`.';
    return [{ code: 'no-final-reachable', message, path: ['states'], at: 'key' }];
  }
  const reached = reachableFrom(draft, startsOf(draft));
  const trapped = draft.states.filter(
    (state) =>
      reached.has(state.name.text) &&
      // A state without any way out is reported as that.
      waysOutOf(state).length > 0 &&
      ![...reachableFrom(draft, [state.name.text])].some((name) => finals.has(name) || isStuck(name)),
  );
  const [first] = trapped;
  if (first === undefined) return [];
  const names = trapped.map(({ name }) => quoted(name.text));
  const message = `From ${every(names)} no final state can be reached: an instance that gets there never ends. Add a way to a final state.`;
  return [{ code: 'no-final-reachable', message, path: first.name.path, at: 'key' }];

  function isStuck(name: string): boolean {
    const state = draft.states.find((other) => other.name.text === name);
    return state !== undefined && state.kind !== 'final' && waysOutOf(state).length === 0;
  }
};
