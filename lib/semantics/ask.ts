import { expressionOf } from '../expressions/cached.ts';
import { evaluate, type Evaluated } from '../expressions/evaluate.ts';
import type { Question } from './deciding.ts';

/** Answers by jsonata; `$id` is the correlation id. */
export function askJsonata(correlationId: string): (question: Question) => Promise<Evaluated> {
  return async ({ expression: source, root, variables, now }) => {
    const expression = expressionOf(source);
    if (expression === undefined) return { kind: 'failed', message: `No JSONata: ${source}` };
    return evaluate(expression, root, { now, bindings: { ...variables, id: correlationId } });
  };
}
