/**
 * One correlation id from its first event on: its runs, and the events held for it. `step` says what one event does to
 * one configuration; this says in which order events are taken that came early, doubled or too late. It is what the
 * projection must come to, whatever happens on the way.
 */
import type { Choreography, UnexpectedPolicy } from '../definition/model.ts';
import type { Configuration, Happening } from './configuration.ts';
import { deadlineOf, stateNamed } from './states.ts';
import { reject, start, step } from './step.ts';

/** An event for this id. Instants and durations are milliseconds. */
export type Arrival = {
  readonly name: string;
  readonly identity: string;
  /** When it happened: of several held events the oldest goes first. */
  readonly time: number;
  readonly receivedAt: number;
  readonly hold: number;
  readonly unexpected: UnexpectedPolicy;
  /** Answers for a guard's source text, evaluated beforehand for this event. */
  readonly holds: (guard: string) => boolean;
};

export type Life = {
  /** Of the newest run; undefined before the first. */
  readonly configuration: Configuration | undefined;
  /** From 1; 0 before the first. */
  readonly run: number;
  /** In the order in which they came. */
  readonly held: readonly Arrival[];
  readonly seen: ReadonlySet<string>;
};

export const UNBORN: Life = { configuration: undefined, run: 0, held: [], seen: new Set() };

/** Something happened to the instance; `event` is absent where only time had passed. */
export type Entry = { readonly at: number; readonly event?: Arrival; readonly what: Happened };

export type Happened =
  | Exclude<Happening, { kind: 'early' | 'late' | 'not subscribed' }>
  /** The instance had ended; with the policy `ignore` it is recorded, and nothing else. */
  | { readonly kind: 'late'; readonly policy: UnexpectedPolicy }
  /** A start event opened a run in `to`. */
  | { readonly kind: 'opened'; readonly to: string; readonly run: number }
  /** A start event none of whose guards holds, or whose branch drops it. */
  | { readonly kind: 'not opened' }
  /** It came before its turn, or before its instance. */
  | { readonly kind: 'held'; readonly state: string | undefined }
  /** Its hold was over before an instance came. */
  | { readonly kind: 'orphan' }
  /** An event of this identity has come before. */
  | { readonly kind: 'doubled' };

export type Lived = { readonly life: Life; readonly entries: readonly Entry[] };

/** What an event does, and whatever follows from it: the time up to it, and the held events it makes way for. */
export function receive(choreography: Choreography, before: Life, event: Arrival): Lived {
  const { life, entries } = pass(choreography, before, event.receivedAt);
  if (life.seen.has(event.identity)) {
    return { life, entries: [...entries, { at: event.receivedAt, event, what: { kind: 'doubled' } }] };
  }
  const joined = { ...life, held: [...life.held, event], seen: new Set([...life.seen, event.identity]) };
  const drained = drain(choreography, joined, event.receivedAt);
  const state = joined.configuration?.kind === 'open' ? joined.configuration.state : undefined;
  const waits: Entry[] = drained.life.held.includes(event)
    ? [{ at: event.receivedAt, event, what: { kind: 'held', state } }]
    : [];
  return { life: drained.life, entries: [...entries, ...waits, ...drained.entries] };
}

/** Nothing but time passes, up to and with `until`: deadlines, dues, and holds that are over. */
export function pass(choreography: Choreography, before: Life, until: number): Lived {
  let life = before;
  const entries: Entry[] = [];
  for (let at = nextInstant(choreography, life); at <= until; at = nextInstant(choreography, life)) {
    const [afterClocks, clocked] = runClocks(choreography, life, at);
    const drained = drain(choreography, afterClocks, at);
    const [afterHolds, over] = endHolds(drained.life, at);
    // One of them may have ended the instance.
    const settled = drain(choreography, afterHolds, at);
    life = settled.life;
    entries.push(...clocked, ...drained.entries, ...over, ...settled.entries);
  }
  const [last, clocked] = runClocks(choreography, life, until);
  return { life: last, entries: [...entries, ...clocked] };
}

/** The next deadline, or the next end of a hold. */
function nextInstant(choreography: Choreography, { configuration, held }: Life): number {
  const deadline =
    configuration?.kind === 'open'
      ? configuration.enteredAt + (deadlineOf(stateNamed(choreography, configuration.state)) ?? Infinity)
      : Infinity;
  return Math.min(deadline, ...held.map(holdEnd));
}

/** The projection looks again after 5 seconds at the earliest, also where `hold` is shorter. */
const SHORTEST_HOLD = 5_000;

function holdEnd({ receivedAt, hold }: Arrival): number {
  return receivedAt + Math.max(hold, SHORTEST_HOLD);
}

function runClocks(choreography: Choreography, life: Life, at: number): [Life, Entry[]] {
  if (life.configuration?.kind !== 'open') return [life, []];
  const { configuration, happened } = step(choreography, life.configuration, { kind: 'time', at });
  const entries = happened.flatMap((what): Entry[] =>
    what.kind === 'deadline passed' || what.kind === 'overdue' ? [{ at: what.at, what }] : [],
  );
  return [{ ...life, configuration }, entries];
}

/** Takes held events as long as there is one to take: the oldest that is awaited; then those that can come no more. */
function drain(choreography: Choreography, before: Life, at: number): Lived {
  let life = before;
  const entries: Entry[] = [];
  for (;;) {
    const candidates = [...life.held].sort((a, b) => a.time - b.time || a.receivedAt - b.receivedAt);
    const taken =
      first(candidates, (event) => take(choreography, life, event, at)) ??
      first(candidates, (event) => refuse(choreography, life, event, at));
    if (taken === undefined) return { life, entries };
    const { event, configuration, run, what } = taken;
    life = { ...life, configuration, run, held: life.held.filter((other) => other !== event) };
    entries.push({ at, event, what });
  }
}

function first<In, Out>(all: readonly In[], each: (one: In) => Out | undefined): Out | undefined {
  for (const one of all) {
    const found = each(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Taken = Pick<Life, 'configuration' | 'run'> & { readonly event: Arrival; readonly what: Happened };

type TakenHappening = Extract<Happening, { kind: 'taken' | 'gathered' | 'dropped' | 'repeated' }>;

function isTaken(happening: Happening): happening is TakenHappening {
  return ['taken', 'gathered', 'dropped', 'repeated'].includes(happening.kind);
}

/** What the event does where it is awaited, or opens a run; undefined where it does neither. */
function take(
  choreography: Choreography,
  { configuration, run }: Life,
  event: Arrival,
  at: number,
): Taken | undefined {
  if (configuration?.kind === 'open') {
    const { configuration: after, happening } = deliver(choreography, configuration, event, at);
    return isTaken(happening) ? { configuration: after, run, event, what: happening } : undefined;
  }
  if (configuration !== undefined && !choreography.rerun) return undefined;
  const started = start(choreography, event.name, event.holds, at);
  if (started.kind === 'no start event') return undefined;
  if (started.kind === 'dropped') return { configuration, run, event, what: { kind: 'not opened' } };
  const to = started.configuration.state;
  return {
    configuration: started.configuration,
    run: run + 1,
    event,
    what: { kind: 'opened', to, run: run + 1 },
  };
}

/** What cannot come any more: the instance has ended, or nothing that follows awaits it. */
function refuse(
  choreography: Choreography,
  { configuration, run }: Life,
  event: Arrival,
  at: number,
): Taken | undefined {
  if (configuration === undefined) return undefined;
  if (configuration.kind === 'ended')
    return choreography.rerun
      ? undefined
      : { configuration, run, event, what: { kind: 'late', policy: event.unexpected } };
  const { configuration: after, happening } = deliver(choreography, configuration, event, at);
  return happening.kind === 'unexpected' ? { configuration: after, run, event, what: happening } : undefined;
}

function deliver(choreography: Choreography, open: Configuration, { name, holds }: Arrival, at: number) {
  const { configuration, happened } = step(choreography, open, { kind: 'event', name, at, holds });
  const happening = happened.at(-1);
  if (happening === undefined) throw new Error(`"${name}" left no trace`);
  return { configuration, happening };
}

/** Those whose hold is over, and that nobody has taken. */
function endHolds(before: Life, at: number): [Life, Entry[]] {
  let life = before;
  const entries: Entry[] = [];
  for (const event of before.held.filter((held) => holdEnd(held) <= at)) {
    const { configuration } = life;
    const held = life.held.filter((other) => other !== event);
    if (configuration?.kind === 'open') {
      const what: Happened = {
        kind: 'unexpected',
        state: configuration.state,
        policy: event.unexpected,
      };
      life = { ...life, held, configuration: reject(configuration, event.unexpected, at) };
      entries.push({ at, event, what });
    } else {
      life = { ...life, held };
      const what: Happened =
        configuration === undefined ? { kind: 'orphan' } : { kind: 'late', policy: event.unexpected };
      entries.push({ at, event, what });
    }
  }
  return [life, entries];
}
