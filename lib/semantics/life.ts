/**
 * One correlation id from its first event on: its runs, and the events held for it. `step` says what one event does to
 * one configuration; this says in which order events are taken that came early, doubled or too late. It is what the
 * projection must come to, whatever happens on the way.
 */
import type { Branch, StalePolicy, UnexpectedPolicy } from '../definition/model.ts';
import { activeStates, type Configuration, type Happening } from './configuration.ts';
import type { Deciding } from './deciding.ts';
import type { Plan } from './plan.ts';
import { reject, start, step } from './step.ts';
import { nextInstant } from './time.ts';

/** An event for this id. Instants and durations are milliseconds. */
export type Arrival = {
  readonly name: string;
  readonly identity: string;
  /** When it happened: of several held events the oldest goes first. */
  readonly time: number;
  readonly receivedAt: number;
  readonly hold: number;
  /** How old, from its receipt, it must be before it is taken. */
  readonly settle: number;
  readonly stale: StalePolicy;
  readonly unexpected: UnexpectedPolicy;
  /** The envelope. */
  readonly payload: unknown;
};

export type Life = {
  /** Of the newest run; undefined before the first. */
  readonly configuration: Configuration | undefined;
  /** From 1; 0 before the first. */
  readonly run: number;
  /** In the order in which they came. */
  readonly held: readonly Arrival[];
  readonly seen: ReadonlySet<string>;
  /** The `time` of the newest event that this run has consumed. */
  readonly newest: number;
};

export const UNBORN: Life = {
  configuration: undefined,
  run: 0,
  held: [],
  seen: new Set(),
  newest: -Infinity,
};

/** Something happened to the instance; `event` is absent where only time had passed. */
export type Entry = {
  readonly at: number;
  readonly event?: Arrival;
  readonly what: Happened;
  /** What followed from it at once: `always`, what was done. */
  readonly then: readonly Happening[];
};

export type Happened =
  | Exclude<Happening, { kind: 'early' | 'late' | 'not subscribed' }>
  /** The instance had ended; with the policy `ignore` it is recorded, and nothing else. */
  | { readonly kind: 'late'; readonly policy: UnexpectedPolicy }
  /** A start event opened a run in `to`. */
  | {
      readonly kind: 'opened';
      readonly to: string;
      readonly run: number;
      readonly branches: readonly Branch[];
    }
  /** A start event none of whose guards holds, or whose branch drops it. */
  | { readonly kind: 'not opened'; readonly branches: readonly Branch[] }
  /** It came before its turn, or before its instance. */
  | { readonly kind: 'held'; readonly state: string | undefined }
  /** Its hold was over before an instance came. */
  | { readonly kind: 'orphan' }
  /** Older than the newest event consumed, and to be ignored then. */
  | { readonly kind: 'stale'; readonly state: string }
  /** An event of this identity has come before. */
  | { readonly kind: 'doubled' };

export type Lived = { readonly life: Life; readonly entries: readonly Entry[] };

/** What an event does, and whatever follows from it: the time up to it, and the held events it makes way for. */
export function* receive(plan: Plan, before: Life, event: Arrival): Deciding<Lived> {
  const { life, entries } = yield* pass(plan, before, event.receivedAt);
  const at = event.receivedAt;
  if (life.seen.has(event.identity)) {
    return { life, entries: [...entries, { at, event, what: { kind: 'doubled' }, then: [] }] };
  }
  const joined = { ...life, held: [...life.held, event], seen: new Set([...life.seen, event.identity]) };
  const drained = yield* drain(plan, joined, at);
  const state =
    joined.configuration?.kind === 'open' ? activeStates(joined.configuration).join(', ') : undefined;
  const waits: Entry[] = drained.life.held.includes(event)
    ? [{ at, event, what: { kind: 'held', state }, then: [] }]
    : [];
  return { life: drained.life, entries: [...entries, ...waits, ...drained.entries] };
}

/** Nothing but time passes, up to and with `until`: deadlines, dues, settling, and holds that are over. */
export function* pass(plan: Plan, before: Life, until: number): Deciding<Lived> {
  let life = before;
  const entries: Entry[] = [];
  let last = -Infinity;
  for (let at = next(plan, life, last); at <= until; at = next(plan, life, last)) {
    const clocked = yield* runClocks(plan, life, at);
    const drained = yield* drain(plan, clocked.life, at);
    const over = endHolds(plan, drained.life, at);
    // One of them may have ended the instance.
    const settled = yield* drain(plan, over.life, at);
    ({ life } = settled);
    entries.push(...clocked.entries, ...drained.entries, ...over.entries, ...settled.entries);
    last = at;
  }
  return { life, entries };
}

/** A task that the machine performs itself has ended. */
export function* finish(
  plan: Plan,
  before: Life,
  input: Extract<Parameters<typeof step>[2], { kind: 'result' | 'failure' }>,
): Deciding<Lived> {
  const { life, entries } = yield* pass(plan, before, input.at);
  if (life.configuration?.kind !== 'open') return { life, entries };
  const { configuration, happened } = yield* step(plan, life.configuration, input);
  const [first, ...then] = happened;
  const done: Entry[] = first?.kind === 'decided' ? [{ at: input.at, what: first, then }] : [];
  const drained = yield* drain(plan, { ...life, configuration }, input.at);
  return { life: drained.life, entries: [...entries, ...done, ...drained.entries] };
}

/** The next deadline or due; the next end of a settling or of a hold. */
function next(plan: Plan, { configuration, held }: Life, after: number): number {
  const clock = configuration === undefined ? Infinity : nextInstant(plan, configuration);
  const settled = held.map(settledAt).filter((at) => at > after);
  return Math.min(clock, ...settled, ...held.map(holdEnd));
}

function settledAt({ receivedAt, settle }: Arrival): number {
  return receivedAt + settle;
}

/** The projection looks again after 5 seconds at the earliest, also where `hold` is shorter. */
const SHORTEST_HOLD = 5_000;

function holdEnd({ receivedAt, hold, settle }: Arrival): number {
  return receivedAt + Math.max(hold, settle, SHORTEST_HOLD);
}

function* runClocks(plan: Plan, life: Life, at: number): Deciding<Lived> {
  if (life.configuration?.kind !== 'open') return { life, entries: [] };
  const { configuration, happened } = yield* step(plan, life.configuration, { kind: 'time', at });
  const entries: Entry[] = [];
  for (const what of happened) {
    const before = entries.at(-1);
    if (what.kind === 'deadline passed' || what.kind === 'overdue')
      entries.push({ at: what.at, what, then: [] });
    else if (before !== undefined) entries.splice(-1, 1, { ...before, then: [...before.then, what] });
  }
  return { life: { ...life, configuration }, entries };
}

/**
 * Takes held events as long as there is one to take: the oldest that is awaited; then those that can come no more. Before
 * one that has settled, older ones go that have come meanwhile: for them it was kept.
 */
function* drain(plan: Plan, before: Life, at: number): Deciding<Lived> {
  let life = before;
  const entries: Entry[] = [];
  for (;;) {
    const held = [...life.held].sort((a, b) => a.time - b.time || a.receivedAt - b.receivedAt);
    // Only what is delivered has to settle: what opens a run, or is late for it, does so at once.
    const open = life.configuration?.kind === 'open';
    const settled = open ? held.filter((event) => settledAt(event) <= at) : held;
    const taken =
      stale(life, held) ??
      (yield* takeOldest(plan, life, { held, settled }, at)) ??
      (yield* first(settled, (event) => refuse(plan, life, event, at)));
    if (taken === undefined) return { life, entries };
    const { event, configuration, run, what, then } = taken;
    const opened = run > life.run;
    const newest = isConsumed(what) ? Math.max(opened ? -Infinity : life.newest, event.time) : life.newest;
    life = { ...life, configuration, run, newest, held: life.held.filter((other) => other !== event) };
    entries.push({ at, event, what, then });
  }
}

function* takeOldest(
  plan: Plan,
  life: Life,
  { held, settled }: { readonly held: readonly Arrival[]; readonly settled: readonly Arrival[] },
  at: number,
): Deciding<Taken | undefined> {
  const due = yield* first(settled, (event) => take(plan, life, event, at));
  if (due === undefined || held[0] === due.event) return due;
  return yield* first(held, (event) => take(plan, life, event, at));
}

function* first<In, Out>(
  all: readonly In[],
  each: (one: In) => Deciding<Out | undefined>,
): Deciding<Out | undefined> {
  for (const one of all) {
    const found = yield* each(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Taken = Pick<Life, 'configuration' | 'run'> & Pick<Entry, 'what' | 'then'> & { readonly event: Arrival };

type TakenHappening = Extract<Happening, { kind: 'taken' | 'gathered' | 'dropped' | 'repeated' }>;

function isTaken(happening: Happening): happening is TakenHappening {
  return ['taken', 'gathered', 'dropped', 'repeated'].includes(happening.kind);
}

function isConsumed({ kind }: Happened): boolean {
  return kind === 'taken' || kind === 'gathered' || kind === 'opened';
}

function stale({ configuration, run, newest }: Life, held: readonly Arrival[]): Taken | undefined {
  if (configuration?.kind !== 'open') return undefined;
  const event = held.find((candidate) => candidate.stale === 'ignore' && candidate.time < newest);
  if (event === undefined) return undefined;
  const state = activeStates(configuration).join(', ');
  return { configuration, run, event, what: { kind: 'stale', state }, then: [] };
}

/** What the event does where it is awaited, or opens a run; undefined where it does neither. */
function* take(
  plan: Plan,
  { configuration, run }: Life,
  event: Arrival,
  at: number,
): Deciding<Taken | undefined> {
  if (configuration?.kind === 'open') {
    const { configuration: after, happened } = yield* deliver(plan, configuration, event, at);
    const [happening, ...then] = happened;
    return happening !== undefined && isTaken(happening)
      ? { configuration: after, run, event, what: happening, then }
      : undefined;
  }
  if (configuration !== undefined && !plan.choreography.rerun) return undefined;
  const started = yield* start(plan, event, at);
  if (started.kind === 'no start event') return undefined;
  if (started.kind === 'dropped')
    return { configuration, run, event, what: { kind: 'not opened', branches: started.branches }, then: [] };
  const [opening, ...then] = started.happened;
  const to = opening?.kind === 'taken' ? (opening.to ?? '') : '';
  return {
    configuration: started.configuration,
    run: run + 1,
    event,
    what: { kind: 'opened', to, run: run + 1, branches: opening?.kind === 'taken' ? opening.branches : [] },
    then,
  };
}

/** What cannot come any more: the instance has ended, or nothing that follows awaits it. */
function* refuse(
  plan: Plan,
  { configuration, run }: Life,
  event: Arrival,
  at: number,
): Deciding<Taken | undefined> {
  if (configuration === undefined) return undefined;
  if (configuration.kind === 'ended')
    return plan.choreography.rerun
      ? undefined
      : { configuration, run, event, what: { kind: 'late', policy: event.unexpected }, then: [] };
  const { configuration: after, happened } = yield* deliver(plan, configuration, event, at);
  const happening = happened.at(-1);
  return happening?.kind === 'unexpected'
    ? { configuration: after, run, event, what: happening, then: [] }
    : undefined;
}

function* deliver(plan: Plan, open: Configuration, { name, time, payload }: Arrival, at: number) {
  return yield* step(plan, open, { kind: 'event', name, at, time, payload });
}

/** Those whose hold is over, and that nobody has taken. */
function endHolds(plan: Plan, before: Life, at: number): Lived {
  let life = before;
  const entries: Entry[] = [];
  for (const event of before.held.filter((held) => holdEnd(held) <= at)) {
    const { configuration } = life;
    const held = life.held.filter((other) => other !== event);
    const what = endOf(configuration, event);
    const rejected =
      configuration?.kind === 'open' ? reject(plan, configuration, event.unexpected, at) : configuration;
    life = { ...life, held, configuration: rejected };
    entries.push({ at, event, what, then: [] });
  }
  return { life, entries };
}

function endOf(configuration: Configuration | undefined, { unexpected: policy }: Arrival): Happened {
  if (configuration === undefined) return { kind: 'orphan' };
  if (configuration.kind === 'ended') return { kind: 'late', policy };
  return { kind: 'unexpected', state: activeStates(configuration).join(', '), policy };
}
