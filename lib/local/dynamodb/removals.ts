import { isList, isObject } from '../json.ts';
import type { Json } from '../service.ts';

/**
 * dynalite goes through an update expression part by part, and what it takes out of a list moves the elements behind up.
 * DynamoDB means all places as they were before: so the removals from lists come last, the innermost first, and those at
 * the end of a list before those at its beginning. `data` is the request as dynalite's checks leave it.
 */
export function orderRemovals(data: unknown): void {
  const updates = isObject(data) ? data['_updates'] : undefined;
  const sections = isObject(updates) ? updates['sections'] : undefined;
  if (!Array.isArray(sections)) return;
  sections.sort((one: Json, other: Json) => {
    const [first, second] = [placeRemoved(one), placeRemoved(other)];
    if (first === undefined || second === undefined)
      return Number(first !== undefined) - Number(second !== undefined);
    return second.depth - first.depth || second.index - first.index;
  });
}

/** Undefined for what removes nothing from a list. */
function placeRemoved(section: Json): { readonly depth: number; readonly index: number } | undefined {
  const { type, path } = isObject(section) ? section : {};
  const index = isList(path) ? path.at(-1) : undefined;
  if (type !== 'remove' || !isList(path) || typeof index !== 'number') return undefined;
  return { depth: path.length, index };
}
