import { parseExpression, type Parsed } from '../../../expressions/parse.ts';

/**
 * Parsing costs far more than evaluating, and the states of a machine, and machines among each other, repeat most of
 * their expressions. A parsed expression keeps nothing of an evaluation, so all may share it.
 */
const known = new Map<string, Parsed>();
const MOST = 5000;

/** Parses each text once. */
export function sharedExpression(source: string): Parsed {
  const found = known.get(source);
  if (found !== undefined) return found;
  const parsed = parseExpression(source);
  if (known.size >= MOST) known.clear();
  known.set(source, parsed);
  return parsed;
}
