import type { EventPattern } from '../model.ts';

/** What one way through a pattern demands of each field: any of the matchers. Keyed by the field's path as JSON. */
export type Alternative = ReadonlyMap<string, readonly unknown[]>;

const MAX_ALTERNATIVES = 200;

/** The pattern without its `$or`s: an event matches it that fulfils one of these. Undefined where they are too many. */
export function alternativesOf(pattern: EventPattern): readonly Alternative[] | undefined {
  const known = expanded.get(pattern) ?? expand([new Map()], [], pattern);
  expanded.set(pattern, known);
  return known.length > MAX_ALTERNATIVES ? undefined : known;
}

/** Each pattern is compared with every other one. */
const expanded = new WeakMap<EventPattern, readonly Alternative[]>();

function expand(sum: readonly Alternative[], path: readonly string[], part: object): readonly Alternative[] {
  let result = sum;
  for (const [key, value] of Object.entries(part)) {
    if (result.length > MAX_ALTERNATIVES) return result;
    if (key === '$or' && Array.isArray(value)) {
      const before = result;
      result = value.flatMap((way: unknown) => (isObject(way) ? expand(before, path, way) : []));
    } else if (Array.isArray(value)) {
      const field = JSON.stringify([...path, key]);
      const matchers: readonly unknown[] = value;
      result = result.map((alternative) => new Map([...alternative, [field, matchers]]));
    } else if (isObject(value)) {
      result = expand(result, [...path, key], value);
    }
  }
  return result;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
