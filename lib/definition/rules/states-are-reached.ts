import { statesIn } from '../tree.ts';
import { reachedIn } from './flow.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Of what lies inside a state that is not reached, nothing more is said. */
export const statesAreReached: Rule = (draft) => {
  const reached = reachedIn(draft);
  return statesIn(draft)
    .filter(({ state, within }) => !reached.has(state) && within.every((around) => reached.has(around.state)))
    .map(({ state: { name } }) => ({
      code: 'state-unreachable',
      message: `No way leads to ${quoted(name.text)} from the start. Make it the target of a transition, or remove it.`,
      path: name.path,
      at: 'key',
    }));
};
