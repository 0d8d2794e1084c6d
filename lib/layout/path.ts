import type { Point } from './picture.ts';

/** SVG path data through the points: straight, with rounded corners. */
export function pathOf(points: readonly Point[], radius = 14): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = [`M${at(first)}`];
  for (const [index, point] of rest.entries()) {
    const previous = points[index] ?? first;
    const next = rest[index + 1];
    if (next === undefined) parts.push(`L${at(point)}`);
    else
      parts.push(`L${at(towards(point, previous, radius))}Q${at(point)} ${at(towards(point, next, radius))}`);
  }
  return parts.join('');
}

/** The point on the way from one to the other, at most half of it. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(distance, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function at({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
