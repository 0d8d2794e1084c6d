import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Two states whose names differ only in capitals, spaces or hyphens are one state misspelt, more often than not. */
export const namesAreToldApart: Rule = ({ states }) =>
  states.flatMap(({ name }, index) => {
    const twin = states.slice(0, index).find((other) => folded(other.name.text) === folded(name.text));
    if (twin === undefined) return [];
    const message = `The states ${quoted(twin.name.text)} and ${quoted(name.text)} have names that people cannot tell apart. Rename one of them, or make them one.`;
    return [{ code: 'names-alike', severity: 'warning', message, path: name.path, at: 'key' }];
  });

function folded(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
