/**
 * A computation that needs expressions evaluated on its way. JSONata is asynchronous and semantics is not, so it asks
 * and is told: by a table in tests and benchmarks, by jsonata everywhere else.
 */
import type { Evaluated } from '../expressions/evaluate.ts';

export type Question = {
  /** JSONata source. */
  readonly expression: string;
  /** What the expression reads as its input: the event's envelope, or a list's item. Absent where there is none. */
  readonly root?: unknown;
  /** Without the `$`: `context`, and where they exist `result`, `item`, `items`. */
  readonly variables: { readonly [name: string]: unknown };
  /** Epoch milliseconds: what `$now()` and `$millis()` give. */
  readonly now: number;
};

export type Deciding<T> = Generator<Question, T, Evaluated>;

/** Runs it with answers that are there at once. */
export function conclude<T>(deciding: Deciding<T>, answer: (question: Question) => Evaluated): T {
  let step = deciding.next();
  while (step.done !== true) step = deciding.next(answer(step.value));
  return step.value;
}

export async function concludeAsync<T>(
  deciding: Deciding<T>,
  ask: (question: Question) => Promise<Evaluated>,
): Promise<T> {
  let step = deciding.next();
  while (step.done !== true) step = deciding.next(await ask(step.value));
  return step.value;
}

/** The value; undefined where there is none, or the expression fails. */
export function* valueOf(question: Question): Deciding<unknown> {
  const evaluated = yield question;
  return evaluated.kind === 'value' ? evaluated.value : undefined;
}

/** A guard holds only when its value is `true`. */
export function* holds(question: Question): Deciding<boolean> {
  const evaluated = yield question;
  return evaluated.kind === 'value' && evaluated.value === true;
}
