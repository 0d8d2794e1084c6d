/** As much of JSONata as the cases use, answered at once: the explorer cannot wait. */
import type { Evaluated } from '../../../lib/expressions/evaluate.ts';
import type { Question } from '../../../lib/semantics/deciding.ts';

/**
 * `true`, `false`; a name in the context, or two (`$context.n`); of a number in it `$context.n + 1`, `$context.n >= 2`; a
 * path into the event (`detail.key`); `$item`.
 */
export function answerOf({ expression, root, variables }: Question): Evaluated {
  if (expression === 'true' || expression === 'false') return valueOf(expression === 'true');
  if (expression === '$item') return valueOf(variables.item);
  const [, name, operator, number] = /^\$context\.(\w+)(?: (\+|>=) (\d+))?$/.exec(expression) ?? [];
  if (name !== undefined) {
    const value = at(variables.context, name);
    if (operator === '+') return valueOf(Number(value) + Number(number));
    return valueOf(operator === '>=' ? Number(value) >= Number(number) : value);
  }
  if (!/^\w+(\.\w+)*$/.test(expression)) throw new Error(`no answer to ${expression}`);
  return valueOf(expression.split('.').reduce(at, root));
}

function valueOf(value: unknown): Evaluated {
  return { kind: 'value', value };
}

function at(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}
