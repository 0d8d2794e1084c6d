import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** With the stack's name and what is added to a dead-letter queue's, 80 characters must do. */
const MAX_ID = 40;

export const idIsKebabCase: Rule = ({ id }) => {
  if (id === undefined) return [];
  if (!KEBAB.test(id.text)) {
    const fitting = kebab(id.text);
    const hint = KEBAB.test(fitting) ? ` Write ${quoted(fitting)}.` : '';
    return [
      {
        code: 'id-format',
        message: `The id ${quoted(id.text)} is not in kebab-case: lower-case letters and digits, words joined by single hyphens, a letter first.${hint}`,
        path: id.path,
      },
    ];
  }
  if (id.text.length <= MAX_ID) return [];
  const message = `The id ${quoted(id.text)} has ${id.text.length} characters; at most ${MAX_ID} fit into the names of the queues made from it. Shorten it.`;
  return [{ code: 'id-format', message, path: id.path }];
};

function kebab(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .slice(0, MAX_ID);
}
