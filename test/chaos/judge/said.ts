/** What semantics says of an event, by wherever its instance stood while a function read the table, decided and wrote. */
import { askJsonata } from '../../../lib/semantics/ask.ts';
import { concludeAsync } from '../../../lib/semantics/deciding.ts';
import type { Plan } from '../../../lib/semantics/plan.ts';
import { start, step } from '../../../lib/semantics/step.ts';
import type { AcceptedEvent } from './accepted.ts';
import type { RunHistory } from './history.ts';
import type { Segment } from './replay.ts';

/** One instance, as the judge has found that it lived. */
export type Lived = {
  readonly plan: Plan;
  readonly correlationId: string;
  readonly runs: readonly RunHistory[];
  readonly segments: readonly Segment[];
  /** Token → when its row was in the table. */
  readonly putAt: ReadonlyMap<string, number>;
  /** Run → when INSTANCE was closed for it. */
  readonly closedAt: ReadonlyMap<number, number>;
  /** What was marked to move which run, and when; with the event's own time. */
  readonly marks: readonly MarkedEvent[];
};

export type MarkedEvent = {
  readonly run: number;
  readonly at: number;
  /** When something else was written of it. */
  readonly until: number;
  readonly name: string;
  readonly identity: string;
  readonly time: number;
};

export type Verdict = {
  readonly status: string;
  /** When it was received, and when its function read, and wrote, what. */
  readonly receivedAt: number;
  readonly readFrom: number;
  readonly at: number;
};

/** What semantics says of an event at one moment: a happening's kind, or that there is no open run. */
export type Said = { readonly kind: string; readonly newest: number };

export async function saidOf(event: AcceptedEvent, verdict: Verdict, lived: Lived): Promise<readonly Said[]> {
  const { readFrom, at } = verdict;
  const said: Said[] = [...(await withoutRun(event, verdict, lived))];
  for (const [index, segment] of lived.segments.entries()) {
    const until = seenUntil(index, lived);
    if (segment.from > at || until < readFrom) continue;
    // Before the clock that ended it has run out.
    const next = lived.segments[index + 1]?.from ?? Infinity;
    const then = Math.max(segment.from, Math.min(at, next - 1, Math.max(segment.from, readFrom)));
    said.push(...(await saidAt(event, then, segment, lived)));
    if (segment.puts.length === 0 && segment.configuration.kind === 'open')
      said.push({ kind: 'between', newest: -Infinity });
  }
  return said;
}

/** How long a function that reads the table can still take it for where the instance stands. */
function seenUntil(index: number, { segments, putAt, closedAt }: Lived): number {
  const own = segments[index];
  const next = segments[index + 1];
  if (own === undefined || next === undefined || next.run !== own.run) return Infinity;
  // The waits of an instance that has ended stay where they are until it is recorded as closed.
  if (next.configuration.kind === 'ended') return closedAt.get(own.run) ?? Infinity;
  const seen = next.puts.map(({ row }) => putAt.get(row.token) ?? Infinity);
  return Math.max(next.from, ...seen);
}

async function saidAt(
  { name, occurrence }: AcceptedEvent,
  at: number,
  { configuration, run, from }: Segment,
  lived: Lived,
): Promise<readonly Said[]> {
  const { plan, correlationId } = lived;
  if (occurrence === undefined || configuration.kind === 'ended') return [];
  const incoming = {
    name,
    payload: JSON.parse(occurrence.payload) as unknown,
    time: Date.parse(occurrence.time),
  };
  const input = { kind: 'event', at: Math.max(at, from), ...incoming } as const;
  const { happened } = await concludeAsync(step(plan, configuration, input), askJsonata(correlationId));
  const newest = newestBy(run, at, lived);
  return happened
    .filter(({ kind }) => !['deadline passed', 'overdue', 'decided'].includes(kind))
    .slice(0, 1)
    .map(({ kind }) => ({ kind, newest }));
}

/** Of what the run was about to have, or had had, by then. */
function newestBy(run: number, at: number, { marks }: Lived): number {
  const had = marks.filter((mark) => mark.run === run && mark.at <= at);
  return Math.max(-Infinity, ...had.map(({ time }) => time));
}

/** Before the first run, between two, or after the last: as a function saw it that read the table then. */
async function withoutRun(
  event: AcceptedEvent,
  { readFrom, at }: Verdict,
  lived: Lived,
): Promise<readonly Said[]> {
  const { plan, runs } = lived;
  const [first] = runs;
  const kinds: string[] = [];
  if (first === undefined || first.startedAt >= readFrom) kinds.push('none');
  const closed = runs.some(({ execution: { stoppedAt } }, index) => {
    const next = runs[index + 1];
    return stoppedAt !== undefined && stoppedAt <= at && (next === undefined || next.startedAt >= readFrom);
  });
  if (closed) kinds.push('closed');
  const opens = kinds.includes('none') || (closed && plan.choreography.rerun);
  if (opens && (await dropsIt(event, at, lived))) kinds.push('drops');
  return kinds.map((kind) => ({ kind, newest: -Infinity }));
}

/** A start event none of whose guards holds. */
async function dropsIt(
  { name, occurrence }: AcceptedEvent,
  at: number,
  { plan, correlationId }: Lived,
): Promise<boolean> {
  if (occurrence === undefined) return false;
  const { payload, time } = occurrence;
  const incoming = { name, payload: JSON.parse(payload) as unknown, time: Date.parse(time) };
  return (await concludeAsync(start(plan, incoming, at), askJsonata(correlationId))).kind === 'dropped';
}
