import type { Rule } from './rule.ts';
import { quoted, reachableFrom, startsOf } from './walk.ts';

export const statesAreReached: Rule = (draft) => {
  const reached = reachableFrom(draft, startsOf(draft));
  return draft.states
    .filter(({ name }) => !reached.has(name.text))
    .map(({ name }) => ({
      code: 'state-unreachable',
      message: `No way leads to ${quoted(name.text)} from the start. Make it the target of a transition, or remove it.`,
      path: name.path,
      at: 'key',
    }));
};
