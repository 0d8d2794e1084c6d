/** Rule 4a: events that move nothing, by the author's own word. */
import type { Act } from './acts.ts';
import { millisOf } from './instants.ts';
import { toldOf, writing } from './open.ts';
import type { Open } from './open.ts';
import { isSameVisit } from './regions.ts';
import type { EventRow, HeldEvent } from './rows.ts';
import { tookMember } from './situation.ts';
import { dropped } from './statuses.ts';

/** Older than what its run has had already: a snapshot that the newer one has overtaken. */
export function ignoreStale(inPlay: readonly HeldEvent[], { situation, instance }: Open): Act | undefined {
  const { events, now, subscription } = situation;
  const passed = new Set(
    subscription.events.flatMap(({ name, stale }) => (stale === 'ignore' ? [name] : [])),
  );
  if (passed.size === 0) return undefined;
  const newest = Math.max(
    ...events.filter((row) => isOfRun(row, instance.run)).map(({ time }) => millisOf(time)),
  );
  const row = inPlay.find(({ name, time }) => passed.has(name) && millisOf(time) < newest);
  if (row === undefined) return undefined;
  const reason = `"${row.name}" is older than what the instance has had already.`;
  return { act: writing(situation, row), row: dropped(row, 'stale', reason, now) };
}

/** Consumed, or about to be. */
function isOfRun(row: EventRow, run: number): boolean {
  if (row.status === 'consumed') return row.run === run;
  return row.status === 'sent' && row.mark.kind !== 'fail' && row.mark.run === run;
}

/** A member of an `all` that has come already, and that no `on` takes. */
export function ignoreRepeated(open: Open): Act | undefined {
  const { situation, free, candidates } = open;
  const row = candidates.find(
    (event) =>
      (isRepeatedMember(event, open) || free.some((wait) => toldOf(event, wait, open).kind === 'repeated')) &&
      !free.some((wait) => ['take', 'drop'].includes(toldOf(event, wait, open).kind)),
  );
  if (row === undefined) return undefined;
  const reason = `"${row.name}" had come already; the instance awaits it once.`;
  return { act: writing(situation, row), row: dropped(row, 'ignored', reason, situation.now) };
}

/** One of the members' waits has had such an event, and another of the same visit is still to be served. */
function isRepeatedMember(event: HeldEvent, { situation, answers, waits, free }: Open): boolean {
  if (!answers.events.has(event.identity)) return false;
  return waits.some(
    (wait) =>
      wait.member === event.name &&
      !free.includes(wait) &&
      free.some((other) => isSameVisit(wait, other)) &&
      situation.events.some((taken) => tookMember(taken, wait)),
  );
}
