import type { Box, PictureNode, Point } from './picture.ts';

/** An arrow that ends at a pill ends at its round border, and not at the corner of the box around it. */
export function onPill(points: readonly Point[], to: PictureNode | undefined): readonly Point[] {
  const [before, tip] = points.slice(-2);
  if (to?.kind !== 'final' || before === undefined || tip === undefined) return points;
  return [...points.slice(0, -1), tipAt(before, tip, to)];
}

function tipAt(before: Point, tip: Point, { x, y, width, height }: Box): Point {
  const radius = height / 2;
  const centre = { x: Math.min(Math.max(tip.x, x + radius), x + width - radius), y: y + radius };
  const [dx, dy] = [tip.x - before.x, tip.y - before.y];
  const length = Math.hypot(dx, dy);
  if (length === 0 || centre.x === tip.x) return tip;
  // Where the line of the last piece meets the circle of the pill's end.
  const [ux, uy] = [dx / length, dy / length];
  const along = (centre.x - before.x) * ux + (centre.y - before.y) * uy;
  const apart = Math.hypot(before.x + along * ux - centre.x, before.y + along * uy - centre.y);
  if (apart >= radius) return tip;
  const reach = along - Math.sqrt(radius ** 2 - apart ** 2);
  return { x: round(before.x + reach * ux), y: round(before.y + reach * uy) };
}

const round = (value: number) => Math.round(value * 10) / 10;
