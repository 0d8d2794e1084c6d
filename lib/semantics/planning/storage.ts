/** Which places are put again within one visit, and which cannot leave their clocks to their task alone. */
import type { AllState, Branch, Choreography, Clock, Moment } from '../../definition/model.ts';
import { leaves, type Storage } from './clocks.ts';
import { isDrop } from './routes.ts';
import { initialLeaf, nodeNamed, standingOf, upwards, type Node, type Tree } from './tree.ts';

export function storageOf(choreography: Choreography, tree: Tree): Storage {
  const over = (node: Node): readonly Clock[] =>
    upwards(node).flatMap((at) => standingOf(at, choreography).after);
  const stays = remembering((node) => {
    const { state } = node;
    if (state?.kind === 'forEach') return true;
    if (state?.kind === 'all') return gathers(node, state, choreography, tree);
    return state?.kind === 'wait' && isPutAgain(node, choreography, tree);
  });
  const stores = remembering((node) => {
    const clocks = over(node);
    const [only] = clocks;
    const { after } = standingOf(node, choreography);
    if (after.length === 0) return false;
    return stays(node) || clocks.length > 1 || only?.moment.kind !== 'delay';
  });
  return { stays, stores };
}

/** Something that stands over the place changes the context, acts, or lets a deadline pass, and leaves it where it is. */
function isPutAgain(node: Node, choreography: Choreography, tree: Tree): boolean {
  const standing = upwards(node).map((at) => standingOf(at, choreography));
  const branches = standing.flatMap(({ on }) => on.flatMap((handler) => handler.branches));
  if (branches.some((branch) => branch.target === undefined && !isDrop(branch))) return true;
  const clocks = standing.flatMap(({ after }) => after);
  return clocks.some((clock) => !leaves(clock) || mayFail(clock.branches, choreography, tree));
}

/** What is entered has a computed clock: one that fails makes the branch not hold. */
function mayFail(branches: readonly Branch[], choreography: Choreography, tree: Tree): boolean {
  return branches.some(({ target }) => {
    if (typeof target !== 'string') return false;
    const path = upwards(initialLeaf(tree, nodeNamed(tree, target)));
    return path.some((node) => momentsOn(node, choreography).some(isComputedMoment));
  });
}

export function momentsOn(node: Node, choreography: Choreography): readonly Moment[] {
  const { after, due } = standingOf(node, choreography);
  return [...after.map(({ moment }) => moment), ...(due === undefined ? [] : [due])];
}

export function isComputedMoment({ kind }: Moment): boolean {
  return kind === 'at' || kind === 'computed delay';
}

/** Whether an `all` has to be one wait: its members change something, or it is put again within a visit. */
export function gathers(node: Node, all: AllState, choreography: Choreography, tree: Tree): boolean {
  const plain = all.members.every(
    ({ branches }) =>
      branches.length <= 1 && branches.every((branch) => branch.guard === undefined && isDrop(branch)),
  );
  if (!plain || isPutAgain(node, choreography, tree)) return true;
  return upwards(node).some((at) => momentsOn(at, choreography).some(({ kind }) => kind === 'silence'));
}

function remembering(ask: (node: Node) => boolean): (node: Node) => boolean {
  const known = new Map<Node, boolean>();
  return (node) => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const answer = ask(node);
    known.set(node, answer);
    return answer;
  };
}
