import type { Picture, PictureEdge } from '../../layout/picture.ts';
import { isFrame, START_NODE } from '../../layout/picture.ts';
import type { InstanceAnswer, InstanceSummary, NodeMark } from '../api.ts';
import type { Atlas } from './atlas.ts';
import type { Reason, Visit, Way } from './way.ts';

export type Marks = { [state: string]: NodeMark };

type Drawn = { readonly atlas: Atlas; readonly picture: Picture; readonly items: InstanceAnswer['items'] };

/** How the picture is coloured for one run. */
export function marksOf(
  { atlas, picture, items }: Drawn,
  { status, lastState, places }: Pick<InstanceSummary, 'status' | 'lastState' | 'places'>,
  { visits }: Pick<Way, 'visits'>,
): Marks {
  const marks: Marks = { [START_NODE]: 'passed' };
  for (const { state } of visits) marks[state] = 'passed';
  for (const { state } of places) marks[state] = 'current';
  // Between two waits the table shows none; the history knows where it stands.
  const last = visits.at(-1)?.state;
  if (status === 'running' && places.length === 0 && last !== undefined) marks[last] = 'current';
  // An unexpected event ends the machine in a state of its own, which is not the author's: then, where it stood.
  const known = atlas.at(lastState) ?? atlas.at(last);
  if (status !== 'running' && known !== undefined) {
    marks[known.state.name] = status === 'failed' ? 'failed' : 'succeeded';
  }
  markItems(atlas, items, visits, marks);
  markFrames(picture, marks);
  return marks;
}

/** Inside a forEach: where its items stand, and what they have passed. */
function markItems(
  atlas: Atlas,
  items: InstanceAnswer['items'],
  visits: readonly Visit[],
  marks: Marks,
): void {
  for (const { state } of atlas.states) {
    if (state.kind !== 'forEach') continue;
    const here = marks[state.name] === 'current';
    for (const { moves } of visits.filter((visit) => visit.state === state.name)) {
      for (const { from, to } of moves) {
        if (from !== undefined) marks[from] = 'passed';
        marks[to] = 'passed';
      }
    }
    for (const inner of state.states) {
      if ((items[state.name]?.[inner.name] ?? 0) === 0) continue;
      marks[inner.name] = here && inner.kind !== 'final' ? 'current' : 'passed';
    }
  }
}

/** A frame is where what is inside it is. */
function markFrames({ nodes }: Picture, marks: Marks): void {
  for (const { id, kind } of [...nodes].reverse()) {
    if (!isFrame(kind)) continue;
    const inside = nodes.filter(({ parent }) => parent === id).map((each) => marks[each.id]);
    const own = marks[id];
    if (inside.includes('current')) marks[id] = 'current';
    else if (inside.includes('failed')) marks[id] = 'failed';
    else if (own === undefined || own === 'passed') {
      if (inside.some((mark) => mark !== undefined)) marks[id] = 'passed';
    }
  }
}

/** The edges of the picture along which the visits follow each other. */
export function takenEdges({ edges, nodes }: Picture, { visits }: Pick<Way, 'visits'>): string[] {
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  const map = { edges, around: (id: string) => chainOf(id, parents) };
  const along = new Set(
    visits.flatMap(({ from, state, by, moves }) => [
      ...stepAlong(map, from ?? START_NODE, state, by),
      ...moves.flatMap((move) =>
        move.from === undefined ? [] : stepAlong(map, move.from, move.to, move.by),
      ),
    ]),
  );
  return edges.filter(({ id }) => along.has(id)).map(({ id }) => id);
}

function chainOf(id: string, parents: ReadonlyMap<string, string | undefined>): readonly string[] {
  const frames: string[] = [];
  for (let parent = parents.get(id); parent !== undefined; parent = parents.get(parent)) frames.push(parent);
  return frames;
}

type Chart = { readonly edges: readonly PictureEdge[]; around(id: string): readonly string[] };

/** From a state, or what stands around it, to a state, or what it is the beginning of; then inwards from dot to dot. */
function stepAlong(map: Chart, from: string, to: string, by: Reason): string[] {
  const outer = map.around(from);
  const sources = [from, ...outer.flatMap((frame) => [frame, `#every ${frame}`]), '#every '];
  const frames = map.around(to);
  const goals = [to, ...frames.flatMap((frame) => [frame, `#start ${frame}`])];
  const joining = map.edges
    .filter((edge) => sources.includes(edge.from) && goals.includes(edge.to))
    .filter((edge) => edge.from.startsWith('#every ') || !goals.includes(edge.from))
    .sort((a, b) => sources.indexOf(a.from) - sources.indexOf(b.from));
  const best = joining.find((edge) => fits(edge, by)) ?? joining.find((edge) => edge.from === from);
  // A region begins with its parallel: nothing but its dot leads into it.
  const entered = best === undefined ? frames.slice(0, frames.indexOf(from) + 1).at(-2) : best.to;
  const path = best === undefined ? [] : [best.id];
  return [...path, ...inwards(map, entered === undefined ? to : entered, to)];
}

function fits({ labels }: PictureEdge, by: Reason): boolean {
  return labels.some(({ kind, name }) => kind === by.kind && (by.kind !== 'event' || by.name === name));
}

/** The arrows from the dots of the frames that are entered, as long as they lead to the state. */
function inwards(map: Chart, entered: string, to: string): string[] {
  const path: string[] = [];
  for (let at = entered; at !== to;) {
    const dot = at.startsWith('#start ') ? at : `#start ${at}`;
    const edge = map.edges.find((each) => each.from === dot);
    if (edge === undefined || (edge.to !== to && !map.around(to).includes(edge.to))) break;
    path.push(edge.id);
    at = edge.to;
  }
  // The items of a forEach begin at its dot.
  const within = map.edges.find((each) => each.from === `#start ${to}`);
  return within === undefined ? path : [...path, within.id];
}

/** The members of an `all` that have arrived since it was last entered; once it is left by `onDone`, all of them. */
export function arrivedMembers(atlas: Atlas, { visits }: Pick<Way, 'visits'>) {
  const arrived: { [state: string]: string[] } = {};
  for (const { state } of atlas.states) {
    if (state.kind !== 'all') continue;
    const visit = visits.findLast((each) => each.state === state.name);
    if (visit === undefined) continue;
    arrived[state.name] = state.members
      .map(({ event }) => event)
      .filter((member) => visit.took.includes(member));
  }
  return arrived;
}
