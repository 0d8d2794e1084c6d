/** Asks the mocks instead of the integrations; an answer comes when it is to come. */
import type { Answer as TokenAnswer } from '../local/asl/engine/execution.ts';
import type { IntegrationOutcome, Json, TaskCall as EngineCall } from '../local/service.ts';
import type { Agenda } from './agenda.ts';
import { After, Failure, Never, outcomeOf, Submitted, type Answer } from './answers.ts';
import type { Mocks, TaskCall } from './mocks.ts';

type Request = { readonly resource: string; readonly arguments: Json };

export type Callback = {
  answer(token: string, answer: TokenAnswer): boolean;
  heartbeat(token: string): boolean;
};

export class Performing {
  /** In the order in which they were made. */
  readonly calls: TaskCall[] = [];
  readonly #agenda: Agenda;
  readonly #callback: Callback;
  readonly #counts = new Map<unknown, Map<string, number>>();
  readonly #asked = new Set<Promise<unknown>>();

  constructor(agenda: Agenda, callback: Callback) {
    this.#agenda = agenda;
    this.#callback = callback;
  }

  /** Functions that answer may take real time. */
  async settled(): Promise<void> {
    while (this.#asked.size > 0) await Promise.allSettled([...this.#asked]);
  }

  /** @throws what the mocks throw, and where an answer is none for this state. */
  async perform(
    { resource, arguments: given }: Request,
    { execution, state, token }: EngineCall,
    mocks: Mocks,
  ): Promise<IntegrationOutcome> {
    const number = this.#count(mocks.of(state), `${execution}\n${state}`);
    const call = { state, resource, arguments: given, number, ...(token !== undefined && { token }) };
    this.calls.push(call);
    const answer = await this.#ask(mocks.answerTo(call));
    return token === undefined ? this.#reply(call, answer) : this.#submit(call, token, answer);
  }

  #count(answers: unknown, counted: string): number {
    const counts = this.#counts.get(answers) ?? new Map<string, number>();
    this.#counts.set(answers, counts);
    const number = (counts.get(counted) ?? 0) + 1;
    counts.set(counted, number);
    return number;
  }

  async #ask(answer: Promise<Answer>): Promise<Answer> {
    this.#asked.add(answer);
    try {
      return await answer;
    } finally {
      this.#asked.delete(answer);
    }
  }

  #reply({ state, resource }: TaskCall, answer: Answer): Promise<IntegrationOutcome> {
    if (answer instanceof Submitted)
      throw new TypeError(`The task "${state}" waits for no token: answer it without submitted(…).`);
    if (answer instanceof Never) return new Promise(() => undefined);
    if (!(answer instanceof After)) return Promise.resolve(asOutcome(resource, answer));
    const { milliseconds, heartbeat } = answer;
    if (heartbeat !== undefined)
      throw new TypeError(`The task "${state}" waits for no token: nobody can send heartbeats for it.`);
    const { promise, resolve } = Promise.withResolvers<IntegrationOutcome>();
    this.#agenda.at(this.#agenda.now() + milliseconds, () =>
      resolve(asOutcome(resource, givenIn(answer, state))),
    );
    return promise;
  }

  #submit({ state, resource }: TaskCall, token: string, answer: Answer): Promise<IntegrationOutcome> {
    const { reply, answer: later } = answer instanceof Submitted ? answer : { reply: {}, answer };
    const outcome = asOutcome(resource, reply);
    if (outcome.kind === 'succeeded') this.#answer(state, token, later);
    return Promise.resolve(outcome);
  }

  #answer(state: string, token: string, answer: Exclude<Answer, Submitted>): void {
    if (answer instanceof Never) return;
    if (!(answer instanceof After)) {
      this.#callback.answer(token, asTokenAnswer(answer));
      return;
    }
    const { milliseconds, heartbeat } = answer;
    const given = givenIn(answer, state);
    const begin = this.#agenda.now();
    if (heartbeat !== undefined) this.#beat(token, heartbeat, begin + milliseconds);
    this.#agenda.at(begin + milliseconds, () => this.#callback.answer(token, asTokenAnswer(given)));
  }

  #beat(token: string, every: number, until: number): void {
    const at = this.#agenda.now() + every;
    if (at >= until) return;
    this.#agenda.at(at, () => {
      if (this.#callback.heartbeat(token)) this.#beat(token, every, until);
    });
  }
}

function givenIn({ answer }: After, state: string): Json | Failure {
  if (answer !== undefined) return answer;
  throw new TypeError(
    `The task "${state}" is answered by after(…) without an answer: write after('10s', answer).`,
  );
}

function asOutcome(resource: string, answer: Json | Failure): IntegrationOutcome {
  const outcome = outcomeOf(resource, answer);
  return outcome instanceof Failure
    ? { kind: 'failed', error: outcome.error, cause: outcome.cause }
    : { kind: 'succeeded', output: outcome };
}

export function asTokenAnswer(answer: Json | Failure): TokenAnswer {
  return answer instanceof Failure
    ? { kind: 'failed', error: answer.error, cause: answer.cause }
    : { kind: 'succeeded', output: answer };
}
