/**
 * A compiled machine on the local engine, and the least that a deliverer has to do where nothing is early, late or at
 * the same time: it goes by the rows and by nothing else.
 */
import { compile } from '../../../lib/compiler/compile.ts';
import type { Choreography, Json } from '../../../lib/definition/model.ts';
import type { Answer } from '../../../lib/definition/route.ts';
import type { CompiledChoreography } from '../../../lib/definition/wire.ts';
import { duesOf } from '../../../lib/semantics/awaited.ts';
import { conclude } from '../../../lib/semantics/deciding.ts';
import {
  decideAt,
  openBy,
  receiveAt,
  type Incoming,
  type Reception,
} from '../../../lib/semantics/respond.ts';
import { saidBy } from '../../../lib/projection/execution.ts';
import { parseRow } from '../../../lib/projection/parse-row.ts';
import type { WaitingRow } from '../../../lib/projection/rows.ts';
import { standingOf } from '../../../lib/projection/standing.ts';
import { MachineOnEngine, type Perform, type Row } from '../machine-on-engine.ts';
import { answer, CORRELATION_ID } from './expressions.ts';
import { SILENT } from './build-branches.ts';
import { iso, tidied, type Delivered, type Standing, type StandingWait } from './pure-side.ts';
import { outcomeOf } from './tasks.ts';

/** Where clocks may run and none does, the machine sets its timer years ahead. */
const NEVER = '2029';

/** Of several waits that an event could go to, the one where what stands innermost holds; then the first. */
type Taker = {
  readonly row: Row;
  readonly parsed: WaitingRow;
  readonly reception: Extract<Reception, { kind: 'take' | 'drop' }>;
  readonly depth: number;
};

/** What tasks and actions are called with. */
type Asked = {
  readonly FunctionName: string;
  readonly Payload: { readonly x?: Json };
  readonly Entries: readonly { readonly Detail: Json }[];
  readonly Message: string;
};

export class MachineSide {
  /** What its actions publish and notify, as JSON. */
  readonly said: string[] = [];
  readonly #compiled: CompiledChoreography;
  #machine: MachineOnEngine | undefined;
  readonly #rows = new Map<string, WaitingRow>();

  constructor(choreography: Choreography) {
    this.#compiled = compile(choreography);
  }

  async open(event: Delivered, at: number): Promise<boolean> {
    const { start, memory } = this.#compiled.subscription;
    const reception = conclude(openBy(start, memory, incoming(event, at), at), answer);
    if (reception.kind !== 'take') return false;
    const input = {
      choreography: 'random',
      correlationId: CORRELATION_ID,
      instance: `random#${CORRELATION_ID}`,
      run: 1,
      shard: '0',
      ...output(reception.answer, memory === undefined ? undefined : {}, event, at),
    };
    this.#machine = new MachineOnEngine(this.#compiled.definition, input, at, [], this.#perform);
    await this.#rest();
    return true;
  }

  async pass(until: number): Promise<void> {
    await this.#running.clock.to(until, () => this.#rest());
  }

  async receive(event: Delivered, at: number): Promise<string> {
    await this.pass(at);
    const machine = this.#running;
    const known = this.#compiled.subscription.events.some(({ name }) => name === event.name);
    if (!known) return 'not subscribed';
    if (machine.execution.status !== 'RUNNING') return 'late';
    const told = await this.#deliver(event, at);
    await this.#rest();
    return told;
  }

  async #deliver(event: Delivered, at: number): Promise<string> {
    const machine = this.#running;
    const free = this.#free();
    let later = false;
    let repeated = false;
    let taker: Taker | undefined;
    for (const { row, parsed } of free) {
      const reception = conclude(receiveAt(standingOf(parsed), incoming(event, at), at), answer);
      if (reception.kind === 'take' || reception.kind === 'drop') {
        const depth = reception.routes[0]?.around ?? Infinity;
        if (taker === undefined || depth > taker.depth) taker = { row, parsed, reception, depth };
      }
      repeated ||= reception.kind === 'repeated';
      later ||= reception.kind === 'none' && reception.later;
    }
    if (taker?.reception.kind === 'drop') return 'dropped';
    if (taker?.reception.kind === 'take') {
      const before = taker.parsed.memories?.at(-1);
      await machine.succeed(taker.row, output(taker.reception.answer, before, event, at));
      return 'delivered';
    }
    const members = free.flatMap(({ parsed: { state, enteredAt } }) => machine.used(state, enteredAt));
    if (repeated || members.some((row) => row['member'] === event.name)) return 'repeated';
    if (later || free.some(({ parsed }) => parsed.anticipates.includes(event.name))) return 'early';
    const last = free.at(-1);
    const policy = last?.parsed.policies[event.name];
    if (last !== undefined && policy === 'fail')
      await machine.fail(last.row, 'UnexpectedEvent', 'Unexpected');
    if (last !== undefined && policy === 'halt')
      await machine.fail(last.row, 'UnexpectedEventHalted', 'Unexpected');
    return 'unexpected';
  }

  /** Until nothing moves, and no wait can be answered without an event. */
  async #rest(): Promise<void> {
    const machine = this.#running;
    for (let rounds = 0; ; rounds += 1) {
      if (rounds > 200) throw new Error('It is decided on and on without an event');
      await machine.settle();
      const decided = this.#firstDecided();
      if (decided === undefined) return;
      await machine.succeed(decided.row, json(saidBy(decided.answer, decided.parsed.memories?.at(-1))));
    }
  }

  #firstDecided(): { row: Row; parsed: WaitingRow; answer: Answer } | undefined {
    for (const { row, parsed } of this.#free()) {
      const decided = conclude(decideAt(standingOf(parsed)), answer);
      if (decided !== undefined) return { row, parsed, answer: decided.answer };
    }
    return undefined;
  }

  stands(): Standing {
    const { status, stoppedAt, output: given, error, cause } = this.#running.execution;
    if (status === 'SUCCEEDED') return { status, stoppedAt, output: JSON.parse(given ?? 'null') };
    if (status !== 'RUNNING') return { status: 'FAILED', stoppedAt, error, cause };
    return { status, waits: this.#free().map(({ parsed }) => standing(parsed)) };
  }

  async stop(): Promise<void> {
    await this.#machine?.stop();
  }

  readonly #perform: Perform = (_resource, given, now) => {
    const asked = given as Partial<Asked>;
    const { FunctionName: name, Payload: payload, Entries: entries = [], Message: message } = asked;
    if (name !== undefined) return outcomeOf(name, payload?.x, now);
    this.said.push(...entries.map(({ Detail: detail }) => JSON.stringify(detail)));
    if (message !== undefined && message !== SILENT) this.said.push(JSON.stringify(message));
    return { kind: 'succeeded', output: {} };
  };

  get #running(): MachineOnEngine {
    if (this.#machine === undefined) throw new Error('It was not opened');
    return this.#machine;
  }

  /** In the order of their keys, as everybody reads them. */
  #free(): { row: Row; parsed: WaitingRow }[] {
    return this.#running
      .free()
      .map((row) => ({ row, parsed: this.#parsed(row) }))
      .sort((a, b) => (a.parsed.key < b.parsed.key ? -1 : 1));
  }

  #parsed(row: Row): WaitingRow {
    const token = row['token'] ?? '';
    const known = this.#rows.get(token);
    if (known !== undefined) return known;
    const numbers = { run: Number(row['run']), redrive: Number(row['redrive']), ttl: Number(row['ttl']) };
    const parsed = parseRow({ ...row, ...numbers });
    if (parsed?.kind !== 'wait') throw new Error(`No row of a wait: ${JSON.stringify(row)}`);
    this.#rows.set(token, parsed);
    return parsed;
  }
}

function standing(row: WaitingRow): StandingWait {
  const { key, state, member, deadline, anticipates, dues } = row;
  const { enteredAt, since, memories } = standingOf(row);
  // Those of a forEach's items are in its memory.
  const ofItems = duesOf({ dues: [], memories, enteredAt });
  return {
    key,
    state,
    member,
    enteredAt: iso(enteredAt),
    since: iso(since),
    deadlines: [deadline === undefined || deadline > NEVER ? undefined : deadline],
    dues: [
      ...dues.map((due) => `${due.state}#${due.enteredAt} due ${due.at}`),
      ...ofItems.map(({ at, visit }) => `${visit} due ${iso(at)}`),
    ].sort(),
    memories: tidied({ wait: row.wait, memories }),
    clocks: [],
    anticipates,
  };
}

function incoming({ name, detail }: Delivered, time: number): Incoming {
  return { name, payload: { detail }, time };
}

function output(
  { way, memory, actions, level, to }: Answer,
  before: Parameters<typeof saidBy>[1],
  { name, detail }: Delivered,
  at: number,
): { readonly [name: string]: Json } {
  const said = saidBy({ way, memory, actions, level, ...(to === undefined ? {} : { to }) }, before);
  const event = { name, identity: name, time: iso(at), envelope: { detail } };
  return json({ ...said, event, identity: name, putBack: 0 });
}

function json(value: object): { readonly [name: string]: Json } {
  return JSON.parse(JSON.stringify(value)) as { readonly [name: string]: Json };
}
