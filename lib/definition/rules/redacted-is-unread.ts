import { expressionOf } from '../../expressions/cached.ts';
import { INPUT, pathsOf } from '../../expressions/paths.ts';
import { expressionsIn } from '../draft-expressions.ts';
import type { Finding } from '../problems.ts';
import { covers } from './redactions.ts';
import type { Rule } from './rule.ts';
import { quoted, redactedIn } from './walk.ts';

/** They see the event before anything is left out. */
const BEFORE = new Set(['correlation', 'identity', 'time']);

/** What is redacted never enters the table, so no expression that is evaluated later finds it. */
export const redactedIsUnread: Rule = (draft) => {
  const redacted = redactedIn(draft);
  return expressionsIn(draft)
    .filter(({ root, role }) => root === 'event' && !BEFORE.has(role))
    .flatMap(({ text, path, role, offset }): readonly Finding[] => {
      const expression = expressionOf(text);
      if (expression === undefined) return [];
      return pathsOf(expression).flatMap(({ of, names, position }): readonly Finding[] => {
        const by = of === INPUT ? redacted.find((path) => covers(path.text, names)) : undefined;
        if (by === undefined) return [];
        const message = `${quoted(names.join('.'))} in the ${role} ${quoted(text)} is redacted (\`${by.text}\`), so it never has a value there. Read something else, or let the producer say what is needed in a field of its own.`;
        return [{ code: 'redacted-read', severity: 'warning', message, path, offset: offset + position }];
      });
    });
};
