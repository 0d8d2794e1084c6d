/**
 * One run as it must have gone: what its history says was taken, in that order and at those instants, through
 * `lib/semantics`. Nothing of the projection's code is asked.
 */
import type { Memory } from '../../../lib/definition/route.ts';
import { askJsonata } from '../../../lib/semantics/ask.ts';
import { waitsOf } from '../../../lib/semantics/awaited.ts';
import type { Configuration, Flow, Happening as Meant } from '../../../lib/semantics/configuration.ts';
import { concludeAsync } from '../../../lib/semantics/deciding.ts';
import type { Plan } from '../../../lib/semantics/plan.ts';
import { reject, start, step } from '../../../lib/semantics/step.ts';
import { passTime } from '../../../lib/semantics/time.ts';
import { compared } from './clocks.ts';
import type { Happening, Put, RunHistory } from './history.ts';
import type { AcceptedEvent } from './accepted.ts';
import { endingOf, standingWrong } from './ending.ts';

/** Where the run stood from that instant on. */
export type Segment = {
  readonly run: number;
  readonly from: number;
  readonly configuration: Configuration;
  /** The machine's waits that belong to it. */
  readonly puts: readonly Put[];
};

export type Replayed = { readonly segments: readonly Segment[]; readonly wrong: readonly string[] };

export type Replaying = {
  readonly plan: Plan;
  readonly correlationId: string;
  readonly history: RunHistory;
  /** Of this instance. */
  readonly event: (identity: string) => AcceptedEvent | undefined;
  /** When its delivery, at that instant, was decided about; undefined where nobody wrote it down. */
  readonly decidedAt: (identity: string, at: number) => number | undefined;
  readonly until: number;
  /** What an earlier run has had, and this one cannot have again; and what it has. */
  readonly had: Set<string>;
};

export function replay(replaying: Replaying): Promise<Replayed> {
  return new Replay(replaying).all();
}

const TAKEN = new Set(['taken', 'gathered']);
const OF_EVENTS = new Set<Meant['kind']>([
  ...(['taken', 'gathered', 'dropped', 'repeated', 'early', 'unexpected', 'late', 'not subscribed'] as const),
]);
/** Where nothing was written down of when it was decided. */
const LONGEST_WAY = 60_000;

class Replay {
  readonly #of: Replaying;
  readonly #ask: ReturnType<typeof askJsonata>;
  readonly #segments: Segment[] = [];
  readonly #wrong: string[] = [];

  constructor(of: Replaying) {
    this.#of = of;
    this.#ask = askJsonata(of.correlationId);
  }

  async all(): Promise<Replayed> {
    const { history, until } = this.#of;
    let configuration = await this.#start();
    if (configuration === undefined) return { segments: [], wrong: this.#wrong };
    for (const happening of history.happenings) {
      configuration = await this.#pass(configuration, happening.at);
      configuration = await this.#follow(configuration, happening);
    }
    const { stoppedAt = until } = history.execution;
    configuration = await this.#pass(configuration, Math.min(stoppedAt, until));
    this.#wrong.push(
      ...endingOf(configuration, history),
      ...standingWrong(this.#of.plan, configuration, history),
    );
    return { segments: this.#segments, wrong: this.#wrong };
  }

  async #start(): Promise<Configuration | undefined> {
    const { history, plan } = this.#of;
    const { identity, startedAt: at } = history;
    const incoming = this.#incoming(identity);
    if (incoming === undefined) return undefined;
    const started = await concludeAsync(start(plan, incoming, at), this.#ask);
    if (started.kind !== 'opened') {
      this.#wrong.push(
        `"${incoming.name}" (${identity}) opened run ${history.run}, semantics says: ${started.kind}`,
      );
      return undefined;
    }
    return this.#stood(started.configuration, 0, at, this.#decidedAt(identity, at));
  }

  async #pass(before: Configuration, until: number): Promise<Configuration> {
    const { configuration } = await concludeAsync(passTime(this.#of.plan, before, until), this.#ask);
    return configuration;
  }

  async #follow(before: Configuration, happening: Happening): Promise<Configuration> {
    const { id, at } = happening;
    switch (happening.kind) {
      case 'timed out':
        return this.#stood(before, id, at, at);
      case 'failed':
        return this.#stood(await this.#fail(before, happening), id, at, at);
      case 'taken':
        return this.#stood(
          await this.#take(before, happening),
          id,
          at,
          this.#decidedAt(happening.identity, at),
        );
    }
  }

  async #take(
    before: Configuration,
    { identity, at }: Happening & { kind: 'taken' | 'failed' },
  ): Promise<Configuration> {
    const incoming = this.#incoming(identity);
    if (incoming === undefined) return before;
    const { configuration, happened } = await concludeAsync(
      step(this.#of.plan, before, { kind: 'event', at, ...incoming }),
      this.#ask,
    );
    const meant = happened.find(({ kind }) => OF_EVENTS.has(kind))?.kind;
    if (meant !== undefined && TAKEN.has(meant)) return configuration;
    this.#wrong.push(`${identity} was taken at ${iso(at)}, semantics says: ${meant}`);
    return before;
  }

  /** Whether it was to be is another question: `alarms.ts`. */
  async #fail(
    before: Configuration,
    { identity, at }: Happening & { kind: 'taken' | 'failed' },
  ): Promise<Configuration> {
    const { plan } = this.#of;
    const event = this.#of.event(identity);
    const policy = plan.choreography.events.find(({ name }) => name === event?.name)?.unexpected;
    if (before.kind === 'open' && (policy === 'fail' || policy === 'halt'))
      return reject(plan, before, policy, at);
    this.#wrong.push(`${identity} ended the run at ${iso(at)}, its policy is: ${policy}`);
    return before;
  }

  /** What an instance has had it cannot have again. */
  #incoming(identity: string): { name: string; payload: unknown; time: number } | undefined {
    const occurrence = this.#of.event(identity)?.occurrence;
    if (occurrence === undefined) {
      this.#wrong.push(`${identity} was taken, and never came from the bus`);
      return undefined;
    }
    if (this.#of.had.has(identity)) return undefined;
    this.#of.had.add(identity);
    const { name, payload, time } = occurrence;
    return { name, payload: JSON.parse(payload) as unknown, time: Date.parse(time) };
  }

  #decidedAt(identity: string, at: number): number {
    return this.#of.decidedAt(identity, at) ?? at - LONGEST_WAY;
  }

  /** With the instants of the machine's own waits, which are compared on the way. */
  #stood(before: Configuration, id: number, at: number, decided: number): Configuration {
    const { plan, history } = this.#of;
    let configuration = before;
    const puts: Put[] = [];
    for (const waiting of waitsOf(plan, before)) {
      const put = putFor(`WAIT#${waiting.key}`, waiting, id, history);
      if (put === undefined || configuration.kind === 'ended') continue;
      puts.push(put);
      const slack = { early: at - decided, late: Math.max(0, put.at - at) };
      const result = compared(waiting, put, put.id > id ? slack : { early: 0, late: 0 });
      if (result.kind === 'different') this.#wrong.push(`after ${iso(at)}: ${result.what}`);
      else
        configuration = {
          kind: 'open',
          flow: replaced(configuration.flow, waiting.flow.path, result.flow, result.outer),
        };
    }
    this.#segments.push({ run: history.run, from: at, configuration, puts });
    return configuration;
  }
}

/** The wait that the machine has for it: one that it has already, of the same visit; otherwise the next one. */
function putFor(
  key: string,
  { place, enteredAt }: { readonly place: { readonly name: string }; readonly enteredAt: number },
  id: number,
  { puts }: RunHistory,
): Put | undefined {
  const own = puts.filter(({ row, end }) => row.key === key && end !== 'answered' && end !== 'again');
  const live = own.findLast((put) => put.id <= id && put.endedBy > id);
  if (live?.row.state === place.name && Date.parse(live.row.enteredAt) === enteredAt) return live;
  const next = own.find((put) => put.id > id);
  return next?.row.state === place.name ? next : undefined;
}

/** By its path; what stands around it has the instants of the levels. */
function replaced(flow: Flow, path: string, by: Flow, outer: readonly Memory[]): Flow {
  if (flow.path === path && flow.regions.length === 0) return by;
  const [memory = flow.memory, ...inner] = outer;
  return { ...flow, memory, regions: flow.regions.map((region) => replacedIn(region, path, by, inner)) };
}

function replacedIn(flow: Flow, path: string, by: Flow, outer: readonly Memory[]): Flow {
  const isWithin = flow.path === path || path.startsWith(`${flow.path}/`);
  return isWithin ? replaced(flow, path, by, outer) : flow;
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
