import type { Text } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { statesIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Names that differ only in capitals, spaces or hyphens are one name misspelt, more often than not. */
export const namesAreToldApart: Rule = (draft) => {
  const states = statesIn(draft).map(({ state }) => state);
  return [
    ...alike(
      'states',
      states.map(({ name }) => name),
    ),
    ...states.flatMap(({ regions }) =>
      alike(
        'regions',
        regions.map(({ name }) => name),
      ),
    ),
  ];
};

function alike(what: string, names: readonly Text[]): readonly Finding[] {
  const first = new Map<string, string>();
  return names.flatMap((name): readonly Finding[] => {
    const folded = name.text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
    const twin = first.get(folded);
    // The same name twice is a problem of its own.
    if (twin === undefined || twin === name.text) {
      first.set(folded, name.text);
      return [];
    }
    const message = `The ${what} ${quoted(twin)} and ${quoted(name.text)} have names that people cannot tell apart. Rename one of them, or make them one.`;
    return [{ code: 'names-alike', severity: 'warning', message, path: name.path, at: 'key' }];
  });
}
