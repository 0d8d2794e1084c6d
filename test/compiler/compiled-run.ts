/** A compiled machine on the local engine in virtual time, and the least of what stands around it: a table and answers. */
import { setImmediate } from 'node:timers/promises';
import { compile } from '../../lib/compiler/compile.ts';
import { hashOf } from '../../lib/definition/hash.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import type { Answer } from '../../lib/definition/route.ts';
import type { IntegrationOutcome, Json } from '../../lib/local/service.ts';
import { startExecution } from '../../lib/local/asl/engine/begin.ts';
import type { Execution } from '../../lib/local/asl/engine/execution.ts';
import { Player } from '../../lib/local/asl/engine/player.ts';
import { awaitedTask, readToken } from '../../lib/local/asl/engine/token.ts';
import { parseMachine } from '../../lib/local/asl/parse/machine.ts';
import { saidBy } from '../../lib/projection/execution.ts';
import { parseRow } from '../../lib/projection/parse-row.ts';
import type { WaitingRow } from '../../lib/projection/rows.ts';
import { standingOf } from '../../lib/projection/standing.ts';
import { askJsonata } from '../../lib/semantics/ask.ts';
import { concludeAsync } from '../../lib/semantics/deciding.ts';
import { decideAt, openBy, receiveAt, type Incoming, type Reception } from '../../lib/semantics/respond.ts';
import { VirtualClock } from '../local/virtual-clock.ts';
import { substituted } from './asl-check.ts';

const ARN = 'arn:aws:states:eu-central-1:000000000000';
const ID = '42';
const ask = askJsonata(ID);

export type Call = { readonly resource: string; readonly arguments: Json };
export type Perform = (call: Call, run: Execution) => IntegrationOutcome;

export type Did = 'taken' | 'dropped' | 'repeated' | 'early' | 'unexpected' | 'late';

/** The innermost that holds, whichever region it is in. */
type Taker = {
  readonly row: WaitingRow;
  readonly reception: Extract<Reception, { kind: 'take' | 'drop' }>;
  readonly depth: number;
};

const ABLE: Perform = () => ({ kind: 'succeeded', output: {} });

export class CompiledRun {
  readonly clock: VirtualClock;
  readonly execution: Execution;
  /** What the machine did beside its waits. */
  readonly calls: Call[] = [];
  readonly #player: Player;
  readonly #rows = new Map<string, WaitingRow>();
  readonly #faults: unknown[] = [];
  readonly #choreography: Choreography;
  #count = 0;

  private constructor(choreography: Choreography, input: Json, now: number, perform: Perform) {
    this.#choreography = choreography;
    this.clock = new VirtualClock(now);
    const definition = substituted(compile(choreography).definition);
    const { machine, problems } = parseMachine(definition);
    if (machine === undefined) throw new Error(JSON.stringify(problems));
    let ids = 0;
    this.#player = new Player({
      clock: this.clock,
      region: 'eu-central-1',
      newId: () => String((ids += 1)),
      random: () => 0.5,
      integrations: ({ resource, arguments: given }) =>
        Promise.resolve(this.#integrate(resource, given, perform)),
      onStatus: () => undefined,
      onFault: (_execution, error) => this.#faults.push(error),
    });
    const arns = {
      name: choreography.id,
      arn: `${ARN}:stateMachine:${choreography.id}`,
      roleArn: 'arn:aws:iam::0:role/r',
    };
    this.execution = startExecution(
      {
        arn: `${ARN}:execution:${choreography.id}:1`,
        name: '1',
        machine: arns,
        definition,
        input: JSON.stringify(input),
      },
      machine,
      now,
    );
    this.#player.play(this.execution, machine);
  }

  /** Undefined where the event opens no instance. */
  static async open(
    choreography: Choreography,
    event: Incoming,
    { at = event.time, perform = ABLE }: { readonly at?: number; readonly perform?: Perform } = {},
  ): Promise<CompiledRun | undefined> {
    const { start, memory } = compile(choreography).subscription;
    const opened = await concludeAsync(openBy(start, memory, event, at), ask);
    if (opened.kind !== 'take') return undefined;
    const { to, ...remembered } = saidBy(opened.answer, memory);
    const input = {
      choreography: choreography.id,
      correlationId: ID,
      instance: `${choreography.id}#${ID}`,
      run: 1,
      shard: '0',
      to,
      event: { name: event.name },
      ...remembered,
    };
    const run = new CompiledRun(choreography, JSON.parse(JSON.stringify(input)) as Json, at, perform);
    await run.#settle();
    return run;
  }

  /** The waits that can still be answered, by their keys. */
  waits(): WaitingRow[] {
    const rows = [...this.#rows.values()].filter(({ token }) => this.#isAwaited(token));
    return rows.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** What the event did; time passes until it comes. */
  async tell(event: Incoming, at = event.time): Promise<Did> {
    await this.waitUntil(at);
    const waits = this.waits();
    if (waits.length === 0) return this.execution.status === 'RUNNING' ? 'early' : 'late';
    let otherwise: Did = 'unexpected';
    let taker: Taker | undefined;
    for (const row of waits) {
      const reception = await concludeAsync(receiveAt(standingOf(row), event, at), ask);
      switch (reception.kind) {
        case 'take':
        case 'drop': {
          const depth = reception.routes[0]?.around ?? Infinity;
          if (taker === undefined || depth > taker.depth) taker = { row, reception, depth };
          break;
        }
        case 'repeated':
          otherwise = 'repeated';
          break;
        case 'none':
          if (reception.later || row.anticipates.includes(event.name)) otherwise = 'early';
      }
    }
    if (taker?.reception.kind === 'drop') return 'dropped';
    if (taker?.reception.kind === 'take') {
      const identity = hashOf(String((this.#count += 1)));
      await this.#answer(taker.row, {
        ...this.#said(taker.row, taker.reception.answer),
        identity,
        putBack: 0,
      });
      return 'taken';
    }
    return this.#isRepeated(event.name, waits) ? 'repeated' : otherwise;
  }

  async refuse(error: string): Promise<void> {
    const [row] = this.waits();
    const token = readToken(row?.token ?? '');
    if (token !== undefined) this.#player.answer(token, { kind: 'failed', error, cause: 'Unexpected' });
    await this.#settle();
  }

  /** The state transitions that Step Functions charges for, those of actions among them. */
  transitions(): number {
    return this.execution.history.filter(({ type }) => type.endsWith('StateEntered')).length;
  }

  async waitUntil(at: number): Promise<void> {
    await this.#settle();
    await this.clock.to(at, () => this.#settle());
  }

  async stop(): Promise<void> {
    await this.#player.stop();
  }

  /** Its member of the same visit has come already. */
  #isRepeated(name: string, waits: readonly WaitingRow[]): boolean {
    return [...this.#rows.values()].some(
      (row) =>
        row.member === name &&
        !this.#isAwaited(row.token) &&
        waits.some((wait) => wait.state === row.state && wait.enteredAt === row.enteredAt),
    );
  }

  /** Until the machine stands still, and every decision is made. */
  async #settle(): Promise<void> {
    for (;;) {
      await this.#idle();
      const next = await this.#decision();
      if (next === undefined) return;
      await this.#answer(next.row, this.#said(next.row, next.answer));
    }
  }

  async #decision(): Promise<{ row: WaitingRow; answer: Answer } | undefined> {
    for (const row of this.waits()) {
      const decided = await concludeAsync(decideAt(standingOf(row)), ask);
      if (decided !== undefined) return { row, answer: decided.answer };
    }
    return undefined;
  }

  async #idle(): Promise<void> {
    for (let before = -1; before !== this.execution.history.length;) {
      before = this.execution.history.length;
      await this.#player.idle();
      await setImmediate();
      await this.#player.idle();
    }
    if (this.#faults.length > 0) throw new Error('The engine failed', { cause: this.#faults[0] });
  }

  #said({ memories }: WaitingRow, answer: Answer): object {
    return saidBy(answer, memories?.[0]);
  }

  #isAwaited(token: string): boolean {
    const content = readToken(token);
    return content !== undefined && awaitedTask(this.execution, content, this.clock.now()) !== undefined;
  }

  async #answer({ token }: WaitingRow, output: object): Promise<void> {
    const content = readToken(token);
    const json = JSON.parse(JSON.stringify(output)) as Json;
    if (content === undefined || !this.#player.answer(content, { kind: 'succeeded', output: json }))
      throw new Error(`Nobody waits in ${this.#choreography.id} for this token`);
    await this.#settle();
  }

  #integrate(resource: string, given: Json, perform: Perform): IntegrationOutcome {
    if (!resource.includes('aws-sdk:dynamodb:putItem')) {
      this.calls.push({ resource, arguments: given });
      return perform({ resource, arguments: given }, this.execution);
    }
    const row = rowIn(given);
    const known = this.#rows.get(row.key);
    if (known !== undefined && known.order > row.order)
      return { kind: 'failed', error: 'DynamoDb.ConditionalCheckFailedException', cause: 'newer' };
    this.#rows.set(row.key, row);
    return { kind: 'succeeded', output: {} };
  }
}

function rowIn(put: Json): WaitingRow {
  const { Item: item } = put as { Item: Record<string, { S?: string; N?: string }> };
  const values = Object.entries(item).map(([name, { S, N }]): [string, unknown] => {
    const value = S ?? (N === undefined ? undefined : Number(N));
    if (value === undefined) throw new Error(`${name} is neither S nor N`);
    return [name, value];
  });
  const row = parseRow(Object.fromEntries(values));
  if (row?.kind !== 'wait') throw new Error('No WAIT row');
  return row;
}
