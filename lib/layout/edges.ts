import type { Branch, Choreography, Clock, Handler, State } from '../definition/model.ts';
import type { EdgeLabel, PictureEdge } from './picture.ts';
import { linesOf, START_NODE, TYPE } from './picture.ts';
import type { Labeller } from './labels.ts';
import { alwaysLabel, deadlineLabel, doneLabel, eventLabel, failureLabel } from './labels.ts';
import { deadlineText } from './words.ts';
import { widthOf } from './text.ts';
import type { Tree } from './tree.ts';
import { everyOf, initialOf } from './tree.ts';

export type Link = Pick<PictureEdge, 'from' | 'to' | 'labels'> & {
  readonly width: number;
  readonly height: number;
  /** The author's first way out of a state: drawn as straight as can be. */
  readonly main: boolean;
};

/** One link for each pair of states, however many transitions join them. A state's way to itself is in its box. */
export function linksOf(choreography: Choreography, tree: Tree): Link[] {
  const { start, top, states } = choreography;
  const arrows = [
    ...start.flatMap((handler) => ofHandler(START_NODE, handler)),
    ...standing(everyOf(''), top.on, top.after),
    ...states.flatMap((state) => leaving(state)),
  ].flatMap((arrow) => placed(arrow, tree));
  const pairs = new Map<string, Arrow[]>();
  for (const arrow of [...arrows, ...entering(tree)]) {
    const pair = JSON.stringify([arrow.from, arrow.to]);
    pairs.set(pair, [...(pairs.get(pair) ?? []), arrow]);
  }
  const left = new Set<string>();
  return [...pairs.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const main = !left.has(first.from);
    left.add(first.from);
    const labels = group.flatMap(({ label }) => label ?? []);
    return [linkOf(first, labels, main)];
  });
}

export type Arrow = { readonly from: string; readonly to: string; readonly label: EdgeLabel | undefined };

/** From each frame's dot to its initial state. */
function entering(tree: Tree): Arrow[] {
  return [...tree.initials].map(([frame, to]) => ({ from: initialOf(frame), to, label: undefined }));
}

/**
 * Where an arrow begins and ends in the picture. What leads from a frame into itself begins at the box that stands for
 * all its states; what leads from a state to a frame around it ends at the dot where the frame begins.
 */
function placed({ from, to, label }: Arrow, tree: Tree): Arrow[] {
  if (from === to) return [];
  if (tree.around(to).includes(from)) return [{ from: everyOf(from), to, label }];
  if (tree.around(from).includes(to)) return [{ from, to: initialOf(to), label }];
  return [{ from, to: entrance(from, to, tree), label }];
}

/** What enters a frame from outside and goes where it begins anyway just leads to the frame. */
function entrance(from: string, to: string, tree: Tree): string {
  let at = to;
  for (const frame of tree.around(to)) {
    const within = frame === from || tree.around(from).includes(frame);
    if (within || tree.initials.get(frame) !== at) break;
    at = frame;
  }
  return at;
}

function leaving(state: State): Arrow[] {
  const { name } = state;
  switch (state.kind) {
    case 'final':
      return [];
    case 'wait':
      return [...standing(name, state.on, state.after), ...branched(name, state.always, always)];
    case 'all':
      return [
        ...state.on.flatMap((handler) => ofHandler(name, handler)),
        ...branched(name, state.onDone, doneLabel('all arrived')),
        ...state.after.flatMap((clock) => ofClock(name, clock)),
      ];
    case 'task':
      return [
        ...branched(name, state.next, doneLabel('done')),
        ...state.catch.flatMap(({ errors, branches }) => branched(name, branches, failureLabel(errors))),
      ];
    case 'compound':
    case 'forEach':
      return [...leavingFrame(state), ...state.states.flatMap(leaving)];
    case 'parallel':
      return [...leavingFrame(state), ...state.regions.flatMap(({ states }) => states.flatMap(leaving))];
  }
}

const DONE = { compound: 'done', parallel: 'all done', forEach: 'each one done' } as const;
const always = alwaysLabel();

/** The regular way out comes first: it is drawn as straight as can be. */
function leavingFrame(state: Extract<State, { kind: keyof typeof DONE }>): Arrow[] {
  return [
    ...branched(state.name, state.onDone, doneLabel(DONE[state.kind])),
    ...standing(state.name, state.on, state.after),
    ...branched(state.name, state.always, always),
  ];
}

function standing(from: string, on: readonly Handler[], after: readonly Clock[]): Arrow[] {
  return [
    ...on.flatMap((handler) => ofHandler(from, handler)),
    ...after.flatMap((clock) => ofClock(from, clock)),
  ];
}

function ofHandler(from: string, { event, branches }: Handler): Arrow[] {
  return branched(from, branches, eventLabel(event));
}

function ofClock(from: string, { moment, branches }: Clock): Arrow[] {
  return branched(from, branches, deadlineLabel(deadlineText(moment)));
}

/** Branches of one event that lead to the same state are one label. */
function branched(from: string, branches: readonly Branch[], labelled: Labeller): Arrow[] {
  const groups = new Map<string, Branch[]>();
  for (const branch of branches) {
    const { target } = branch;
    if (target === undefined) continue;
    const to = typeof target === 'string' ? target : target.history;
    groups.set(to, [...(groups.get(to) ?? []), branch]);
  }
  return [...groups].map(([to, group], index) => ({ from, to, label: labelled(group, index > 0) }));
}

function linkOf({ from, to }: Arrow, labels: readonly EdgeLabel[], main: boolean): Link {
  const lines = labels.flatMap(({ kind, text, guardText, more = [] }) => [
    widthOf(text, TYPE.label) + (kind === 'deadline' ? 16 : 0),
    ...(guardText === undefined ? [] : [widthOf(guardText, TYPE.label)]),
    ...more.map((line) => widthOf(line, TYPE.label)),
  ]);
  const count = labels.reduce((total, label) => total + linesOf(label), 0);
  return {
    from,
    to,
    labels,
    main,
    width: count === 0 ? 0 : Math.max(...lines) + 12,
    height: count === 0 ? 0 : count * TYPE.labelLine + 4,
  };
}
