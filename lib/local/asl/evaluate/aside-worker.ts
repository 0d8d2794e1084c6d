/** The thread that evaluates what may take for ever. It is ended from outside when it takes too long. */
import { randomUUID } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { evaluate, type Evaluated } from '../../../expressions/evaluate.ts';
import { sharedExpression } from '../parse/expression.ts';
import type { Question, Reply } from './aside-messages.ts';
import { bindingsOf } from './bindings.ts';
import { numbersFrom } from './functions.ts';
import { STEP_FUNCTIONS } from './host.ts';

parentPort?.on('message', (question: Question) => {
  const begun: Reply = { kind: 'begun' };
  parentPort?.postMessage(begun);
  void answer(question).then((reply) => parentPort?.postMessage(reply));
});

async function answer({ source, scope, seed }: Question): Promise<Evaluated> {
  const parsed = sharedExpression(source);
  if (parsed.kind === 'invalid') return { kind: 'failed', message: parsed.message };
  const random = numbersFrom(seed * 2 ** 48);
  const bindings = bindingsOf({ ...scope, random, newId: randomUUID });
  return evaluate(parsed.expression, undefined, { bindings, now: scope.now, host: STEP_FUNCTIONS });
}
