import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Each member of an `all` comes once. */
export const membersAreDistinct: Rule = ({ states, ignore }) =>
  [...states.map(({ members }) => members), ignore].flatMap((list) =>
    list
      .filter(({ text }, index) => list.findIndex((other) => other.text === text) < index)
      .map(({ text, path }) => ({
        code: 'repeated-entry',
        message: `${quoted(text)} stands in this list a second time. Each event can be in it once.`,
        path,
      })),
  );
