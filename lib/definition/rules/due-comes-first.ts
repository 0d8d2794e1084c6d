import { statesIn } from '../tree.ts';
import { deadlinesOver, fixedDelay } from './deadlines.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** A `due` that is not before the deadline is never reported: the state has been left by then. */
export const dueComesFirst: Rule = (draft) => {
  const tops = draft.top.due === undefined ? [] : [{ due: draft.top.due, placed: undefined }];
  const states = statesIn(draft).map((placed) => ({ due: placed.state.due, placed }));
  return [...tops, ...states].flatMap(({ due, placed }): readonly Finding[] => {
    const soft = due === undefined ? undefined : fixedDelay(due);
    if (due === undefined || soft === undefined) return [];
    const hard = deadlinesOver(draft, placed).find(({ delay }) => delay <= soft);
    if (hard === undefined) return [];
    const own = placed?.state.name.text;
    const whose =
      hard.owner === own
        ? `the deadline (${hard.clock.moment.text})`
        : `the deadline of ${hard.owner === undefined ? 'the choreography' : quoted(hard.owner)} (${hard.clock.moment.text})`;
    const where = own === undefined ? 'At the top' : `In ${quoted(own)}`;
    const message = `${where} \`due\` (${due.text}) is not before ${whose}, so it is never reported. Make it shorter, or leave it out.`;
    return [{ code: 'due-after-deadline', severity: 'warning', message, path: due.path }];
  });
};
