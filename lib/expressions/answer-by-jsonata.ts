import { expressionOf } from './cached.ts';
import { evaluate, type Evaluated, type Surroundings } from './evaluate.ts';

export async function answerByJsonata(
  source: string,
  input: unknown,
  surroundings: Surroundings,
): Promise<Evaluated> {
  const expression = expressionOf(source);
  if (expression === undefined) return { kind: 'failed', message: `No JSONata: ${source}` };
  return evaluate(expression, input, surroundings);
}
