/** Whether an instance is where `lib/semantics` says, and each of its events has one fate, for a true reason. */
import type { EventRow, WaitingRow } from '../../../lib/projection/rows.ts';
import { activeStates, type Configuration } from '../../../lib/semantics/configuration.ts';
import type { Happened, Life } from '../../../lib/semantics/lived.ts';
import type { Observed, Run, Take } from './observed.ts';
import { replay, type Replay, type Standing } from './replay.ts';
import type { Story } from './stories.ts';

export type Wrong = {
  readonly kind: 'lost' | 'doubled' | 'wrong end' | 'false alarm' | 'in doubt';
  readonly what: string;
};

export type Verdict = {
  readonly wrongs: readonly Wrong[];
  /** Its execution has ended, and the table does not know. */
  readonly unclosed: readonly Run[];
};

/** How long before it was written down a function may have read what it decided by: calls are slow, and tried again. */
const READ_BEFORE = 8_000;
/** Clocks of threads are one clock; the history is written a moment after the call. */
const READ_AFTER = 1_000;

type Accepted = ReadonlySet<string>;

export async function judge(
  story: Pick<Story, 'choreography' | 'correlationId'>,
  accepted: Accepted,
  observed: Observed,
  now: number,
): Promise<Verdict> {
  const again = await replay(story.choreography, story.correlationId, observed);
  const unclosed = unclosedOf(observed);
  return {
    unclosed,
    wrongs: [
      ...fates(accepted, observed),
      ...doubles(observed.takes),
      ...again.wrong.map((what): Wrong => ({ kind: 'wrong end', what })),
      ...(unclosed.length > 0 ? [] : standing(observed, again.standings, await again.now(now))),
      ...(await untrue(observed, again)),
      ...(unclosed.length > 0 ? [] : await forgotten(observed, again, now)),
    ],
  };
}

/** Each has one row; and what the row says of the histories is so, and the other way round. */
function fates(accepted: Accepted, { events, takes }: Observed): readonly Wrong[] {
  const rows = new Map(events.map((row) => [row.identity, row]));
  const taken = new Set(takes.map(({ identity }) => identity));
  const lost = [...accepted].filter((identity) => !rows.has(identity));
  return [
    ...lost.map((identity): Wrong => ({ kind: 'lost', what: `"${identity}" was accepted and has no row` })),
    ...events.flatMap((row): Wrong[] => {
      const named = `"${row.name}" (${row.identity})`;
      const isTaken = taken.has(row.identity);
      if (row.status === 'sent') return [{ kind: 'in doubt', what: `${named} is still marked as sent` }];
      const says = row.status === 'consumed' || (row.status === 'unexpected' && row.waitHash !== undefined);
      if (says && !isTaken)
        return [{ kind: 'lost', what: `${named} is ${row.status}, and no history has it` }];
      if (!says && isTaken)
        return [{ kind: 'doubled', what: `${named} is ${row.status}, though a history has it` }];
      return [];
    }),
  ];
}

function doubles(takes: readonly Take[]): readonly Wrong[] {
  const seen = new Set<string>();
  return takes.flatMap(({ identity, how, run }): Wrong[] => {
    if (!seen.has(identity)) {
      seen.add(identity);
      return [];
    }
    return [{ kind: 'doubled', what: `"${identity}" was ${how} once more, in run ${run}` }];
  });
}

function unclosedOf({ instance, runs }: Observed): readonly Run[] {
  const last = runs.at(-1);
  return last !== undefined &&
    last.status !== 'running' &&
    instance?.status === 'open' &&
    instance.run === last.run
    ? [last]
    : [];
}

/** Table, execution and semantics stand at the same place. */
function standing(
  { instance, runs, waits }: Observed,
  standings: readonly Standing[],
  { configuration, run }: Life,
): readonly Wrong[] {
  const execution = runs.at(-1);
  const wrong = (what: string): readonly Wrong[] => [{ kind: 'wrong end', what }];
  if (run !== runs.length) return wrong(`it has had ${runs.length} runs, the semantics say ${run}`);
  if (configuration === undefined || execution === undefined)
    return instance === undefined ? [] : wrong('an instance is in the table, and nothing opened it');
  if (instance?.run !== run) return wrong(`the table has run ${instance?.run ?? 0}, and it is run ${run}`);
  if (configuration.kind === 'open') {
    if (execution.status !== 'running' || instance.status !== 'open')
      return wrong(
        `it has ${execution.status} (${instance.status}), and should be in ${statesOf(configuration)}`,
      );
    return hidden(waits, configuration, instance);
  }
  const states = [configuration.state, ...(standings.at(-1)?.surprisedIn?.split(', ') ?? [])];
  const isSo =
    execution.status === configuration.outcome &&
    instance.status === 'closed' &&
    instance.outcome === configuration.outcome &&
    states.includes(instance.lastState ?? '');
  if (isSo) return [];
  const told = instance.status === 'closed' ? `${instance.outcome} in "${instance.lastState}"` : 'open';
  return wrong(
    `its execution is ${execution.status}, the table says ${told}, the semantics ${configuration.outcome} in "${states.join('", "')}"`,
  );
}

/** Wherever it stands there is a wait, or nothing more could reach it. */
function hidden(
  waits: readonly WaitingRow[],
  open: Configuration,
  { run, redrive }: { readonly run: number; readonly redrive: number },
): readonly Wrong[] {
  const current = waits.filter((wait) => wait.run === run && wait.redrive === redrive);
  const there = new Set(current.map(({ state }) => state));
  const newest = current.toSorted((a, b) => (a.order < b.order ? 1 : -1))[0];
  const states = activeStates(open);
  const isSo = states.every((state) => there.has(state)) && states.includes(newest?.state ?? '');
  if (isSo) return [];
  const shown = [...there].join('", "');
  return [{ kind: 'wrong end', what: `its waits are for "${shown}", and it stands in ${statesOf(open)}` }];
}

function statesOf(configuration: Configuration): string {
  return `"${activeStates(configuration).join('", "')}"`;
}

/** What the semantics must say of an event for its row to say this of it. */
const TRUE_OF: Readonly<Record<string, readonly (Happened['kind'] | 'nothing')[]>> = {
  unexpected: ['unexpected'],
  late: ['late'],
  stale: ['stale'],
  ignored: ['dropped', 'repeated', 'not opened', 'unexpected', 'late'],
};

/** Deviations, and what was dropped, that no place it can have been seen at gives a reason for. */
async function untrue({ events, takes }: Observed, again: Replay): Promise<readonly Wrong[]> {
  const wrongs: Wrong[] = [];
  for (const row of events) {
    if (row.status === 'held' || row.status === 'sent' || row.status === 'consumed') continue;
    if (takes.some(({ identity }) => identity === row.identity)) continue;
    if (await isTrue(row, again)) continue;
    wrongs.push({
      kind: 'false alarm',
      what: `"${row.name}" (${row.identity}) is ${row.status}: ${row.reason}`,
    });
  }
  return wrongs;
}

type Settled = Exclude<EventRow, { status: 'held' | 'sent' | 'consumed' }>;

async function isTrue(row: Settled, again: Replay): Promise<boolean> {
  const settledAt = Date.parse(row.settledAt);
  const heldUntil = Date.parse(row.receivedAt) + Math.max(row.hold, row.settle ?? 0);
  for (const [index, standing] of again.standings.entries()) {
    const until = again.standings[index + 1]?.since ?? Infinity;
    if (standing.since > settledAt + READ_AFTER || until < settledAt - READ_BEFORE) continue;
    const at = Math.max(settledAt, standing.since);
    const kind = await again.ask(row, standing, at);
    if ((TRUE_OF[row.status] ?? []).includes(kind)) return true;
    // Held as long as it was to be, and nobody took it.
    if (kind === 'held' && heldUntil <= settledAt) return true;
  }
  return false;
}

/** Held, though it would be taken, or cannot come any more. */
async function forgotten({ events }: Observed, again: Replay, now: number): Promise<readonly Wrong[]> {
  const wrongs: Wrong[] = [];
  const standing = { since: now, life: await again.now(now) };
  for (const row of events) {
    if (row.status !== 'held') continue;
    const kind = await again.ask(row, standing, now);
    if (kind === 'held') continue;
    wrongs.push({
      kind: 'in doubt',
      what: `"${row.name}" (${row.identity}) is held, where the semantics say "${kind}"`,
    });
  }
  return wrongs;
}
