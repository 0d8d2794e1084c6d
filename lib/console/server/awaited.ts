import type { EventRoutes, Route, Way as RouteWay } from '../../definition/route.ts';
import { isDoneWay, isStayWay } from '../../definition/route.ts';
import type { WaitingRow } from '../../projection/rows.ts';
import type { Awaited, InstanceAnswer } from '../api.ts';
import type { Atlas } from './atlas.ts';
import type { Way } from './way.ts';

/** What a wait awaits, members and items first. */
export function awaitedOf(row: WaitingRow): Awaited[] {
  const { wait, member, state, memories } = row;
  if (wait.decide !== undefined) return [];
  const own = { state, member: false, items: undefined };
  const members = wait.gather?.members.map(({ event }) => event) ?? [];
  const pending = memories?.[wait.level]?.pending ?? members;
  return [
    ...members
      .filter((event) => pending.includes(event))
      .map((event) => ({ ...own, event, member: true, ways: [] })),
    ...byItems(row),
    ...wait.awaits.map(({ event, routes }) => ({
      ...own,
      event,
      member: event === member,
      ways: event === member ? [] : routes.map((route) => waysOf(route, state)),
    })),
  ];
}

/** The items of a forEach that are in the same state await the same. */
function byItems({ wait, state, memories }: WaitingRow): Awaited[] {
  const { each } = wait;
  const items = Object.values(memories?.[wait.level]?.items ?? {});
  if (each === undefined) return [];
  return each.states.flatMap(({ name, final, awaits }) => {
    const here = items.filter((item) => item.state === name).length;
    if (final || here === 0) return [];
    const told = ({ event, routes }: EventRoutes): Awaited => ({
      event,
      state,
      member: false,
      items: { count: here, of: items.length },
      ways: routes.map((route) => waysOf(route, name)),
    });
    return awaits.map(told);
  });
}

function waysOf({ guard, ways, history }: Route, state: string): Awaited['ways'][number] {
  const [first] = ways;
  if (first === undefined) return { to: undefined, guard, stays: false };
  const stays = first.to === undefined && isStayWay(first.way);
  return { to: history ?? target(first, state), guard, stays };
}

function target({ to, way }: RouteWay, state: string): string {
  if (to !== undefined) return to;
  return isDoneWay(way) ? 'done' : state;
}

/** Of each forEach: how many items there are, and how many stand in which state. */
export function countsOf(waits: readonly WaitingRow[], atlas: Atlas, way: Way): InstanceAnswer['items'] {
  const counts: { [state: string]: { [inner: string]: number } } = {};
  for (const { state } of atlas.states) {
    if (state.kind !== 'forEach') continue;
    const row = waits.find((each) => each.state === state.name);
    const items = row?.memories?.[row.wait.level]?.items ?? undefined;
    const known = items === undefined ? lastKnown(state.name, way) : Object.values(items);
    if (known !== undefined) counts[state.name] = tally(known);
  }
  return counts;
}

function lastKnown(forEach: string, { visits }: Way): readonly { readonly state: string }[] | undefined {
  const items = visits.findLast(({ state }) => state === forEach)?.items;
  return items === undefined ? undefined : Object.values(items).map((state) => ({ state }));
}

function tally(items: readonly { readonly state: string }[]) {
  const counts: { [inner: string]: number } = {};
  for (const { state } of items) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
