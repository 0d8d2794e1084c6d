import type { DraftStanding } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { statesIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { firstParallel, quoted } from './walk.ts';

/** Each region works on a context of its own, so what stands over regions and stays assigns in one of them. */
export const regionsSeeAssigns: Rule = (draft) => {
  const top = draft.states.map(firstParallel).find((name) => name !== undefined);
  return [
    ...(top === undefined ? [] : overRegions(draft.top, top)),
    ...statesIn(draft).flatMap(({ state }) => {
      const parallel = firstParallel(state);
      return parallel === undefined ? [] : overRegions(state, parallel);
    }),
  ];
};

function overRegions({ on }: DraftStanding, parallel: string): readonly Finding[] {
  return on.flatMap(({ event, branches }) =>
    branches.flatMap(({ target, assign }): readonly Finding[] => {
      const [first] = assign;
      if (target !== undefined || first === undefined) return [];
      const message = `While the regions of ${quoted(parallel)} are active, one of them takes ${quoted(event.text)}, and only that one sees what it assigns to ${quoted(first.name.text)} until all are done. If another one needs it, give the transition a target, or put it into the region that does.`;
      return [
        { code: 'assign-over-regions', severity: 'warning', message, path: first.name.path, at: 'key' },
      ];
    }),
  );
}
