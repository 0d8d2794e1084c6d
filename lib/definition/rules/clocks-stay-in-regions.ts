import type { DraftClock, DraftStanding } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { statesIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { firstParallel, quoted } from './walk.ts';

/**
 * Every region runs by itself, so a clock over regions that leaves them all standing would fire in each, and silence
 * would be counted in each.
 */
export const clocksStayInRegions: Rule = (draft) => {
  const over = new Map<DraftStanding, string>();
  const top = draft.states.map(firstParallel).find((name) => name !== undefined);
  if (top !== undefined) over.set(draft.top, top);
  for (const { state } of statesIn(draft)) {
    const parallel = firstParallel(state);
    if (parallel !== undefined) over.set(state, parallel);
  }
  return [...over].flatMap(([standing, parallel]) => [
    ...standing.after.flatMap((clock) => overRegions(clock, parallel)),
    ...(standing.due?.kind === 'silence' ? [silent(standing.due, parallel)] : []),
  ]);
};

function overRegions({ moment, branches, path }: DraftClock, parallel: string): readonly Finding[] {
  if (moment.kind === 'silence') return [silent(moment, parallel)];
  const staying = branches.find(({ target }) => target === undefined);
  if (staying === undefined) return [];
  const message = `A deadline without \`target\` cannot stand over the regions of ${quoted(parallel)}: it would fire in each of them. Give it a target, put it into one region, or use \`due\`.`;
  return [
    { code: 'clock-over-regions', message, path: staying.path.length > path.length ? staying.path : path },
  ];
}

function silent({ path }: DraftClock['moment'], parallel: string): Finding {
  const message = `\`silence\` cannot stand over the regions of ${quoted(parallel)}: each of them would count its own. Put it into one region, or use a \`delay\`.`;
  return { code: 'clock-over-regions', message, path, at: 'key' };
}
