import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Two states whose names differ only in capitals, spaces or hyphens are one state misspelt, more often than not. */
export const namesAreToldApart: Rule = ({ states }) => {
  const first = new Map<string, string>();
  return states.flatMap(({ name }): readonly Finding[] => {
    const folded = name.text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
    const twin = first.get(folded);
    if (twin === undefined) {
      first.set(folded, name.text);
      return [];
    }
    const message = `The states ${quoted(twin)} and ${quoted(name.text)} have names that people cannot tell apart. Rename one of them, or make them one.`;
    return [{ code: 'names-alike', severity: 'warning', message, path: name.path, at: 'key' }];
  });
};
