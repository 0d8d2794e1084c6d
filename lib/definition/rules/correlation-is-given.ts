import { every } from '../suggest.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Without one nobody knows which instance an event belongs to. Ignored events belong to none. */
export const correlationIsGiven: Rule = ({ data, policies, events, ignore }) => {
  if (events.length === 0 || given(data, []) || policies.correlation.length > 0) return [];
  const ignored = new Set(ignore.map(({ text }) => text));
  const without = events.filter(({ name }) => !ignored.has(name.text) && !given(data, name.path));
  if (without.length === 0) return [];
  const names = without.map(({ name }) => quoted(name.text));
  const [only] = without;
  const all = without.length === events.length;
  const message = all
    ? 'There is no `correlation`: nothing says which instance an event belongs to. Add it at the top, such as `correlation: detail.id`.'
    : `There is no \`correlation\` for ${every(names)}. Add one there, or one at the top for all events.`;
  return [
    {
      code: 'missing-correlation',
      message,
      path: all || only === undefined ? [] : only.name.path,
      at: 'key',
    },
  ];
};

/** Of whatever type: one of the wrong type has been reported as that. */
function given(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data;
  for (const key of [...path, 'correlation']) {
    if (value === null || typeof value !== 'object') return false;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value !== undefined;
}
