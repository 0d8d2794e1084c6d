/** Tasks replaced by given answers: by the state's name, and by which call of it that is. */
import type { Json } from '../local/service.ts';
import type { Answer } from './answers.ts';

export type TaskCall = {
  readonly state: string;
  /** Without `.waitForTaskToken`. */
  readonly resource: string;
  readonly arguments: Json;
  /** Of a task that waits: with `.waitForTaskToken`, a job (`.sync`), an activity. */
  readonly token?: string;
  /** Which call of this state in its execution it is, from 1; retries are calls too. After a new mock from 1 again. */
  readonly number: number;
};

/** One answer a call, in order; or a function that is asked at each. */
export type Answers = readonly Answer[] | ((call: TaskCall) => Answer | Promise<Answer>);

/** A call that nothing is said about, or no more. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/** @throws where they are none. */
export function checkAnswers(name: string, answers: unknown): void {
  if (Array.isArray(answers) || typeof answers === 'function') return;
  throw new TypeError(
    `The answers of "${name}" are no list. Give one for each call, .mock(${JSON.stringify(name)}, [answer, …]), or a function.`,
  );
}

export class Mocks {
  readonly #answers: ReadonlyMap<string, Answers>;

  constructor(answers: ReadonlyMap<string, Answers> = new Map()) {
    this.#answers = answers;
  }

  with(state: string, answers: Answers): Mocks {
    return new Mocks(new Map(this.#answers).set(state, answers));
  }

  has(state: string): boolean {
    return this.#answers.has(state);
  }

  /** What counts the calls: those of a new mock begin anew. */
  of(state: string): Answers | undefined {
    return this.#answers.get(state);
  }

  /** @throws Unanswered */
  async answerTo(call: TaskCall): Promise<Answer> {
    const answers = this.#answers.get(call.state);
    const answer = typeof answers === 'function' ? await answers(call) : answers?.[call.number - 1];
    if (answer !== undefined) return answer;
    throw new Unanswered(unanswered(call, answers));
  }
}

function unanswered({ state, resource, arguments: given, number }: TaskCall, answers?: Answers): string {
  const name = JSON.stringify(state);
  const count = answers?.length ?? 0;
  const has =
    typeof answers === 'function'
      ? 'its mock returns nothing: let it return an answer, null at least'
      : count === 0
        ? `nothing says what it comes to: .mock(${name}, [answer, …])`
        : `its mock has ${count === 1 ? 'one answer' : `${count} answers`}: give it one more`;
  return `The task ${name} calls ${resource} for the ${ordinal(number)} time, and ${has}. The call's arguments: ${shortly(given)}`;
}

export function ordinal(number: number): string {
  const last = number % 100 >= 11 && number % 100 <= 13 ? 0 : number % 10;
  const ending = last === 1 ? 'st' : last === 2 ? 'nd' : last === 3 ? 'rd' : 'th';
  return `${number}${ending}`;
}

function shortly(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
