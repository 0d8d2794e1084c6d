import type { Choreography, EventDeclaration, EventPattern } from '../definition/model.ts';
import type { CompiledChoreography } from '../definition/wire.ts';
import { canonical } from './version.ts';

const DETAIL_TYPE = 'detail-type';

/**
 * The patterns of the two rules. An event that opens instances belongs to the start rule alone, also where it is
 * awaited later, so no event reaches both queues.
 */
export function eventRules(choreography: Choreography): CompiledChoreography['rules'] {
  const subscribed = choreography.events.filter(({ ignored }) => !ignored);
  const starting = new Set(choreography.start.map(({ event }) => event));
  const start = joined(subscribed.filter(({ name }) => starting.has(name)));
  if (start === undefined) throw new Error(`No event starts the choreography ${choreography.id}`);
  return { start, events: joined(subscribed.filter(({ name }) => !starting.has(name))) };
}

/** One pattern that matches what any of the events' patterns matches. */
function joined(events: readonly EventDeclaration[]): EventPattern | undefined {
  const patterns = grouped(events.map(({ pattern }) => pattern));
  const [first, ...others] = patterns;
  return others.length === 0 ? first : { $or: patterns };
}

/** Patterns that differ in their detail types only become one, for a pattern has 2,048 characters at most. */
function grouped(patterns: readonly EventPattern[]): EventPattern[] {
  const groups = new Map<string, EventPattern>();
  for (const pattern of patterns) {
    const { [DETAIL_TYPE]: types, ...rest } = pattern;
    const mergeable = Array.isArray(types);
    const key = `${mergeable ? 'types' : 'whole'} ${canonical(mergeable ? rest : pattern)}`;
    const known = groups.get(key)?.[DETAIL_TYPE];
    const merged = mergeable ? distinct([...listed(known), ...listed(types)]) : types;
    groups.set(key, merged === undefined ? pattern : { ...pattern, [DETAIL_TYPE]: merged });
  }
  return [...groups.values()];
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function distinct(matchers: readonly unknown[]): unknown[] {
  return [...new Map(matchers.map((matcher) => [canonical(matcher), matcher])).values()];
}
