import type { Choreography } from '../definition/model.ts';
import type { Arranged, Part, Side, Sides } from './arrange.ts';
import { arranged, upwards } from './arrange.ts';
import type { Link } from './edges.ts';
import { linksOf } from './edges.ts';
import { framed, inRows } from './frames.ts';
import type { Leg } from './legs.ts';
import { isWhole, legsOf, SHEET } from './legs.ts';
import type { Box, Picture, PictureEdge, PictureNode, Point } from './picture.ts';
import { onPill } from './pill.ts';
import { uncrossed } from './ports.ts';
import type { Block } from './tree.ts';
import { treeOf } from './tree.ts';

/**
 * Where everything stands. The same choreography always gives the same picture. Each frame is arranged by itself, from
 * the inside out, and then is one box to what is around it; links that cross a frame's border go through a port there.
 */
export function layoutOf(choreography: Choreography): Picture {
  const tree = treeOf(choreography);
  const links = linksOf(choreography, tree);
  const plan = { links, legs: legsOf(links, tree), sides: new Map<number, Side>() };
  chooseSides(SHEET, tree.blocks, plan);
  const sheet = arrange({ id: SHEET, width: 0 }, tree.blocks, plan);
  const nodes = placeBlocks(sheet, tree.blocks, { x: 0, y: 0 }, undefined);
  return { width: sheet.width, height: sheet.height, nodes, edges: edgesOf(links, sheet, nodes) };
}

type Plan = {
  readonly links: readonly Link[];
  readonly legs: ReadonlyMap<string, readonly Leg[]>;
  readonly sides: Map<number, Side>;
};

/** A frame with everything in it. Its places count from its own corner. */
export type Sheet = Arranged & { readonly id: string; readonly sheets: ReadonlyMap<string, Sheet> };

/** From the outside in: where a link goes outside says at which border it leaves. */
function chooseSides(id: string, blocks: readonly Block[], plan: Plan): void {
  const legs = plan.legs.get(id) ?? [];
  const isRow = blocks.some(({ node }) => node.kind === 'region');
  const frame = { ...plan, legs, sizes: blocks.map(({ node }) => node), sides: sidesIn(legs, plan.sides) };
  const up = isRow ? new Set<number>() : upwards(frame);
  for (const { link } of legs.filter(isWhole)) plan.sides.set(link, up.has(link) ? 'top' : 'bottom');
  for (const { node, inner } of blocks) if (inner.length > 0) chooseSides(node.id, inner, plan);
}

/** A link's side is where it leaves; it enters at the other one. */
function sidesIn(legs: readonly Leg[], sides: Sides): Sides {
  return new Map(
    legs.map(({ link, from }) => {
      const leaves = sides.get(link) ?? 'bottom';
      const enters = leaves === 'bottom' ? 'top' : 'bottom';
      return [link, from === undefined ? enters : leaves];
    }),
  );
}

/** @param around the frame it is for: regions fill the width of its header. */
function arrange(
  { id, width: least }: { readonly id: string; readonly width: number },
  blocks: readonly Block[],
  plan: Plan,
): Sheet {
  const sheets = new Map(
    blocks
      .filter(({ inner }) => inner.length > 0)
      .map((block) => [block.node.id, framed(block.node, arrange(block.node, block.inner, plan))]),
  );
  const sizes = blocks.map(({ node }) => {
    const { width, height } = sheets.get(node.id) ?? node;
    return { id: node.id, width, height };
  });
  const legs = plan.legs.get(id) ?? [];
  const crossing = [...sheets.values()].some((sheet) =>
    [...sheet.legs.values()].some(({ port }) => port !== undefined),
  );
  const frame = { sizes, legs, links: plan.links, sides: sidesIn(legs, plan.sides), airy: crossing };
  const isRow = blocks.some(({ node }) => node.kind === 'region');
  const outer = isRow ? inRows(frame, least) : arranged(frame);
  const settled = [...sheets].map(([name, sheet]): [string, Sheet] => [
    name,
    uncrossed(sheet, plan.legs.get(name) ?? [], outer),
  ]);
  return { ...outer, id, sheets: new Map(settled) };
}

function placeBlocks(
  sheet: Sheet,
  blocks: readonly Block[],
  corner: Point,
  parent: string | undefined,
): PictureNode[] {
  return blocks.flatMap(({ node, inner }) => {
    const box = sheet.boxes.get(node.id) ?? { x: 0, y: 0, width: node.width, height: node.height };
    const at = { ...box, ...shifted(box, corner) };
    const own = { ...node, ...at, ...(parent === undefined ? {} : { parent }) };
    const inside = sheet.sheets.get(node.id);
    if (inside === undefined) return [own];
    return [{ ...own, header: node.height }, ...placeBlocks(inside, inner, at, node.id)];
  });
}

function edgesOf(links: readonly Link[], sheet: Sheet, nodes: readonly PictureNode[]): PictureEdge[] {
  const parts = new Map<number, Part[]>();
  collect(sheet, { x: 0, y: 0 }, parts);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return links.map((link, index) => {
    const { from, to, labels } = link;
    const { points, labelBox } = joined(parts.get(index) ?? []);
    return {
      id: JSON.stringify([from, to]),
      from,
      to,
      labels,
      points: onPill(points, byId.get(to)),
      labelBox,
    };
  });
}

/** The parts of each link: the whole one first, then further and further inwards. */
function collect(sheet: Sheet, corner: Point, parts: Map<number, Part[]>): void {
  for (const [link, part] of sheet.legs)
    parts.set(link, [...(parts.get(link) ?? []), shiftedPart(part, corner)]);
  for (const [id, inner] of sheet.sheets) {
    const box = sheet.boxes.get(id);
    if (box !== undefined) collect(inner, shifted(box, corner), parts);
  }
}

/** A port takes the place of where the part around it met the frame's border. */
function joined(parts: readonly Part[]): { points: readonly Point[]; labelBox: Box } {
  let points: readonly Point[] = [];
  for (const { points: more, port } of parts) {
    if (port === 'to') points = [...more, ...points.slice(1)];
    else if (port === 'from') points = [...points.slice(0, -1), ...more];
    else points = more;
  }
  const labelBox = parts.find(({ label }) => label !== undefined)?.label;
  return { points, labelBox: labelBox ?? { x: 0, y: 0, width: 0, height: 0 } };
}

function shiftedPart({ points, port, label }: Part, by: Point): Part {
  return {
    points: points.map((point) => shifted(point, by)),
    port,
    label: label === undefined ? undefined : { ...label, ...shifted(label, by) },
  };
}

function shifted({ x, y }: Point, by: Point): Point {
  return { x: x + by.x, y: y + by.y };
}
