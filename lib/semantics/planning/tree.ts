/** The states as a tree that can be walked upwards. */
import type { Choreography, Region, Standing, State } from '../../definition/model.ts';

export type Node = {
  readonly name: string;
  /** Absent for what stands at the top, and for a region. */
  readonly state?: State;
  /** A region is a node of its own, between its parallel and its states. */
  readonly region?: Region;
  readonly parent: Node | undefined;
  /** The path and depth of the scope that it lies in; of a region: that it is. */
  readonly scope: string;
  readonly level: number;
  readonly children: Node[];
};

export type Tree = {
  readonly root: Node;
  /** Every state by its name, in the author's order. */
  readonly byName: ReadonlyMap<string, Node>;
};

export function treeOf(choreography: Choreography): Tree {
  const byName = new Map<string, Node>();
  const root: Node = { name: '', parent: undefined, scope: '', level: 0, children: [] };
  grow(root, choreography.states, byName);
  return { root, byName };
}

function grow(parent: Node, states: readonly State[], byName: Map<string, Node>): void {
  const { scope, level } = parent;
  for (const state of states) {
    const node: Node = { name: state.name, state, parent, scope, level, children: [] };
    parent.children.push(node);
    byName.set(state.name, node);
    if (state.kind === 'compound') grow(node, state.states, byName);
    if (state.kind !== 'parallel') continue;
    for (const region of state.regions) {
      const path = [...(scope === '' ? [] : [scope]), escaped(state.name), escaped(region.name)].join('/');
      const inside: Node = {
        name: region.name,
        region,
        parent: node,
        scope: path,
        level: level + 1,
        children: [],
      };
      node.children.push(inside);
      grow(inside, region.states, byName);
    }
  }
}

/** A path has two names for each level, whatever the author calls them. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** From itself outwards to the root. */
export function upwards(node: Node): Node[] {
  const chain: Node[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) chain.push(at);
  return chain;
}

export function isWithin(node: Node, outer: Node): boolean {
  return upwards(node).includes(outer);
}

/** Where entering this state ends: down through the initial states of compounds. */
export function initialLeaf(tree: Tree, node: Node): Node {
  const initial = node.region?.initial ?? (node.state?.kind === 'compound' ? node.state.initial : undefined);
  return initial === undefined ? node : initialLeaf(tree, nodeNamed(tree, initial));
}

export function nodeNamed(tree: Tree, name: string): Node {
  const node = tree.byName.get(name);
  if (node === undefined) throw new Error(`The choreography has no state "${name}"`);
  return node;
}

const NOTHING: Standing = { on: [], after: [] };

/** What stands on it: of a final state, a task and a region nothing. */
export function standingOf(node: Node, choreography: Choreography): Standing {
  if (node.parent === undefined) return choreography.top;
  const { state } = node;
  return state === undefined || state.kind === 'final' || state.kind === 'task' ? NOTHING : state;
}

/** In the order of the author, the places among the nodes: all but compounds and regions. */
export function isPlace(node: Node): boolean {
  return node.state !== undefined && node.state.kind !== 'compound';
}
