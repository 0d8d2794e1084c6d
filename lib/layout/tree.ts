import type { Choreography, State } from '../definition/model.ts';
import type { Sized } from './nodes.ts';
import { dotNode, everyNode, frameNode, leafNode, regionNode } from './nodes.ts';
import { standingNotes } from './notes.ts';
import { START_NODE } from './picture.ts';

/** A box of the picture, with those inside it. */
export type Block = { readonly node: Sized; readonly inner: readonly Block[] };

export type Tree = {
  /** The outermost ones. */
  readonly blocks: readonly Block[];
  /** Frame → the state it begins in; regions included, a parallel's own frame not. */
  readonly initials: ReadonlyMap<string, string>;
  /** The ids of the frames around a box, the innermost first. */
  around(id: string): readonly string[];
};

/** Names that begin with `#` are no author's. */
export const initialOf = (frame: string) => `#start ${frame}`;
/** The box that stands for every state in a frame; of the whole choreography for ''. */
export const everyOf = (frame: string) => `#every ${frame}`;
export const regionOf = (parallel: string, region: string) => `#region ${JSON.stringify([parallel, region])}`;

export function treeOf(choreography: Choreography): Tree {
  const { top, states } = choreography;
  const initials = new Map<string, string>();
  const around = new Map<string, readonly string[]>();
  const blocks = [
    { node: dotNode(START_NODE, 'start'), inner: [] },
    ...(hasTop(choreography)
      ? [{ node: everyNode(everyOf(''), 'In every state', standingNotes(top)), inner: [] }]
      : []),
    ...states.map((state) => blockOf(state, initials)),
  ];
  const enclose = (block: Block, frames: readonly string[]) => {
    around.set(block.node.id, frames);
    for (const each of block.inner) enclose(each, [block.node.id, ...frames]);
  };
  for (const block of blocks) enclose(block, []);
  return { blocks, initials, around: (id) => around.get(id) ?? [] };
}

function hasTop({ top: { on, after, due } }: Choreography): boolean {
  return on.length > 0 || after.length > 0 || due !== undefined;
}

function blockOf(state: State, initials: Map<string, string>): Block {
  switch (state.kind) {
    case 'wait':
    case 'all':
    case 'task':
    case 'final':
      return { node: leafNode(state), inner: [] };
    case 'compound':
    case 'forEach':
      return { node: frameNode(state), inner: innerOf(state.name, state, initials, leadsInside(state)) };
    case 'parallel':
      return {
        node: frameNode(state),
        inner: state.regions.map((region) => {
          const id = regionOf(state.name, region.name);
          return { node: regionNode(id, region), inner: innerOf(id, region, initials, false) };
        }),
      };
  }
}

function innerOf(
  frame: string,
  { initial, states }: { readonly initial: string; readonly states: readonly State[] },
  initials: Map<string, string>,
  every: boolean,
): Block[] {
  initials.set(frame, initial);
  return [
    { node: dotNode(initialOf(frame), 'initial'), inner: [] },
    ...(every ? [{ node: everyNode(everyOf(frame), 'In every state here', []), inner: [] }] : []),
    ...states.map((state) => blockOf(state, initials)),
  ];
}

/** Whether something that stands on a frame leads to one of the states inside it. */
function leadsInside(state: Extract<State, { kind: 'compound' | 'forEach' }>): boolean {
  const inside = new Set(state.states.flatMap(namesIn));
  const branches = [
    ...state.on.flatMap((handler) => handler.branches),
    ...state.after.flatMap((clock) => clock.branches),
    ...state.always,
    ...state.onDone,
  ];
  return branches.some(({ target }) =>
    inside.has(typeof target === 'object' ? target.history : (target ?? '')),
  );
}

export function namesIn(state: State): string[] {
  return [state.name, ...innerStates(state).flatMap(namesIn)];
}

/** The states directly inside, of all regions. */
function innerStates(state: State): readonly State[] {
  switch (state.kind) {
    case 'compound':
    case 'forEach':
      return state.states;
    case 'parallel':
      return state.regions.flatMap(({ states }) => states);
    default:
      return [];
  }
}
