import { isMapping, memberOf } from '../read-data.ts';
import { didYouMean, MAX_SUGGESTED } from '../suggest.ts';
import type { Rule } from './rule.ts';
import { keysUnder, quoted, statesByName, targetsIn } from './walk.ts';

export const targetsAreKnown: Rule = (draft) => {
  // What is no mapping of states is a problem of the shape.
  if (!isMapping(memberOf(draft.data, 'states'))) return [];
  const known = new Set([...statesByName(draft).keys(), ...keysUnder(draft.data, ['states'])]);
  return targetsIn(draft)
    .map(({ target }) => target)
    .filter(({ text }) => !known.has(text))
    .map(({ text, path }, index) => {
      const meant = index < MAX_SUGGESTED ? didYouMean(text, known) : '';
      const change =
        meant === '' ? 'Add it under `states`, or name another one.' : 'If not, add it under `states`.';
      return {
        code: 'unknown-target',
        message: `There is no state ${quoted(text)}.${meant} ${change}`,
        path,
      };
    });
};
