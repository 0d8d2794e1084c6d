/**
 * One correlation id from its first event on: its runs, and the events held for it. `step` says what one event does to
 * one configuration; this says in which order events are taken that came early, doubled or too late. It is what the
 * projection must come to, whatever happens on the way.
 */
import { activeStates, type Configuration } from './configuration.ts';
import type { Deciding } from './deciding.ts';
import { drain, settledAt } from './drain.ts';
import type { Arrival, Entry, Happened, Life, Lived } from './lived.ts';
import type { Plan } from './plan.ts';
import { reject, step } from './step.ts';
import { nextInstant } from './time.ts';

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
