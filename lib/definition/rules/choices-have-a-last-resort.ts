import { NO_TRANSITION } from '../names.ts';
import { waysIn } from '../tree.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Where nothing else can come, some branch has to hold. */
export const choicesHaveALastResort: Rule = (draft) =>
  waysIn(draft).flatMap(({ at, branches, owner }): readonly Finding[] => {
    const last = branches.at(-1);
    if ((at !== 'onDone' && at !== 'next' && at !== 'catch') || last?.guard === undefined) return [];
    if (branches.some(({ guard }) => guard === undefined)) return [];
    const state = quoted(owner?.state.name.text ?? '');
    const message = `Where none of the guards under \`${at}\` of ${state} holds, the instance fails (${NO_TRANSITION.error}). Add a last branch without a guard.`;
    return [{ code: 'no-last-resort', severity: 'warning', message, path: last.path }];
  });
