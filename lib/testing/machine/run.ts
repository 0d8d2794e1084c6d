/** One execution of a state machine in virtual time. */
import { setImmediate } from 'node:timers/promises';
import { startExecution } from '../../local/asl/engine/begin.ts';
import type { Answer as TokenAnswer, Execution, Status } from '../../local/asl/engine/execution.ts';
import { historyOf, type HistoryEvent } from '../../local/asl/engine/history.ts';
import { Player } from '../../local/asl/engine/player.ts';
import { awaitedTask, readToken } from '../../local/asl/engine/token.ts';
import { parseJson, textOf } from '../../local/asl/json.ts';
import type { Machine } from '../../local/asl/model.ts';
import type { Json } from '../../local/service.ts';
import { Agenda } from '../agenda.ts';
import { durationIn, fail } from '../answers.ts';
import type { Mocks, TaskCall } from '../mocks.ts';
import { asTokenAnswer, Performing } from '../performing.ts';
import type { RunOptions } from './machine.ts';
import { traceOf, type TracedState } from './trace.ts';

export type WaitingTask = { readonly state: string; readonly token: string };

export class MachineRun {
  readonly #agenda: Agenda;
  readonly #player: Player;
  readonly #execution: Execution;
  readonly #performing: Performing;
  readonly #broken: unknown[] = [];

  constructor(definition: string, parsed: Machine, mocks: Mocks, input: Json, options: RunOptions) {
    const { now = '2026-01-01T00:00:00Z', name = 'test', account = '000000000000' } = options;
    const { machine = 'machine', random = () => 0.5 } = options;
    this.#agenda = new Agenda(Date.parse(now));
    this.#performing = new Performing(this.#agenda, {
      answer: (token, answer) => this.#answer(token, answer),
      heartbeat: (token) => this.#heartbeat(token),
    });
    let ids = 0;
    this.#player = new Player({
      clock: this.#agenda,
      region: 'us-east-1',
      newId: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`,
      random,
      integrations: (request, call) =>
        this.#performing.perform(request, call, mocks).catch((error: unknown) => {
          this.#broken.push(error);
          return new Promise(() => undefined);
        }),
      onStatus: () => undefined,
      onFault: (_execution, error) => this.#broken.push(error),
    });
    const roleArn = `arn:aws:iam::${account}:role/machine`;
    const place = `arn:aws:states:us-east-1:${account}`;
    const of = { arn: `${place}:stateMachine:${machine}`, name: machine, roleArn };
    const arn = `${place}:execution:${machine}:${name}`;
    const given = { arn, name, machine: of, definition, input: textOf(input) };
    this.#execution = startExecution(given, parsed, this.#agenda.now());
    this.#player.play(this.#execution, parsed);
  }

  get status(): Status {
    return this.#execution.status;
  }

  /** Undefined until it has succeeded. */
  get output(): Json | undefined {
    const { output } = this.#execution;
    return output === undefined ? undefined : parseJson(output);
  }

  get error(): string | undefined {
    return this.#execution.error;
  }

  get cause(): string | undefined {
    return this.#execution.cause;
  }

  /** As GetExecutionHistory gives it. */
  get history(): readonly HistoryEvent[] {
    return historyOf(this.#execution);
  }

  /** The states entered, in order. */
  get states(): readonly string[] {
    return this.trace.map(({ state }) => state);
  }

  /** The states entered, in order, with what came in and what went out. */
  get trace(): readonly TracedState[] {
    return traceOf(this.history);
  }

  /** The calls of its tasks, in order. */
  get calls(): readonly TaskCall[] {
    return this.#performing.calls;
  }

  /** The virtual time, ISO 8601. */
  get now(): string {
    return new Date(this.#agenda.now()).toISOString();
  }

  /** The tasks that wait for an answer to their token, in the order of the branches. */
  get waiting(): readonly WaitingTask[] {
    return this.#execution.branches.flatMap(({ state, phase }) => {
      const content = phase.kind === 'task' && phase.token !== undefined ? readToken(phase.token) : undefined;
      const awaited = content && awaitedTask(this.#execution, content, this.#agenda.now());
      return awaited?.token === undefined ? [] : [{ state, token: awaited.token }];
    });
  }

  /** SendTaskSuccess. By the token, or by the state's name where one task waits there. @throws where none waits. */
  async succeed(task: string, output: unknown = {}): Promise<this> {
    return this.#send(task, asTokenAnswer(parseJson(JSON.stringify(output))));
  }

  /** SendTaskFailure. */
  async fail(task: string, error: string, cause: Json = ''): Promise<this> {
    return this.#send(task, asTokenAnswer(fail(error, cause)));
  }

  /** SendTaskHeartbeat. */
  async heartbeat(task: string): Promise<this> {
    this.#heartbeat(this.#tokenOf(task));
    await this.settle();
    return this;
  }

  /** Lets time pass: a duration such as `10s`. */
  async pass(duration: string): Promise<this> {
    const until = this.#agenda.now() + durationIn(duration);
    this.#agenda.at(until, () => undefined);
    for (let next = this.#agenda.next(); next !== undefined && next <= until; next = this.#agenda.next())
      await this.#turn();
    await this.settle();
    return this;
  }

  /** Lets time pass until the execution has ended. @throws where it waits for what no time brings. */
  async toEnd(): Promise<this> {
    await this.settle();
    while (this.status === 'RUNNING') {
      if (this.#agenda.next() === undefined) throw new Error(this.#stuck());
      await this.#turn();
    }
    return this;
  }

  /** Until it stands still. @throws where a call has no answer. */
  async settle(): Promise<void> {
    const { history } = this.#execution;
    for (let before = -1; before !== history.length;) {
      before = history.length;
      await this.#player.idle();
      await this.#performing.settled();
      await setImmediate();
      await this.#player.idle();
    }
    if (this.#broken.length > 0) throw this.#broken[0];
  }

  async #turn(): Promise<void> {
    this.#agenda.turn();
    await this.settle();
  }

  #stuck(): string {
    const tasks = this.#execution.branches.flatMap(({ state, phase }) =>
      phase.kind === 'task' ? [`"${state}"`] : [],
    );
    return `The execution waits for what no time brings: nothing answers ${tasks.join(', ')}, and no clock runs there.`;
  }

  async #send(task: string, answer: TokenAnswer): Promise<this> {
    if (!this.#answer(this.#tokenOf(task), answer)) throw new Error(this.#nobody(task));
    await this.settle();
    return this;
  }

  #tokenOf(task: string): string {
    const here = this.waiting.filter(({ state, token }) => state === task || token === task);
    const [only] = here;
    if (only === undefined) throw new Error(this.#nobody(task));
    if (here.length === 1) return only.token;
    throw new Error(`${here.length} tasks wait in "${task}": say which by its token, out of \`waiting\`.`);
  }

  #nobody(task: string): string {
    const names = this.waiting.map(({ state }) => `"${state}"`).join(', ');
    return `No task waits for "${task}". ${names === '' ? 'None waits for a token.' : `Waiting: ${names}.`}`;
  }

  #answer(token: string, answer: TokenAnswer): boolean {
    const content = readToken(token);
    return content !== undefined && this.#player.answer(content, answer);
  }

  #heartbeat(token: string): boolean {
    const content = readToken(token);
    return content !== undefined && this.#player.heartbeat(content);
  }
}
