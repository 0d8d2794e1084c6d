import type { Rule } from './rule.ts';
import { awaitedIn, ignoredIn, quoted } from './walk.ts';

/** What is ignored never arrives: whoever awaits it waits in vain. */
export const ignoredEventsAreUnused: Rule = (draft) => {
  const used = new Set(awaitedIn(draft).map(({ text }) => text));
  return ignoredIn(draft)
    .filter(({ text }) => used.has(text))
    .map(({ text, path }) => ({
      code: 'event-ignored-but-used',
      message: `${quoted(text)} is ignored, so it never arrives, but a state or \`start\` waits for it. Take it out of one of the two.`,
      path,
    }));
};
