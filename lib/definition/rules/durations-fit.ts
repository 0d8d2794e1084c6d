import type { DraftState, Text } from '../draft.ts';
import { DURATION_FORMS, MAX_DEADLINE, parseDuration } from '../duration.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { isSwapped, quoted } from './walk.ts';

/** An execution, and with it every wait, lasts a year at most. */
export const durationsFit: Rule = ({ policies, events, states }) => [
  ...[policies, ...events.map((event) => event.policies)].flatMap(({ hold }) =>
    hold === undefined ? [] : check('hold', hold, 0, 'value'),
  ),
  ...states.flatMap(({ due, after }) => [
    ...(due === undefined ? [] : check('due', due, 1000, 'value')),
    ...(after === undefined
      ? []
      : isSwapped(after)
        ? [swapped(after)]
        : check('after', after.delay, 1000, after.delayIsKey ? 'key' : 'value')),
  ]),
];

type After = NonNullable<DraftState['after']>;

function swapped({ delay, target }: After): Finding {
  const message = `\`after\` has ${quoted(delay.text)} where the duration stands. Write \`after: { ${target.text}: ${delay.text} }\`.`;
  return { code: 'duration-invalid', message, path: delay.path, at: 'key' };
}

function check(role: string, { text, path }: Text, least: number, at: 'key' | 'value'): readonly Finding[] {
  const duration = parseDuration(text);
  if (duration === undefined) {
    const message = `\`${role}\` has ${quoted(text)}, which is no duration. Write ${DURATION_FORMS}.${hint(text)}`;
    return [{ code: 'duration-invalid', message, path, at }];
  }
  if (duration > MAX_DEADLINE) {
    const message = `\`${role}\` has ${quoted(text)}; at most a year (365d) is possible, the longest an execution can run.`;
    return [{ code: 'duration-too-long', message, path, at }];
  }
  if (duration >= least) return [];
  const message = `\`${role}\` has ${quoted(text)}; it must be one second at least.`;
  return [{ code: 'duration-too-short', message, path, at }];
}

function hint(text: string): string {
  if (/^P(\d+Y)?(\d+M)?/.exec(text)?.[0].includes('Y') === true || /^P\d+M/.test(text)) {
    return ' Years and months are not all of one length: write days.';
  }
  const seconds = /^(\d+)ms$/.exec(text)?.[1];
  if (seconds !== undefined) return ' A second is the least.';
  if (/^\d+$/.test(text)) return ` Add the unit, such as \`${text}s\`.`;
  const spaced = text
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/^(\d+)(second|minute|min|hour|day|week|sec|hr)s?$/, firstLetter);
  return spaced !== text && parseDuration(spaced) !== undefined ? ` Did you mean \`${spaced}\`?` : '';
}

function firstLetter(_whole: string, count: string, unit: string): string {
  return count + unit.charAt(0);
}
