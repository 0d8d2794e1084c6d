import type { Choreography } from '../definition/model.ts';
import { rulePatterns } from '../definition/rule-patterns.ts';
import type { CompiledChoreography } from '../definition/wire.ts';

/**
 * The patterns of the two rules. An event that opens instances belongs to the start rule alone, also where it is
 * awaited later, so no event reaches both queues.
 */
export function eventRules(choreography: Choreography): CompiledChoreography['rules'] {
  const subscribed = choreography.events.filter(({ ignored }) => !ignored);
  const starting = new Set(choreography.start.map(({ event }) => event));
  const patternsOf = (start: boolean) =>
    rulePatterns(subscribed.filter(({ name }) => starting.has(name) === start).map(({ pattern }) => pattern));
  const start = patternsOf(true);
  if (start === undefined) throw new Error(`No event starts the choreography ${choreography.id}`);
  return { start, events: patternsOf(false) };
}
