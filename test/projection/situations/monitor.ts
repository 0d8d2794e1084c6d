/**
 * The monitor as a whole for one test: the functions' own `receive` and `run`, compiled machines on the local engine, and
 * a table, queues and a stream in memory. Time stands still until it is told to pass.
 */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { parseStatusEvent } from '../../../lambdas/closer/status-event.ts';
import { compile } from '../../../lib/compiler/compile.ts';
import type { Choreography } from '../../../lib/definition/model.ts';
import type { Subscription } from '../../../lib/definition/wire.ts';
import type { Envelope, Message } from '../../../lib/projection/messages.ts';
import { parseMessage, printMessage } from '../../../lib/projection/messages.ts';
import { noticesOf } from '../../../lib/projection/notices.ts';
import { itemOf, parseRow } from '../../../lib/projection/parse-row.ts';
import type { Beginning, End } from '../../../lib/projection/phases.ts';
import type { Queue, Table, Written } from '../../../lib/projection/ports.ts';
import { activeWaits } from '../../../lib/projection/regions.ts';
import type { EventRow, InstanceRow, Row, WaitingRow } from '../../../lib/projection/rows.ts';
import { receive, run } from '../../../lib/projection/run.ts';
import { isFree, situationOf } from '../../../lib/projection/situation.ts';
import type { IntegrationOutcome, Json } from '../../../lib/local/service.ts';
import { quiet, VirtualClock } from '../../local/virtual-clock.ts';
import { performOnTable, putWait, rowKey } from '../../../lib/testing/world/table-rules.ts';
import type { Rows, TableCall } from '../../../lib/testing/world/table-rules.ts';
import { executionArn, MACHINE_PREFIX, Machines } from './machines.ts';
import { inShort } from './notices.ts';
import { INSTANCE, T0 } from './orders.ts';
import { Turns } from './turns.ts';

/** As the queues of the stack have it: five attempts, then the dead letters. */
const ATTEMPTS = 5;
const HIDDEN = 60_000;

type Queued = { readonly body: string; readonly at: number; readonly attempt: number };

export class Monitor {
  readonly clock = new VirtualClock(T0);
  readonly turns = new Turns();
  /** The calls made, by name. */
  readonly calls: string[] = [];
  /** What others were told, in short. */
  readonly told: string[] = [];
  /** Bodies of the messages that nobody could settle. */
  readonly dead: string[] = [];
  /** Called before each call, and after its effect; what they throw is what the caller gets. */
  before: (call: string) => void | Promise<void> = () => undefined;
  after: (call: string) => void = () => undefined;
  /** Called with what StartExecution, and SendTaskSuccess, are given. */
  onInput: (input: string) => void = () => undefined;
  onOutput: (output: string) => void = () => undefined;
  /** Called before a machine puts a wait. */
  beforePut: () => Promise<void> = () => Promise.resolve();
  /** What a task of the author's comes to. */
  perform: () => IntegrationOutcome = () => ({ kind: 'succeeded', output: {} });
  /** Status-change events do not come. */
  isSilent = false;
  /** Records of the stream are skipped. */
  isDeaf = false;
  readonly #machines: Machines;
  readonly #endings: string[] = [];
  readonly #stream: WaitingRow[] = [];
  #queue: readonly Queued[] = [];
  #rows: Rows = new Map();
  #subscription: Subscription | undefined;

  private constructor() {
    this.#machines = new Machines(
      this.clock,
      async ({ resource, arguments: given }) =>
        resource.includes('aws-sdk:dynamodb:putItem') ? this.#put(given) : this.perform(),
      (event) => {
        if (!this.isSilent) this.#endings.push(JSON.stringify(event));
      },
    );
  }

  static async of(choreography: Choreography): Promise<Monitor> {
    const monitor = new Monitor();
    await monitor.deploy(choreography);
    return monitor;
  }

  async deploy(choreography: Choreography): Promise<void> {
    const { definition, id, subscription } = compile(choreography);
    await this.#machines.deploy(id, definition, this.#subscription === undefined);
    this.#subscription = subscription;
  }

  /** What becomes of the message; then whatever follows from it, at this instant. */
  async publish(...envelopes: readonly Envelope[]): Promise<readonly End['end'][]> {
    const ends: End['end'][] = [];
    for (const envelope of envelopes) {
      ends.push(await this.arrive(envelope));
      await this.settle();
    }
    return ends;
  }

  /** The message alone: what the execution then does has not happened yet. */
  arrive(envelope: Envelope): Promise<End['end']> {
    return this.bring(JSON.stringify(envelope));
  }

  async bring(body: string, attempt = 1): Promise<End['end']> {
    const message = parseMessage(body);
    const { end } =
      message.kind === 'malformed' ? { end: 'returned' as const } : await receive(message, this.#work());
    if (end === 'throttled') this.#later(body, 1);
    if (end === 'returned' && attempt < ATTEMPTS) this.#later(body, attempt + 1);
    if (end === 'returned' && attempt >= ATTEMPTS) this.dead.push(body);
    return end;
  }

  /** All at once, one call at a time, in the order that the seed gives; waits that are put meanwhile are seen to as well. */
  async atOnce(seed: number, ...works: readonly (() => Promise<unknown>)[]): Promise<void> {
    await this.turns.play(seed, works);
    await this.settle();
  }

  /** Until nothing more happens at this instant. */
  async settle(): Promise<void> {
    for (;;) {
      await quiet();
      await this.#machines.idle();
      await quiet();
      const wait = this.#stream.shift();
      const ending = wait === undefined ? this.#endings.shift() : undefined;
      if (wait !== undefined) await this.#seeTo(wait);
      else if (ending !== undefined) await this.#close(ending);
      else return;
    }
  }

  /** Time passes: looks come, deadlines fire, what was put off comes again. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.clock.now() + milliseconds;
    for (;;) {
      const next = Math.min(until, ...this.#queue.map(({ at }) => at));
      await this.clock.to(next, () => this.settle());
      const due = this.#queue.filter(({ at }) => at <= next);
      this.#queue = this.#queue.filter(({ at }) => at > next);
      for (const { body, attempt } of due) {
        await this.bring(body, attempt);
        await this.settle();
      }
      if (next === until && due.length === 0) return;
    }
  }

  /** What lies in the queues, with the seconds until it comes. */
  queued(): readonly {
    readonly message: Message | { readonly kind: 'malformed' };
    readonly seconds: number;
  }[] {
    return this.#queue.map(({ body, at }) => ({
      message: parseMessage(body),
      seconds: (at - this.clock.now()) / 1000,
    }));
  }

  begin(beginning: Beginning): Promise<End> {
    return run(beginning, this.#work());
  }

  /** Of an execution, as somebody in the console would. */
  async operate(operation: 'StartExecution' | 'StopExecution' | 'RedriveExecution'): Promise<void> {
    const { choreography, id } = INSTANCE;
    await this.#machines.ask(
      operation,
      operation === 'StartExecution'
        ? { stateMachineArn: MACHINE_PREFIX + choreography, name: id, input: '{}' }
        : { executionArn: executionArn(choreography, id) },
    );
    await this.settle();
  }

  /** How the execution is, and where the instance stands as its rows tell. */
  async standing(execution: string = INSTANCE.id): Promise<string> {
    const report = await this.#machines.executions.describe({
      call: 'describeExecution',
      choreography: INSTANCE.choreography,
      execution,
    });
    if (report === undefined) return 'none';
    if (report.status !== 'running') {
      const row = this.instance();
      return [report.status, row?.status === 'closed' ? (row.lastState ?? '?') : 'not closed'].join(' ');
    }
    const trigger = { kind: 'wait', instance: INSTANCE.key, token: '' } as const;
    const situation = situationOf(trigger, [...this.#rows.values()], this.#work().subscription, 0);
    const free = activeWaits(situation).filter((wait) => isFree(wait, situation));
    return ['running', ...new Set(free.map(({ state }) => state))].join(' ');
  }

  /** What the execution was moved by: `<identity> → <where to>`. */
  moves(execution: string = INSTANCE.id): Promise<readonly string[]> {
    return this.#machines.movesOf(INSTANCE.choreography, execution);
  }

  row(identity: string, instance: string = INSTANCE.key): EventRow | undefined {
    const found = this.#rows.get(rowKey(instance, `EVENT#${identity}`));
    return found?.kind === 'event' ? found : undefined;
  }

  instance(): InstanceRow | undefined {
    const found = this.#rows.get(rowKey(INSTANCE.key, 'INSTANCE'));
    return found?.kind === 'instance' ? found : undefined;
  }

  waits(): readonly WaitingRow[] {
    return [...this.#rows.values()].filter((row) => row.kind === 'wait');
  }

  /** Of every event: its status. */
  statuses(): Readonly<Record<string, string>> {
    const events = [...this.#rows.values()].filter((row) => row.kind === 'event');
    return Object.fromEntries(events.map(({ identity, status }) => [identity, status]));
  }

  stop(): Promise<void> {
    return this.#machines.stop();
  }

  #work() {
    if (this.#subscription === undefined) throw new Error('Nothing is deployed');
    const { start, describe, history, result, succeed, fail } = this.#machines.executions;
    const ports = {
      table: this.#table,
      executions: {
        start: (call: Parameters<typeof start>[0]) => {
          this.onInput(call.input);
          return this.#call('startExecution', () => start(call));
        },
        describe: (call: Parameters<typeof describe>[0]) =>
          this.#call('describeExecution', () => describe(call)),
        history: (call: Parameters<typeof history>[0]) => this.#call('readHistory', () => history(call)),
        result: (call: Parameters<typeof result>[0]) => this.#call('readResult', () => result(call)),
        succeed: (call: Parameters<typeof succeed>[0]) => {
          this.onOutput(call.output);
          return this.#call('sendSuccess', () => succeed(call));
        },
        fail: (call: Parameters<typeof fail>[0]) => this.#call('sendFailure', () => fail(call)),
      },
      queue: this.#sender,
    };
    return { subscription: this.#subscription, ports, clock: () => this.clock.now() };
  }

  readonly #sender: Queue = {
    send: ({ message, delaySeconds }) =>
      this.#call('sendMessage', () => {
        const at = this.clock.now() + delaySeconds * 1000;
        this.#queue = [...this.#queue, { body: printMessage(message), at, attempt: 1 }];
      }),
  };

  readonly #table: Table = {
    query: async (instance) => (await this.#onTable({ call: 'query', instance })).rows,
    getInstance: async (instance) =>
      (await this.#onTable({ call: 'getInstance', instance })).rows.find((row) => row.kind === 'instance'),
    putEvent: async (call) => (await this.#onTable(call)).written,
    openInstance: async (call) => (await this.#onTable(call)).written,
    closeInstance: async (call) => (await this.#onTable(call)).written,
    reopenInstance: async (call) => (await this.#onTable(call)).written,
    labelInstance: async (call) => (await this.#onTable(call)).written,
    dropWait: async (call) => (await this.#onTable(call)).written,
  };

  #onTable(call: TableCall): Promise<{ readonly rows: readonly Row[]; readonly written: Written }> {
    return this.#call(call.call, () => {
      const { rows, reply } = performOnTable(this.#rows, call);
      this.#write(rows);
      return {
        rows: reply.reply === 'rows' ? reply.rows : [],
        written: reply.reply === 'written' ? 'written' : 'refused',
      };
    });
  }

  async #call<T>(name: string, perform: () => T | Promise<T>): Promise<T> {
    await this.turns.take(true);
    this.calls.push(name);
    await this.before(name);
    const reply = await perform();
    this.after(name);
    return reply;
  }

  /** What the notifier reads in the stream. */
  #write(rows: Rows): void {
    for (const [key, row] of rows) {
      const before = this.#rows.get(key);
      if (before === row || row.kind === 'wait' || before?.kind === 'wait') continue;
      const change = { before: before === undefined ? undefined : itemOf(before), after: itemOf(row) };
      this.told.push(...noticesOf(change, this.clock.now()).map(inShort));
    }
    this.#rows = rows;
  }

  /** A machine's callback Task, with the condition that the compiler writes. */
  async #put(given: Json): Promise<IntegrationOutcome> {
    await this.turns.take(false);
    await this.beforePut();
    const row = parseRow(itemIn(given));
    if (row?.kind !== 'wait') throw new Error('The machine put something else');
    const rows = putWait(this.#rows, row);
    if (rows === this.#rows)
      return { kind: 'failed', error: 'DynamoDb.ConditionalCheckFailedException', cause: 'newer' };
    this.#rows = rows;
    if (this.isDeaf) return { kind: 'succeeded', output: {} };
    if (this.turns.isOn) this.turns.spawn(() => this.#seeTo(row));
    else this.#stream.push(row);
    return { kind: 'succeeded', output: {} };
  }

  async #seeTo({ instance, token }: WaitingRow): Promise<void> {
    const wait = { kind: 'wait', instance, token } as const;
    for (let attempt = 0; attempt < 10; attempt += 1) {
      if ((await this.begin(wait)).end === 'done') return;
    }
  }

  async #close(body: string): Promise<void> {
    const parsed = parseStatusEvent(body, MACHINE_PREFIX);
    if (parsed.kind === 'malformed') throw new Error(parsed.message);
    const { choreography, execution, report } = parsed;
    const known = report === undefined ? {} : { report };
    await this.begin({ kind: 'closing', choreography, execution, ended: true, ...known });
  }

  #later(body: string, attempt: number): void {
    this.#queue = [...this.#queue, { body, at: this.clock.now() + HIDDEN, attempt }];
  }
}

/** What a callback Task puts, as the document client would give it. */
function itemIn(given: Json): unknown {
  const { Item } = given as unknown as { readonly Item: Record<string, AttributeValue> };
  return unmarshall(Item);
}
