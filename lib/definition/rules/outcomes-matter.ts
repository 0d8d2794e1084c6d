import { statesIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Only an outermost final state ends the instance; inside another one `failed` says nothing that anything reads. */
export const outcomesMatter: Rule = (draft) =>
  statesIn(draft)
    .filter(({ state, within }) => within.length > 0 && state.final?.text === 'failed')
    .map(({ state: { name, final }, within }) => {
      const around = quoted(within.at(-1)?.state.name.text ?? '');
      const message = `${quoted(name.text)} ends ${around} and not the instance, so \`failed\` makes no difference here. Write \`final: succeeded\`, or put the failing state at the outermost level.`;
      return {
        code: 'outcome-unread',
        severity: 'warning',
        message,
        path: final?.path ?? name.path,
      };
    });
