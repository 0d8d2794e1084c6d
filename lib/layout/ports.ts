import type { Arranged, Part } from './arrange.ts';
import type { Leg } from './legs.ts';

/**
 * Around a frame its links lie in an order of their own, which its inside did not know: those that leave one box by the
 * same border change ways until they do not cross there.
 */
export function uncrossed<T extends Arranged>(inner: T, legs: readonly Leg[], outer: Arranged): T {
  const groups = new Map<string, Port[]>();
  for (const { link, from, to } of legs) {
    const port = portOf(link, inner, outer);
    if (port === undefined) continue;
    const group = JSON.stringify([from ?? to, port.y === 0, from === undefined]);
    groups.set(group, [...(groups.get(group) ?? []), port]);
  }
  const parts = new Map(inner.legs);
  for (const ports of groups.values()) {
    const ways = [...ports].sort((a, b) => a.x - b.x);
    const order = [...ports].sort((a, b) => a.next - b.next || a.x - b.x);
    for (const [index, { link }] of order.entries()) {
      const part = ways[index]?.part;
      if (part !== undefined) parts.set(link, part);
    }
  }
  return { ...inner, legs: parts };
}

/** `next` is where its link goes on outside. */
type Port = {
  readonly link: number;
  readonly part: Part;
  readonly x: number;
  readonly y: number;
  readonly next: number;
};

function portOf(link: number, inner: Arranged, outer: Arranged): Port | undefined {
  const part = inner.legs.get(link);
  const beyond = outer.legs.get(link);
  if (part?.port === undefined || beyond === undefined) return undefined;
  const leaves = part.port === 'to';
  const at = part.points.at(leaves ? -1 : 0);
  const next = beyond.points.at(leaves ? 1 : -2);
  return at === undefined || next === undefined ? undefined : { link, part, ...at, next: next.x };
}
