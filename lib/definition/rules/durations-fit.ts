import type { DraftClock, DraftMoment, Text } from '../draft.ts';
import { DURATION_FORMS, MAX_DEADLINE, parseDuration } from '../duration.ts';
import { momentOf } from '../moment.ts';
import type { Finding } from '../problems.ts';
import { statesIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { isMisshapenInstant, isSwapped, quoted } from './walk.ts';

/** An execution, and with it every wait, lasts a year at most. */
export const durationsFit: Rule = (draft) => [
  ...[draft.policies, ...draft.events.map((event) => event.policies)].flatMap(({ hold, settle }) => [
    ...(hold === undefined ? [] : check('hold', hold, 0, 'value')),
    ...(settle === undefined ? [] : check('settle', settle, 0, 'value')),
  ]),
  ...[draft.top, ...statesIn(draft).map(({ state }) => state)].flatMap(({ due, after }) => [
    ...(due === undefined ? [] : checkMoment('due', due)),
    ...after.flatMap((clock) =>
      isSwapped(clock) ? swapped(clock) : checkMoment(nameOf(clock.moment), clock.moment),
    ),
  ]),
];

function nameOf({ kind, isKey }: DraftMoment): string {
  return isKey || kind === 'delay' ? 'after' : kind;
}

function swapped({ moment, branches }: DraftClock): readonly Finding[] {
  const duration = branches[0]?.target?.text ?? '';
  const message = `\`after\` has ${quoted(moment.text)} where the duration stands. Write \`after: { ${duration}: ${moment.text} }\`.`;
  return [{ code: 'duration-invalid', message, path: moment.path, at: 'key' }];
}

/** What is computed is judged as an expression. */
function checkMoment(role: string, moment: DraftMoment): readonly Finding[] {
  if (isMisshapenInstant(moment)) {
    const message = `\`${role}\` has ${quoted(moment.text)}, which is no instant. Write ISO 8601 with its time zone, such as 2026-12-24T18:00:00Z.`;
    return [{ code: 'duration-invalid', message, path: moment.path }];
  }
  const kind = momentOf(moment)?.kind;
  if (kind === 'at' || kind === 'computed delay') return [];
  return check(role, moment, 1000, moment.isKey ? 'key' : 'value', moment.kind === 'delay' && !moment.isKey);
}

function check(
  role: string,
  { text, path }: Text,
  least: number,
  at: 'key' | 'value',
  computable = false,
): readonly Finding[] {
  const duration = parseDuration(text);
  if (duration === undefined) {
    const or = computable ? ', or JSONata such as `$context.days * 86400000`' : '';
    const message = `\`${role}\` has ${quoted(text)}, which is no duration. Write ${DURATION_FORMS}${or}.${hint(text)}`;
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
