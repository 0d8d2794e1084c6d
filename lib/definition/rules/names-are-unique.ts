import { statesIn } from '../tree.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** A target is a name alone, so one name is one state, however deep it lies. */
export const namesAreUnique: Rule = (draft) => {
  const seen = new Map<string, string>();
  return statesIn(draft).flatMap(({ state: { name }, within }): readonly Finding[] => {
    const around = within.at(-1);
    const where = around === undefined ? 'at the outermost level' : `in ${quoted(around.state.name.text)}`;
    const first = seen.get(name.text);
    if (first === undefined) {
      seen.set(name.text, where);
      return [];
    }
    const message = `There are two states ${quoted(name.text)}: one ${first}, and this one ${where}. A name belongs to one state in the whole choreography: call this one something else.`;
    return [{ code: 'duplicate-name', message, path: name.path, at: 'key' }];
  });
};
