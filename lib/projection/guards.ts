import { evaluate } from '../expressions/evaluate.ts';
import type { GuardQuestion } from './calls.ts';
import { expressionOf } from './expression.ts';
import { millisOf } from './instants.ts';

/** The keys of the guards that hold: whose value is `true`. One that fails, or is undefined, does not hold. */
export async function guardsThatHold(questions: readonly GuardQuestion[]): Promise<readonly string[]> {
  const answers = await Promise.all(questions.map(holds));
  return questions.filter((_, index) => answers[index] === true).map(({ key }) => key);
}

async function holds({ guard, payload, time, correlationId }: GuardQuestion): Promise<boolean> {
  const expression = expressionOf(guard);
  if (expression === undefined) return false;
  const input: unknown = payload === undefined ? undefined : JSON.parse(payload);
  const result = await evaluate(expression, input, {
    now: millisOf(time),
    bindings: { id: correlationId, context: {} },
  });
  return result.kind === 'value' && result.value === true;
}
