import type { Finding } from '../problems.ts';
import { isMapping, memberOf } from '../read-data.ts';
import { didYouMean, MAX_SUGGESTED } from '../suggest.ts';
import type { Rule } from './rule.ts';
import { awaitedIn, ignoredIn, quoted } from './walk.ts';

export const eventsAreKnown: Rule = (draft) => {
  // What is no mapping of events is a problem of the shape.
  if (!isMapping(memberOf(draft.data, 'events'))) return [];
  const known = new Set(draft.events.map(({ name }) => name.text));
  const ignored = ignoredIn(draft).map((event) => ({ ...event, at: 'value' as const }));
  return [...awaitedIn(draft), ...ignored]
    .filter(({ text }) => !known.has(text))
    .map(({ text, path, at }, index): Finding => {
      const meant = index < MAX_SUGGESTED ? didYouMean(text, known) : '';
      const change =
        meant === '' ? 'Add it under `events`, or take it out here.' : 'If not, add it under `events`.';
      return {
        code: 'unknown-event',
        message: `There is no event ${quoted(text)}.${meant} ${change}`,
        path,
        at,
      };
    });
};
