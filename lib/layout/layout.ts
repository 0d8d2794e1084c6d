import type { Choreography } from '../definition/model.ts';
import type { Link } from './edges.ts';
import { linksOf } from './edges.ts';
import { engine } from './engine.ts';
import type { Sized } from './nodes.ts';
import { nodesOf } from './nodes.ts';
import type { Box, Picture, PictureEdge, Point } from './picture.ts';

const MARGIN = 16;
const SPACE = { nodesep: 24, edgesep: 14, ranksep: 28 };

/** Where everything stands. The same choreography always gives the same picture. */
export function layoutOf(choreography: Choreography): Picture {
  const nodes = nodesOf(choreography);
  const links = linksOf(choreography);
  /** dagre makes up names of its own and takes '' for none, so it never sees the author's. */
  const ids = new Map(nodes.map(({ id }, index) => [id, `node ${index}`]));
  const idOf = (name: string) => ids.get(name) ?? name;
  const graph = placed(nodes, links, idOf);
  const { width, height } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: nodes.map((node) => ({ ...node, ...around(graph.node(idOf(node.id)), node) })),
    edges: links.map((link) => edgeAt(link, graph.edge(idOf(link.from), idOf(link.to)))),
  };
}

function placed(nodes: readonly Sized[], links: readonly Link[], idOf: (name: string) => string) {
  const graph = new engine.graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', marginx: MARGIN, marginy: MARGIN, ...SPACE });
  for (const { id, width, height } of nodes) graph.setNode(idOf(id), { width, height });
  for (const { from, to, width, height, main } of links) {
    graph.setEdge(idOf(from), idOf(to), { width, height, labelpos: 'c', weight: main ? 8 : 1 });
  }
  engine.layout(graph);
  return graph;
}

/** dagre gives centres; fractions of a pixel would blur hairlines. */
function around(centre: Point, { width, height }: { width: number; height: number }): Box {
  return { x: Math.round(centre.x - width / 2), y: Math.round(centre.y - height / 2), width, height };
}

function edgeAt(link: Link, at: Point & { readonly points: readonly Point[] }): PictureEdge {
  const { from, to, labels } = link;
  return {
    id: JSON.stringify([from, to]),
    from,
    to,
    labels,
    points: at.points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) })),
    labelBox: around(at, link),
  };
}
