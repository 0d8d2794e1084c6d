import { parseDuration } from '../duration.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** A `due` that is not before the deadline is never reported: the state has been left by then. */
export const dueComesFirst: Rule = ({ states }) =>
  states.flatMap(({ name, due, after }) => {
    if (due === undefined || after === undefined) return [];
    const soft = parseDuration(due.text);
    const hard = parseDuration(after.delay.text);
    if (soft === undefined || hard === undefined || soft < hard) return [];
    const message = `In ${quoted(name.text)} \`due\` (${due.text}) is not before the deadline (${after.delay.text}), so it is never reported. Make it shorter, or leave it out.`;
    return [{ code: 'due-after-deadline', severity: 'warning', message, path: due.path }];
  });
