import type { EventPattern } from '../definition/model.ts';
import { matches } from '../patterns/matches.ts';
import { parsePattern } from '../patterns/parse.ts';
import type { Pattern } from '../patterns/pattern.ts';

/** By object: a function keeps its subscriptions for life, and with them the parsed patterns. */
const parsed = new WeakMap<EventPattern, Pattern | undefined>();

/** A pattern that does not parse matches nothing; the validation refuses such a definition. */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  if (!parsed.has(pattern)) {
    const result = parsePattern(JSON.stringify(pattern));
    parsed.set(pattern, result.kind === 'pattern' ? result.pattern : undefined);
  }
  const known = parsed.get(pattern);
  return known !== undefined && matches(known, event);
}
