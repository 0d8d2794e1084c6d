import { didYouMean, MAX_SUGGESTED } from '../suggest.ts';
import type { Rule } from './rule.ts';
import { quoted, stateNamesOf, targetsIn } from './walk.ts';

export const targetsAreKnown: Rule = (draft) => {
  const known = stateNamesOf(draft);
  return targetsIn(draft)
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
