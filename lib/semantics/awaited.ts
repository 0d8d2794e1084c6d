/** What an instance awaits as it stands, and where its waits are: one for each place, for an `all` one for each member. */
import type { Memory, PlacedClock, PlacedDue, Wait } from '../definition/route.ts';
import type { Configuration, Flow } from './configuration.ts';
import type { Place, Plan } from './plan.ts';
import { earliestClock } from './fire.ts';
import type { StandingAt } from './respond.ts';

export type Waiting = StandingAt & {
  readonly flow: Flow;
  readonly place: Place;
  /** Where its row lies under `WAIT#`: the region's path; for a member `<all>/<event>` behind it. */
  readonly key: string;
  readonly member?: string;
  readonly clocks: readonly PlacedClock[];
  readonly dues: readonly PlacedDue[];
  readonly anticipates: readonly string[];
};

/** Each step asks several times for the same; one is enough to be remembered. */
let latest: { readonly plan: Plan; readonly flow: Flow; readonly waits: readonly Waiting[] } | undefined;

/** In the order of their keys. */
export function waitsOf(plan: Plan, configuration: Configuration): readonly Waiting[] {
  if (configuration.kind === 'ended') return [];
  const { flow } = configuration;
  if (latest?.flow === flow && latest.plan === plan) return latest.waits;
  const waits = waitsIn(plan, flow, []);
  if (waits.length > 1) waits.sort((a, b) => (a.key < b.key ? -1 : 1));
  latest = { plan, flow, waits };
  return waits;
}

function waitsIn(plan: Plan, flow: Flow, outer: readonly Memory[]): Waiting[] {
  const memories = [...outer, flow.memory];
  if (flow.done) return [];
  if (flow.regions.length > 0) return flow.regions.flatMap((region) => waitsIn(plan, region, memories));
  const place = plan.places.get(flow.place);
  if (place?.kind !== 'wait' && place?.kind !== 'all') return [];
  const { enteredAt, since, path } = flow;
  const { clocks, dues } = place;
  const at = { flow, place, memories, enteredAt, since, clocks, dues };
  if (place.kind === 'wait') return [{ ...at, key: path, wait: place.wait, anticipates: place.anticipates }];
  return place.members
    .filter(({ event }) => flow.pending.includes(event))
    .map(({ event, wait, anticipates }) => ({
      ...at,
      key: `${path === '' ? '' : `${path}/`}${place.name}/${event}`,
      member: event,
      wait,
      anticipates,
    }));
}

/**
 * When the wait's task times out, in epoch milliseconds: the earliest deadline, in whole seconds from when the wait was
 * put, at least one. Undefined where none runs.
 */
export function timeoutOf(waiting: Waiting): number | undefined {
  const earliest = earliestClock(waiting.clocks, waiting);
  if (earliest === undefined) return undefined;
  return waiting.since + Math.max(1, Math.ceil((earliest.at - waiting.since) / 1000)) * 1000;
}

export type DueAt = { readonly state: string; readonly at: number; readonly visit: string };

/** The soft deadlines over a wait that run, those of a forEach's items included. */
export function duesOf({
  dues,
  memories,
  enteredAt,
}: Pick<Waiting, 'dues' | 'memories' | 'enteredAt'>): DueAt[] {
  const own = memories.at(-1) ?? {};
  const running = dues.flatMap(({ state, delay, id, entered }): DueAt[] => {
    const at = delay === undefined ? instant(own, id) : enteredAt + delay;
    const since = entered === undefined ? enteredAt : (instant(own, entered) ?? enteredAt);
    return at === undefined ? [] : [{ state, at, visit: `${state}#${new Date(since).toISOString()}` }];
  });
  const items = Object.entries(own.items ?? {}).flatMap(([key, { state, since, due }]): DueAt[] =>
    due === undefined ? [] : [{ state, at: Date.parse(due), visit: `${state}/${key}#${since}` }],
  );
  return [...running, ...items];
}

function instant({ clocks }: Memory, id: string | undefined): number | undefined {
  const stored = id === undefined ? undefined : clocks?.[id];
  return stored === undefined ? undefined : Date.parse(stored);
}

/** The events that some wait awaits, in the order of the waits. */
export function awaitedNow(plan: Plan, configuration: Configuration): string[] {
  return [...new Set(waitsOf(plan, configuration).flatMap(({ wait }) => namesIn(wait)))];
}

export function namesIn({ awaits, gather, each }: Wait): string[] {
  const inner = each?.states.flatMap((state) => state.awaits) ?? [];
  const names = [...awaits, ...(gather?.members ?? []), ...inner].map(({ event }) => event);
  return [...new Set([...names, ...(each?.opens ?? [])])];
}
