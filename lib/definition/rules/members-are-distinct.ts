import { statesIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { ignoredIn, quoted, redactedIn } from './walk.ts';

/** What stands in one of these lists stands there once. */
export const membersAreDistinct: Rule = (draft) => {
  const lists = statesIn(draft).flatMap(({ state }) => [
    state.members.map(({ event }) => event),
    state.forEach?.opens ?? [],
  ]);
  const redacted = redactedIn(draft);
  return [...lists, ignoredIn(draft), redacted].flatMap((list) =>
    list
      .filter(({ text }, index) => list.findIndex((other) => other.text === text) < index)
      .map(({ text, path }) => ({
        code: 'repeated-entry',
        message: `${quoted(text)} stands in this list a second time. ${list === redacted ? 'Once is enough.' : 'Each event can be in it once.'}`,
        path,
      })),
  );
};
