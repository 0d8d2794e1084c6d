import type { Draft } from '../draft.ts';
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
  const ending = leadingToAnEnd(draft);
  const trapped = draft.states.filter(({ name }) => reached.has(name.text) && !ending.has(name.text));
  const [first] = trapped;
  if (first === undefined) return [];
  const names = trapped.map(({ name }) => quoted(name.text));
  const message = `From ${every(names)} no final state can be reached: an instance that gets there never ends. Add a way to a final state.`;
  return [{ code: 'no-final-reachable', message, path: first.name.path, at: 'key' }];
};

/** A state without any way out counts as an end here: it is reported as what it is. */
function leadingToAnEnd(draft: Draft): ReadonlySet<string> {
  const into = new Map<string, string[]>();
  for (const state of draft.states) {
    for (const target of waysOutOf(state)) {
      into.set(target, [...(into.get(target) ?? []), state.name.text]);
    }
  }
  const found = new Set<string>();
  const open = draft.states
    .filter((state) => state.kind === 'final' || waysOutOf(state).length === 0)
    .map(({ name }) => name.text);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...(into.get(name) ?? []));
  }
  return found;
}
