import type { Text } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import type { Rule } from './rule.ts';
import { handlersOf, quoted } from './walk.ts';

export const eventsAreKnown: Rule = (draft) => {
  const known = new Set(draft.events.map(({ name }) => name.text));
  const unknown = (event: Text, at: 'key' | 'value'): readonly Finding[] => {
    if (known.has(event.text)) return [];
    const meant = didYouMean(event.text, known);
    const change =
      meant === '' ? 'Add it under `events`, or take it out here.' : 'If not, add it under `events`.';
    const message = `There is no event ${quoted(event.text)}.${meant} ${change}`;
    return [{ code: 'unknown-event', message, path: event.path, at }];
  };
  return [
    ...handlersOf(draft).flatMap(({ event }) => unknown(event, 'key')),
    ...draft.states.flatMap(({ members }) => members.flatMap((member) => unknown(member, 'value'))),
    ...draft.ignore.flatMap((event) => unknown(event, 'value')),
  ];
};
