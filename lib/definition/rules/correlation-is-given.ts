import type { Data } from '../data.ts';
import { entriesOf, memberOf } from '../read-data.ts';
import { every, nearMisses } from '../suggest.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Without one nobody knows which instance an event belongs to. Ignored events belong to none. */
export const correlationIsGiven: Rule = ({ data, events, ignore }) => {
  if (events.length === 0 || given(data, undefined)) return [];
  const ignored = new Set(ignore.map(({ text }) => text));
  const without = events.filter(({ name }) => !ignored.has(name.text) && !given(data, name.text));
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

/** Of whatever type, or misspelt: that has been reported as what it is. */
function given(data: Data, event: string | undefined): boolean {
  const owner = event === undefined ? data : memberOf(memberOf(data, 'events'), event);
  return entriesOf(owner).some(([key]) => nearMisses(key, ['correlation']).length > 0);
}
