/** As much of JSONata as the cases use, answered at once: the explorer cannot wait. */
import type { Evaluated } from '../../../lib/expressions/evaluate.ts';
import type { Question } from '../../../lib/semantics/deciding.ts';

/** `true`, `false`, and of the context's number `n`: `$context.n + 1`, `$context.n >= 2`. */
export function answerOf({ expression, variables }: Question): Evaluated {
  const { context } = variables;
  const n = typeof context === 'object' && context !== null && 'n' in context ? Number(context.n) : NaN;
  const [, operator, number] = /^\$context\.n (\+|>=) (\d+)$/.exec(expression) ?? [];
  if (operator === '+') return { kind: 'value', value: n + Number(number) };
  if (operator === '>=') return { kind: 'value', value: n >= Number(number) };
  if (expression !== 'true' && expression !== 'false') throw new Error(`no answer to ${expression}`);
  return { kind: 'value', value: expression === 'true' };
}
