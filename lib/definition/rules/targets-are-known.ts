import { isMapping, memberOf } from '../read-draft.ts';
import { didYouMean, MAX_SUGGESTED } from '../suggest.ts';
import type { Rule } from './rule.ts';
import { isSwapped, quoted, stateNamesOf, targetsIn } from './walk.ts';

export const targetsAreKnown: Rule = (draft) => {
  // What is no mapping of states is a problem of the shape.
  if (!isMapping(memberOf(draft.data, 'states'))) return [];
  const known = stateNamesOf(draft);
  const swapped = new Set(
    draft.states.flatMap(({ after }) => (after !== undefined && isSwapped(after) ? [after.target] : [])),
  );
  return targetsIn(draft)
    .filter((target) => !known.has(target.text) && !swapped.has(target))
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
