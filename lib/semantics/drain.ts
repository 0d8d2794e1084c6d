/** Which of the events held for one id are taken, and in which order. */
import { activeStates, type Configuration, type Happening } from './configuration.ts';
import type { Deciding } from './deciding.ts';
import type { Arrival, Entry, Happened, Life, Lived } from './lived.ts';
import type { Plan } from './plan.ts';
import { start, step } from './step.ts';

/**
 * Takes held events as long as there is one to take: the oldest that is awaited; then those that can come no more. Before
 * one that has settled, older ones go that have come meanwhile: for them it was kept.
 */
export function* drain(plan: Plan, before: Life, at: number): Deciding<Lived> {
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

/** When it has settled; epoch milliseconds. */
export function settledAt({ receivedAt, settle }: Arrival): number {
  return receivedAt + settle;
}
