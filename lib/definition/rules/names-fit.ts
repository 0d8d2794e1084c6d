import type { Text } from '../draft.ts';
import { MAX_STATE_NAME } from '../names.ts';
import type { Finding } from '../problems.ts';
import { statesIn, waysIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** EventBridge's limit for a detail type, which an event's name is by default. */
const MAX_EVENT_NAME = 128;

/** Names travel through Step Functions, through the table's keys and through JSON objects. */
export const namesFit: Rule = (draft) => {
  const states = statesIn(draft).map(({ state }) => state);
  const assigned = waysIn(draft).flatMap(({ branches }) => branches.flatMap(({ assign }) => assign));
  return [
    ...states.flatMap(({ name }) => checkName('a state', name, MAX_STATE_NAME, STEP_FUNCTIONS)),
    ...states.flatMap(({ regions }) =>
      regions.flatMap(({ name }) => checkName('a region', name, MAX_STATE_NAME, STEP_FUNCTIONS)),
    ),
    ...draft.events.flatMap(({ name }) => checkName('an event', name, MAX_EVENT_NAME, 'EventBridge takes')),
    ...draft.labels.flatMap(({ name }) => checkName('a label', name, MAX_LABEL, 'a label has')),
    ...[...draft.context, ...assigned].flatMap(({ name }) => checkContextName(name)),
  ];
};

const MAX_LABEL = 64;
const STEP_FUNCTIONS = 'Step Functions takes';

function checkName(kind: string, name: Text, max: number, whose: string): readonly Finding[] {
  const why = unfit(name.text, max, whose);
  if (why === undefined) return [];
  const message = `${quoted(name.text)} cannot be the name of ${kind}: ${why}`;
  return [{ code: 'name-format', message, path: name.path, at: 'key' }];
}

function unfit(name: string, max: number, whose: string): string | undefined {
  if (name.trim() === '') return 'it is empty. Give it a name.';
  if (name !== name.trim()) return 'there is white space at its beginning or end. Remove it.';
  if (name.length > max) {
    return `it has ${name.length} characters, and ${whose} at most ${max}. Shorten it.`;
  }
  if (/\p{Cc}|\p{Cs}/u.test(name)) return 'there is a line break or a control character in it. Remove it.';
  if (name === '__proto__') return 'JavaScript keeps it for itself. Choose another one.';
  if (name.startsWith('#')) return 'names that begin with # are for the monitor. Choose another one.';
  return undefined;
}

/** So that `$context.name` needs no quotes. */
function checkContextName(name: Text): readonly Finding[] {
  const { text } = name;
  const common = checkName('a context variable', name, MAX_STATE_NAME, STEP_FUNCTIONS);
  if (common.length > 0 || /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(text)) return common;
  const fitting = text.replace(/[^\p{ID_Continue}]+(.)?/gu, (_gap, next: string | undefined) =>
    (next ?? '').toUpperCase(),
  );
  const hint = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(fitting) ? ` Write ${quoted(fitting)}.` : '';
  const message = `${quoted(text)} cannot be the name of a context variable: it is read as \`$context.name\`, so it has letters, digits and _ only, and no digit first.${hint}`;
  return [{ code: 'name-format', message, path: name.path, at: 'key' }];
}
