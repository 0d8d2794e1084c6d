import { answer } from '../expressions/answer.ts';
import type { Evaluated } from '../expressions/evaluate.ts';
import type { Question } from './deciding.ts';

/** Answers as JSONata does; `$id` is the correlation id. */
export function askJsonata(correlationId: string): (question: Question) => Promise<Evaluated> {
  return ({ expression, root, variables, now }) =>
    answer(expression, root, { now, bindings: { ...variables, id: correlationId } });
}
