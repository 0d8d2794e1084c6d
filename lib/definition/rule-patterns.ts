import { canonical } from './canonical.ts';
import type { EventPattern } from './model.ts';

const DETAIL_TYPE = 'detail-type';

/**
 * The pattern of one rule that matches what any of these patterns matches; undefined for none. Patterns that differ in
 * their detail types only become one.
 */
export function rulePatterns(patterns: readonly EventPattern[]): EventPattern | undefined {
  const groups = new Map<string, EventPattern>();
  for (const pattern of patterns) {
    const { [DETAIL_TYPE]: types, ...rest } = pattern;
    const key = canonical(rest);
    const known = groups.get(key)?.[DETAIL_TYPE];
    groups.set(key, { ...pattern, [DETAIL_TYPE]: distinct([...listed(known), ...listed(types)]) });
  }
  const [first, ...others] = [...groups.values()];
  return others.length === 0 ? first : { $or: [...groups.values()] };
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function distinct(matchers: readonly unknown[]): readonly unknown[] {
  return [...new Map(matchers.map((matcher) => [canonical(matcher), matcher])).values()];
}
