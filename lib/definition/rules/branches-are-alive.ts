import type { DraftBranch, DraftState } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { statesIn, waysIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { callOf, quoted } from './walk.ts';

/** The first branch that holds wins, so one without a guard leaves nothing for those behind it. */
export const branchesAreAlive: Rule = (draft) => [
  ...waysIn(draft).flatMap((way) =>
    way.branches.flatMap((branch, index) => dead(callOf(way), branch, way.branches.slice(0, index))),
  ),
  ...statesIn(draft)
    .filter(({ state }) => state.kind === 'all')
    .flatMap(({ state }) => deadMembers(state)),
];

function dead(called: string, branch: DraftBranch, before: readonly DraftBranch[]): readonly Finding[] {
  const at = { code: 'dead-branch', path: branch.path } as const;
  if (before.some(({ guard }) => guard === undefined)) {
    const message = `This branch of ${called} is never taken: one before it has no guard and always holds. Put that one last, or give it a guard.`;
    return [{ ...at, message }];
  }
  const { guard } = branch;
  if (guard === undefined || !before.some((other) => other.guard?.text === guard.text)) return [];
  const message = `This branch of ${called} is never taken: one before it has the same guard ${quoted(guard.text)}. Change one of the two guards, or remove a branch.`;
  return [{ ...at, message }];
}

function deadMembers({ members, on }: DraftState): readonly Finding[] {
  return members.flatMap(({ event: { text, path } }) => {
    const first = on.find(({ event }) => event.text === text);
    if (first?.branches.every(({ guard }) => guard !== undefined) ?? true) return [];
    const message = `${quoted(text)} never counts as a member of this \`all\`: its \`on\` has a branch without a guard, and \`on\` is tried first. Give that branch a guard, or take the event out of one of the two.`;
    const at = typeof path.at(-1) === 'number' ? 'value' : 'key';
    return [{ code: 'dead-branch', message, path, at }];
  });
}
