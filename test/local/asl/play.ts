/** Plays a definition in virtual time, without any service around it. */
import { startExecution } from '../../../lib/local/asl/engine/begin.ts';
import type { Answer, Execution } from '../../../lib/local/asl/engine/execution.ts';
import { historyOf, type HistoryEvent } from '../../../lib/local/asl/engine/history.ts';
import { Player } from '../../../lib/local/asl/engine/player.ts';
import type { Shelf } from '../../../lib/local/asl/engine/ports.ts';
import { readToken } from '../../../lib/local/asl/engine/token.ts';
import type { Machine } from '../../../lib/local/asl/model.ts';
import { parseMachine } from '../../../lib/local/asl/parse/machine.ts';
import type { IntegrationOutcome, Json } from '../../../lib/local/service.ts';
import { quiet, VirtualClock } from '../virtual-clock.ts';

export type Call = { readonly resource: string; readonly arguments: Json; readonly roleArn: string };

export type Given = {
  readonly input?: Json;
  /** What the integrations say, call after call; then, and by default, success with `{}`. */
  readonly outcomes?: readonly (IntegrationOutcome | Promise<IntegrationOutcome>)[];
  readonly shelf?: Shelf;
};

export const WAIT_FOR_TOKEN = 'arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken';
export const PUT = 'arn:aws:states:::aws-sdk:dynamodb:putItem';
export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:f';

export function machineOf(definition: Json): Machine {
  const { machine, problems } = parseMachine(JSON.stringify(definition));
  if (machine === undefined) throw new Error(JSON.stringify(problems));
  return machine;
}

export class Played {
  readonly clock = new VirtualClock();
  readonly calls: Call[] = [];
  readonly machine: Machine;
  readonly statuses: string[] = [];
  execution: Execution;
  player: Player;
  readonly #outcomes: (IntegrationOutcome | Promise<IntegrationOutcome>)[];
  readonly #shelf: Shelf | undefined;
  #ids = 0;

  constructor(definition: Json, { input = {}, outcomes = [], shelf }: Given) {
    this.machine = machineOf(definition);
    this.#outcomes = [...outcomes];
    this.#shelf = shelf;
    this.player = this.#newPlayer();
    this.execution = startExecution(
      {
        arn: 'arn:aws:states:us-east-1:123456789012:execution:machine:one',
        name: 'one',
        machine: {
          arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
          name: 'machine',
          roleArn: 'arn:aws:iam::123456789012:role/machine',
        },
        definition: JSON.stringify(definition),
        input: JSON.stringify(input),
      },
      this.machine,
      this.clock.now(),
    );
    this.player.play(this.execution, this.machine);
  }

  #newPlayer(): Player {
    return new Player({
      clock: this.clock,
      region: 'us-east-1',
      newId: () => `id-${(this.#ids += 1)}`,
      random: () => 0.5,
      integrations: async (request) => {
        this.calls.push(request);
        return this.#outcomes.shift() ?? { kind: 'succeeded', output: {} };
      },
      ...(this.#shelf === undefined ? {} : { shelf: this.#shelf }),
      onStatus: (_, status) => this.statuses.push(status),
      onFault: (_, error) => {
        throw error;
      },
    });
  }

  /** Another process takes the execution from a store. */
  async restart(): Promise<void> {
    await this.player.stop();
    this.execution = JSON.parse(JSON.stringify(this.execution)) as Execution;
    this.player = this.#newPlayer();
    this.player.resume(this.execution, this.machine);
    await quiet();
  }

  async by(seconds: number): Promise<this> {
    await this.clock.by(seconds * 1000);
    await quiet();
    return this;
  }

  /** Moves from timer to timer until the execution ends. */
  async toEnd(): Promise<this> {
    await quiet();
    for (let next = this.clock.next(); this.execution.status === 'RUNNING'; next = this.clock.next()) {
      if (next === undefined) throw new Error('The execution waits for something that is not time');
      await this.clock.to(next);
      await quiet();
    }
    return this;
  }

  get tokens(): readonly string[] {
    return this.execution.branches.flatMap(({ phase }) =>
      phase.kind === 'task' && phase.token !== undefined ? [phase.token] : [],
    );
  }

  async answer(token: string | undefined, answer: Answer): Promise<boolean> {
    const content = token === undefined ? undefined : readToken(token);
    const taken = content !== undefined && this.player.answer(content, answer);
    await quiet();
    return taken;
  }

  get output(): Json {
    return JSON.parse(this.execution.output ?? 'null') as Json;
  }

  get history(): readonly HistoryEvent[] {
    return historyOf(this.execution);
  }

  get types(): readonly string[] {
    return this.execution.history.map(({ type }) => type);
  }

  /** `status`, and how it came to it. */
  get end(): Json {
    const { status, error, cause } = this.execution;
    if (status === 'SUCCEEDED') return { status, output: this.output };
    return { status, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
  }
}

export async function play(definition: Json, given: Given = {}): Promise<Played> {
  const played = new Played(definition, given);
  await quiet();
  return played;
}

/** Plays a machine of one state and gives its output. */
export async function outputOf(state: { readonly [field: string]: Json }, input: Json = {}): Promise<Json> {
  return (await play({ StartAt: 'S', States: { S: { End: true, ...state } } }, { input })).end;
}

export function succeeded(output: Json): Json {
  return { status: 'SUCCEEDED', output };
}
