/** A simulation as people read it. */
import type { Branch, Choreography } from '../definition/model.ts';
import { inWords } from '../layout/durations.ts';
import { awaitedNow } from '../semantics/awaited.ts';
import { activeStates, type Happening } from '../semantics/configuration.ts';
import type { Arrival, Happened } from '../semantics/lived.ts';
import { planOf } from '../semantics/plan-of.ts';
import type { MovedItem } from './simulated-life.ts';
import type { SimulatedEntry, Simulation } from './simulation.ts';

/** One line for each thing that happened, in the order of time. */
export function happenings({ begin, entries, astray }: Simulation): readonly string[] {
  const rows = [
    ...entries.flatMap((entry) => rowsFor(entry)),
    ...astray.map(({ at, event, why }) => ({ at, cells: ['–', event.detailType, why] })),
  ].sort((a, b) => a.at - b.at);
  const cells = rows.map(({ at, cells }) => [`+${inWords(at - begin)}`, ...cells]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

type Row = { readonly at: number; readonly cells: readonly string[] };

function rowsFor({ at, event, what, then, items, correlationId }: SimulatedEntry): readonly Row[] {
  // Where the forEach is only just entered, all of its items are new.
  const stays = !('to' in what) || what.to === undefined;
  const moved = stays && items !== undefined ? itemsIn(items, what) : undefined;
  const said = settling(what, event) ?? moved ?? wordsFor(what);
  const first = { at, cells: [correlationId, event?.name ?? '(time)', said] };
  const following = then.filter((next) => isNews(next, what));
  return [first, ...following.map((next) => ({ at, cells: [correlationId, '(at once)', wordsFor(next)] }))];
}

/** What only repeats where the event led, or changes nothing that can be seen. */
function isNews(next: Happening, what: Happened): boolean {
  if (next.kind !== 'decided') return true;
  if (next.to === undefined) return next.branches.length > 0;
  const again = 'from' in what && what.from === next.from && what.to === next.to;
  return !again || next.branches.some(({ guard }) => guard !== undefined);
}

function itemsIn(items: readonly MovedItem[], what: Happened): string {
  const moves = items.map(({ key, from, to }) => `${key}: ${from === undefined ? 'new' : from} → ${to}`);
  return `${what.kind === 'deadline passed' ? 'deadline: ' : ''}${moves.join(', ')}`;
}

/** What settles is held, whether it is awaited or not. */
function settling({ kind }: Happened, event: Arrival | undefined): string | undefined {
  if (kind !== 'held' || event === undefined || event.settle === 0) return undefined;
  return `settles for ${inWords(event.settle)}`;
}

function wordsFor(what: Happened | Happening): string {
  switch (what.kind) {
    case 'opened':
      return what.run === 1 ? `opens the instance in "${what.to}"` : `opens run ${what.run} in "${what.to}"`;
    case 'not opened':
      return 'opens nothing: none of its guards holds';
    case 'taken':
    case 'decided':
      return `${moved(what.from, what.to)}${because(what.branches)}`;
    case 'gathered':
      return what.to === undefined ? `gathered in "${what.state}"` : `${what.state} → ${what.to}`;
    case 'dropped':
      return `dropped in "${what.state}", as the choreography says`;
    case 'repeated':
      return `ignored in "${what.state}": it had come already`;
    case 'doubled':
      return 'ignored: an event of this identity has come before';
    case 'stale':
      return `stale in "${what.state}": a newer event has been taken`;
    case 'held':
      return what.state === undefined
        ? 'held: there is no instance yet'
        : `held: "${what.state}" does not await it, a later state does`;
    case 'early':
      return `early in "${what.state}"`;
    case 'unexpected':
      return `unexpected in "${what.state}" (${what.policy})`;
    case 'late':
      return 'late: the instance had ended';
    case 'orphan':
      return 'orphan: its hold is over, and no instance came';
    case 'deadline passed':
      return `deadline: ${moved(what.from, what.to)}${because(what.branches)}`;
    case 'overdue':
      return `overdue in "${what.state}"`;
    case 'not subscribed':
      return 'not subscribed';
  }
}

function moved(from: string, to: string | undefined): string {
  return to === undefined ? `stays in "${from}"` : `${from} → ${to}`;
}

/** Why: the guards that held. */
function because(branches: readonly Branch[]): string {
  const guards = branches.flatMap(({ guard }) => guard ?? []);
  return guards.length === 0 ? '' : `, for ${guards.join(' and ')}`;
}

/** One line for each instance. */
export function standings(choreography: Choreography, { instances }: Simulation): readonly string[] {
  return instances.map(({ correlationId, life }) => {
    const { configuration, held } = life;
    const waiting = held.length === 0 ? '' : `; held: ${held.map(({ name }) => name).join(', ')}`;
    if (configuration === undefined) return `${correlationId}: not started${waiting}`;
    if (configuration.kind === 'ended') {
      const { error, cause } = configuration;
      const why = [error, cause].filter((part) => part !== undefined).join(': ');
      const said = why === '' ? '' : ` (${why})`;
      return `${correlationId}: ${configuration.outcome} in "${configuration.state}"${said}${waiting}`;
    }
    const states = activeStates(configuration).map((state) => `"${state}"`);
    const awaited = awaitedNow(planOf(choreography), configuration).join(', ');
    return `${correlationId}: running in ${states.join(' and ')}, awaits ${awaited}${waiting}`;
  });
}
