import { matches } from '../../patterns/matches.ts';
import { parsePattern } from '../../patterns/parse.ts';
import type { EventPattern } from '../model.ts';
import { alternativesOf, isObject, type Alternative } from './alternatives.ts';
import { ABSENT, exclude, passes } from './matcher.ts';
import { samplesOf } from './samples.ts';

/**
 * Whether one event can match both patterns. `overlap` is certain: an event that does was found. `disjoint` is certain
 * for events whose fields hold single values.
 */
export type Comparison = 'disjoint' | 'overlap' | 'undecided';

export function compare(a: EventPattern, b: EventPattern): Comparison {
  const [ways, others] = [alternativesOf(a), alternativesOf(b)];
  if (ways === undefined || others === undefined || ways.length * others.length > MAX_PAIRS)
    return 'undecided';
  const possible = ways.flatMap((way) =>
    others.filter((other) => !disjoint(way, other)).map((other) => [way, other] as const),
  );
  if (possible.length === 0) return 'disjoint';
  const found = possible.some(([way, other]) => {
    const event = witness(way, other);
    return event !== undefined && matchedBy(a, event) && matchedBy(b, event);
  });
  return found ? 'overlap' : 'undecided';
}

const MAX_PAIRS = 400;

function disjoint(a: Alternative, b: Alternative): boolean {
  return [...a].some(([field, matchers]) => {
    const others = b.get(field);
    return others?.every((other) => matchers.every((matcher) => exclude(matcher, other))) ?? false;
  });
}

/** An event that fulfils both, if one is found. */
function witness(a: Alternative, b: Alternative): unknown {
  let event: Tree | undefined = {};
  for (const field of new Set([...a.keys(), ...b.keys()])) {
    const demands = [a.get(field), b.get(field)].filter((matchers) => matchers !== undefined);
    const value = samplesOf(demands.flat()).find((sample) =>
      demands.every((matchers) => matchers.some((matcher) => passes(matcher, sample))),
    );
    if (value === undefined) return undefined;
    if (value === ABSENT) continue;
    event = planted(event, pathOf(field), value);
    if (event === undefined) return undefined;
  }
  return event;
}

type Tree = { readonly [key: string]: unknown };

/** The event with the value at this path; undefined where something else stands in its way. */
function planted(tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree | undefined {
  if (key === undefined) return undefined;
  const present = new Map(Object.entries(tree)).get(key);
  if (rest.length === 0) return present === undefined ? { ...tree, [key]: value } : undefined;
  if (present !== undefined && !isObject(present)) return undefined;
  const inner = planted({ ...present }, rest, value);
  return inner === undefined ? undefined : { ...tree, [key]: inner };
}

function pathOf(field: string): readonly string[] {
  const path: unknown = JSON.parse(field);
  return Array.isArray(path) ? path.map(String) : [];
}

function matchedBy(pattern: EventPattern, event: unknown): boolean {
  const parsed = parsePattern(JSON.stringify(pattern));
  return parsed.kind === 'pattern' && matches(parsed.pattern, event);
}
