import { UNEXPECTED_STATE } from '../names.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Every machine has a Fail state of its own for unexpected events. */
export const namesAreFree: Rule = ({ states }) =>
  states
    .filter(({ name }) => name.text.toLowerCase() === UNEXPECTED_STATE.toLowerCase())
    .map(({ name }) => ({
      code: 'name-reserved',
      message: `${quoted(name.text)} is the state that every machine has for unexpected events. Call this one something else.`,
      path: name.path,
      at: 'key',
    }));
