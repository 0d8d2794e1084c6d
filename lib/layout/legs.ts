import type { Link } from './edges.ts';
import type { Tree } from './tree.ts';

/**
 * The part of a link that lies in one frame. Where the link goes on outside of the frame, one of its ends is a port in
 * the frame's border.
 */
export type Leg = {
  /** The link's index. */
  readonly link: number;
  /** The boxes directly in the frame that hold the link's ends; undefined for a port. */
  readonly from: string | undefined;
  readonly to: string | undefined;
};

/** The outermost sheet, which is no frame. */
export const SHEET = '';

/** Frame → the legs in it, in the links' order. */
export function legsOf(links: readonly Link[], tree: Tree): ReadonlyMap<string, readonly Leg[]> {
  const legs = new Map<string, Leg[]>();
  const add = (frame: string, leg: Leg) => legs.set(frame, [...(legs.get(frame) ?? []), leg]);
  for (const [link, { from, to }] of links.entries()) {
    const [outOf, into] = [from, to].map((id) => [...tree.around(id), SHEET]);
    const common = outOf?.find((frame) => into?.includes(frame)) ?? SHEET;
    const within = (id: string, frames: readonly string[] = []) =>
      frames.slice(0, frames.indexOf(common)).map((frame, index) => ({
        frame,
        box: index === 0 ? id : (frames[index - 1] ?? id),
      }));
    const [left, entered] = [within(from, outOf), within(to, into)];
    for (const { frame, box } of left) add(frame, { link, from: box, to: undefined });
    for (const { frame, box } of entered) add(frame, { link, from: undefined, to: box });
    add(common, { link, from: left.at(-1)?.frame ?? from, to: entered.at(-1)?.frame ?? to });
  }
  return legs;
}

export function isWhole(leg: Leg): leg is Leg & { readonly from: string; readonly to: string } {
  return leg.from !== undefined && leg.to !== undefined;
}
