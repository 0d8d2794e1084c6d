import { parseExpression } from './parse.ts';
import type { Expression } from './parse.ts';

/** Parsing takes longer than evaluating; a choreography has few expressions, and they stay the same. */
const parsed = new Map<string, Expression | undefined>();
const MOST = 2000;

/** Undefined where it does not parse: the validation refuses such a definition, so no guard of it holds. */
export function expressionOf(source: string): Expression | undefined {
  if (parsed.has(source)) return parsed.get(source);
  const result = parseExpression(source);
  const expression = result.kind === 'expression' ? result.expression : undefined;
  if (parsed.size >= MOST) parsed.clear();
  parsed.set(source, expression);
  return expression;
}
