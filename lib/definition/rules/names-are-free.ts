import { NO_TRANSITION, TOO_MUCH_DATA, UNEXPECTED_STATE } from '../names.ts';
import { statesIn } from '../tree.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** The Fail states that machines have of their own. */
const TAKEN: ReadonlyMap<string, string> = new Map([
  [UNEXPECTED_STATE.toLowerCase(), 'is the state that every machine has for unexpected events'],
  [NO_TRANSITION.state.toLowerCase(), 'is the state that a machine has for where no transition holds'],
  [TOO_MUCH_DATA.state.toLowerCase(), 'is the state that a machine has for where regions remember too much'],
]);

export const namesAreFree: Rule = (draft) =>
  statesIn(draft).flatMap(({ state: { name } }): readonly Finding[] => {
    const why = TAKEN.get(name.text.toLowerCase());
    if (why === undefined) return [];
    const message = `${quoted(name.text)} ${why}. Call this one something else.`;
    return [{ code: 'name-reserved', message, path: name.path, at: 'key' }];
  });
