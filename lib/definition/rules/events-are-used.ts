import type { Rule } from './rule.ts';
import { awaitedIn, ignoredIn, quoted } from './walk.ts';

/** A warning only: instances of an older version may still await it. */
export const eventsAreUsed: Rule = (draft) => {
  const used = new Set([...awaitedIn(draft), ...ignoredIn(draft)].map(({ text }) => text));
  return draft.events
    .filter(({ name }) => !used.has(name.text))
    .map(({ name }) => ({
      code: 'event-unused',
      severity: 'warning',
      message: `Nothing awaits ${quoted(name.text)}, so it is unexpected wherever it comes. Use it, or list it under \`ignore\`.`,
      path: name.path,
      at: 'key',
    }));
};
