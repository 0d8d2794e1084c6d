/** The boxes of one frame, side by side and one below the other, and the way of each leg between them. */
import type { Link } from './edges.ts';
import type { Graph } from './engine.ts';
import { engine } from './engine.ts';
import type { Leg } from './legs.ts';
import { isWhole } from './legs.ts';
import type { Box, Point } from './picture.ts';

/** At which border of a frame a link leaves or enters it, by the link's index: above or below its states. */
export type Sides = ReadonlyMap<number, Side>;
export type Side = 'top' | 'bottom';

export type Size = { readonly id: string; readonly width: number; readonly height: number };

export type Arranged = {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  /** By the link's index. */
  readonly legs: ReadonlyMap<number, Part>;
};

/** A leg with its place; its points run in the link's direction. */
export type Part = {
  readonly points: readonly Point[];
  /** Which of its ends is a port. */
  readonly port: 'from' | 'to' | undefined;
  /** Only where neither is. */
  readonly label: Box | undefined;
};

const SPACE = { nodesep: 24, edgesep: 14, ranksep: 28 };
/** Between ranks, where ways go on outside of a frame: they come from wherever its inside wants. */
const AIRY = 44;
const MARGIN = 16;
const PORT = { width: 10, height: 0 };

export type Frame = {
  readonly sizes: readonly Size[];
  readonly legs: readonly Leg[];
  readonly links: readonly Link[];
  readonly sides: Sides;
  /** Whether links cross the borders of frames in it. */
  readonly airy?: boolean;
};

export function arranged(frame: Frame): Arranged {
  const ports = frame.legs.filter((leg) => !isWhole(leg));
  const graph = ports.length === 0 ? drawn(frame) : drawn(frame, extremes(frame));
  const { width, height } = graph.graph();
  const boxes = new Map(
    frame.sizes.map(({ id, ...size }, index) => [id, around(graph.node(nodeId(index)), size)]),
  );
  const legs = new Map(frame.legs.map((leg) => [leg.link, partOf(leg, frame, graph)]));
  return { width: Math.ceil(width), height: Math.ceil(height), boxes, legs };
}

function partOf(leg: Leg, frame: Frame, graph: Graph): Part {
  const { from, to, reversed } = endsOf(leg, frame);
  const { points, ...centre } = graph.edge(from, to, String(leg.link));
  const rounded = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  const size = frame.links[leg.link];
  return {
    points: reversed ? rounded.reverse() : rounded,
    port: isWhole(leg) ? undefined : leg.from === undefined ? 'from' : 'to',
    label: isWhole(leg) && size !== undefined && size.width > 0 ? around(centre, size) : undefined,
  };
}

/** Which links run upwards: these leave what they come from at its top. Sizes do not matter for it. */
export function upwards(frame: Frame): ReadonlySet<number> {
  const { y } = ranks(frame);
  return new Set(frame.legs.filter(isWhole).flatMap(({ link, from, to }) => (y(from) < y(to) ? [] : [link])));
}

function ranks(frame: Frame) {
  const flat = { ...frame, sizes: frame.sizes.map(({ id }) => ({ id, width: 1, height: 1 })) };
  const graph = drawn(flat);
  const ids = new Map(frame.sizes.map(({ id }, index) => [id, nodeId(index)]));
  return { y: (id: string) => Math.round(graph.node(ids.get(id) ?? '').y) };
}

type Extremes = { readonly top: readonly string[]; readonly bottom: readonly string[] };

/** The boxes above and below which the ports have to be. */
function extremes(frame: Frame): Extremes {
  const { y } = ranks({ ...frame, legs: frame.legs.filter(isWhole) });
  const levels = frame.sizes.map(({ id }) => y(id));
  const at = (level: number) =>
    frame.sizes.flatMap(({ id }, index) => (y(id) === level ? [nodeId(index)] : []));
  return { top: at(Math.min(...levels)), bottom: at(Math.max(...levels)) };
}

/** dagre makes up names of its own and takes '' for none, so it never sees the author's. */
const nodeId = (index: number) => `node ${index}`;
const portId = (link: number) => `port ${link}`;

function endsOf({ link, from, to }: Leg, { sizes, sides }: Frame) {
  const idOf = (box: string | undefined) =>
    box === undefined ? portId(link) : nodeId(sizes.findIndex(({ id }) => id === box));
  const ends = { from: idOf(from), to: idOf(to), reversed: false };
  const [side, away] = [sides.get(link) ?? 'bottom', to === undefined];
  if ((from !== undefined && to !== undefined) || (side === 'bottom') === away) return ends;
  return { from: ends.to, to: ends.from, reversed: true };
}

function drawn(frame: Frame, beyond?: Extremes): Graph {
  const graph = new engine.graphlib.Graph({ multigraph: true });
  const space = frame.airy === true ? { ...SPACE, ranksep: AIRY } : SPACE;
  graph.setGraph({ rankdir: 'TB', marginx: MARGIN, marginy: MARGIN, ...space });
  for (const [index, { width, height }] of frame.sizes.entries())
    graph.setNode(nodeId(index), { width, height });
  for (const leg of frame.legs) {
    const link = frame.links[leg.link];
    if (link === undefined) continue;
    if (!isWhole(leg)) graph.setNode(portId(leg.link), PORT);
    const { width, height } = isWhole(leg) ? link : { width: 0, height: 0 };
    const { from, to } = endsOf(leg, frame);
    graph.setEdge(from, to, { width, height, labelpos: 'c', weight: link.main ? 8 : 1 }, String(leg.link));
  }
  if (beyond !== undefined) pushOut(graph, frame, beyond);
  engine.layout(graph);
  return graph;
}

/** Ports belong above or below everything else: an unseen box beyond them, which holds to both, sees to it. */
function pushOut(graph: Graph, { legs, sides }: Frame, { top, bottom }: Extremes): void {
  const held = { width: 0, height: 0, labelpos: 'c' } as const;
  const ports = legs.filter((leg) => !isWhole(leg)).map(({ link }) => link);
  const above = ports.filter((link) => sides.get(link) === 'top');
  const below = ports.filter((link) => sides.get(link) !== 'top');
  if (above.length > 0) {
    graph.setNode('above', { width: 0, height: 0 });
    for (const link of above) graph.setEdge('above', portId(link), { ...held, weight: 16 }, 'held');
    for (const id of top) graph.setEdge('above', id, { ...held, weight: 1 }, 'held');
  }
  if (below.length > 0) {
    graph.setNode('below', { width: 0, height: 0 });
    for (const link of below) graph.setEdge(portId(link), 'below', { ...held, weight: 16 }, 'held');
    for (const id of bottom) graph.setEdge(id, 'below', { ...held, weight: 1 }, 'held');
  }
}

/** dagre gives centres; fractions of a pixel would blur hairlines. */
function around(centre: Point, { width, height }: { width: number; height: number }): Box {
  return { x: Math.round(centre.x - width / 2), y: Math.round(centre.y - height / 2), width, height };
}
