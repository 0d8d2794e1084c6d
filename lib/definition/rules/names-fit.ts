import type { Text } from '../draft.ts';
import { MAX_STATE_NAME } from '../names.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** EventBridge's limit for a detail type, which an event's name is by default. */
const MAX_EVENT_NAME = 128;

/** Names travel through Step Functions, through the table's keys and through JSON objects. */
export const namesFit: Rule = ({ states, events }) => [
  ...states.flatMap(({ name }) => checkName('state', name, MAX_STATE_NAME, 'Step Functions')),
  ...events.flatMap(({ name }) => checkName('event', name, MAX_EVENT_NAME, 'EventBridge')),
];

function checkName(kind: string, name: Text, max: number, whose: string): readonly Finding[] {
  const why = unfit(name.text, max, whose);
  if (why === undefined) return [];
  const message = `${quoted(name.text)} cannot be the name of a${kind === 'event' ? 'n' : ''} ${kind}: ${why}`;
  return [{ code: 'name-format', message, path: name.path, at: 'key' }];
}

function unfit(name: string, max: number, whose: string): string | undefined {
  if (name.trim() === '') return 'it is empty. Give it a name.';
  if (name !== name.trim()) return 'there is white space at its beginning or end. Remove it.';
  if (name.length > max) {
    return `it has ${name.length} characters, and ${whose} takes at most ${max}. Shorten it.`;
  }
  if (/\p{Cc}|\p{Cs}/u.test(name)) return 'there is a line break or a control character in it. Remove it.';
  if (name === '__proto__') return 'JavaScript keeps it for itself. Choose another one.';
  if (name.startsWith('#')) return 'names that begin with # are for the monitor. Choose another one.';
  return undefined;
}
