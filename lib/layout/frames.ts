/** The boxes with others inside: what is arranged in one gets a header and a border. */
import type { Arranged, Frame, Part } from './arrange.ts';
import type { Sized } from './nodes.ts';
import type { Box, Point } from './picture.ts';
import { FRAME_PADDING } from './picture.ts';

/** Around what stands in a frame; the regions of a parallel reach its border. */
const ROOM = { side: FRAME_PADDING.x, top: 6, bottom: 16 };
const BARE = { side: 0, top: 0, bottom: 0 };
/** A way through a port keeps this far from the frame's sides. */
const PORT_ROOM = 6;

/** The frame in its whole size; places count from its corner. */
export function framed<T extends Arranged>({ kind, width, height }: Sized, content: T): T {
  const room = kind === 'parallel' ? BARE : ROOM;
  const bounds = boundsOf(content);
  const below = [...content.legs.values()].some(({ port }) => port !== undefined);
  const whole = {
    width: Math.max(width, bounds.width + 2 * room.side),
    height: height + room.top + bounds.height + room.bottom + (below ? PORT_ROOM : 0),
  };
  const by = {
    x: Math.round((whole.width - bounds.width) / 2) - bounds.x,
    y: height + room.top - bounds.y,
  };
  const boxes = new Map([...content.boxes].map(([id, box]) => [id, { ...box, ...moved(box, by) }]));
  const legs = new Map([...content.legs].map(([link, part]) => [link, bordered(part, by, whole.height)]));
  return { ...content, ...whole, boxes, legs };
}

/** Of boxes, labels and ways; ports stand beyond, above or below. */
function boundsOf({ boxes, legs }: Arranged): Box {
  const inside = [...legs.values()].filter(({ port }) => port === undefined);
  const all: Box[] = [
    ...boxes.values(),
    ...inside.flatMap(({ label }) => label ?? []),
    ...inside.flatMap(({ points }) => points.map((point) => ({ ...point, width: 0, height: 0 }))),
  ];
  const through = [...legs.values()].filter(({ port }) => port !== undefined);
  const ways = through.flatMap(({ points }) => points.map(({ x }) => x));
  const left = Math.min(...all.map(({ x }) => x), ...ways.map((x) => x - PORT_ROOM));
  const right = Math.max(...all.map(({ x, width }) => x + width), ...ways.map((x) => x + PORT_ROOM));
  const top = Math.min(...all.map(({ y }) => y));
  const bottom = Math.max(...all.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A port stands in the frame's border, and nothing of its way beyond. */
function bordered({ points, port, label }: Part, by: Point, height: number): Part {
  const own = points.map((point) => moved(point, by));
  const placed = {
    points: own,
    port,
    label: label === undefined ? undefined : { ...label, ...moved(label, by) },
  };
  const end = port === 'from' ? own.at(0) : own.at(-1);
  if (port === undefined || end === undefined) return placed;
  const border = { x: end.x, y: end.y < height / 2 ? 0 : height };
  const inside = own.filter(({ y }) => y > 0 && y < height);
  return { ...placed, points: port === 'from' ? [border, ...inside] : [...inside, border] };
}

function moved({ x, y }: Point, by: Point): Point {
  return { x: x + by.x, y: y + by.y };
}

/** Wider than this, regions go on in another row. */
const MOST_WIDTH = 1_000;

/** The regions of a parallel: beside each other, all of a row equally high. Nothing leads from one to another. */
export function inRows({ sizes }: Pick<Frame, 'sizes'>, least: number): Arranged {
  const rows: { sizes: Frame['sizes'][number][]; width: number }[] = [];
  for (const size of sizes) {
    const row = rows.at(-1);
    if (row === undefined || row.width + size.width > MOST_WIDTH)
      rows.push({ sizes: [size], width: size.width });
    else {
      row.sizes.push(size);
      row.width += size.width;
    }
  }
  const width = Math.max(least, ...rows.map((row) => row.width));
  const boxes = new Map<string, Box>();
  let y = 0;
  for (const row of rows) {
    const height = Math.max(...row.sizes.map((size) => size.height));
    let x = 0;
    for (const [index, size] of row.sizes.entries()) {
      const last = index === row.sizes.length - 1;
      const own = last ? width - x : size.width + Math.floor((width - row.width) / row.sizes.length);
      boxes.set(size.id, { x, y, width: own, height });
      x += own;
    }
    y += height;
  }
  return { width, height: y, boxes, legs: new Map() };
}
