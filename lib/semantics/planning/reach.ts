/** What can be awaited later on. */
import type { Choreography } from '../../definition/model.ts';
import type { EventRoutes, Route } from '../../definition/route.ts';
import type { Place, Plan } from '../plan.ts';

type Places = ReadonlyMap<string, Place>;

/** The names of the events that a place awaits when it is entered. */
export function awaitedIn(place: Place): string[] {
  switch (place.kind) {
    case 'wait': {
      const { awaits, gather, each } = place.wait;
      const inner = each?.states.flatMap((state) => state.awaits) ?? [];
      const members = gather?.members ?? [];
      return [...new Set([...namesOf([...awaits, ...members, ...inner]), ...(each?.opens ?? [])])];
    }
    case 'all':
      return [...new Set(place.members.flatMap(({ wait }) => namesOf(wait.awaits)))];
    default:
      return [];
  }
}

function namesOf(handlers: readonly EventRoutes[]): string[] {
  return handlers.map(({ event }) => event);
}

/** Every route that leads on from it, whatever causes it. */
export function routesFrom(place: Place): Route[] {
  switch (place.kind) {
    case 'wait': {
      const { awaits, always = [], gather } = place.wait;
      const handlers = [...awaits, ...(gather?.members ?? [])];
      return [
        ...handlers.flatMap(({ routes }) => routes),
        ...always,
        ...place.clocks.flatMap(({ routes }) => routes),
        ...place.done,
      ];
    }
    case 'all':
      return [
        ...place.members.flatMap(({ wait }) => [
          ...wait.awaits.flatMap(({ routes }) => routes),
          ...(wait.always ?? []),
        ]),
        ...place.clocks.flatMap(({ routes }) => routes),
        ...place.done,
      ];
    case 'parallel':
      return [...place.regions.map(({ start }) => start), ...place.done];
    case 'task':
      return [...place.next, ...place.catches.flatMap(({ routes }) => routes)];
    case 'done':
      return [...place.done];
    case 'end':
      return [];
  }
}

/** The places that one transition leads to; one that stays with something changed leads to itself. */
function nextOf(place: Place): string[] {
  return routesFrom(place).flatMap(({ ways, assign }) =>
    ways.flatMap(({ to }) => to ?? (assign === undefined ? [] : [place.name])),
  );
}

export function following(places: Places, names: readonly string[]): Place[] {
  const reached = new Map<string, Place>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const place = places.get(name);
    if (place === undefined || reached.has(name)) continue;
    reached.set(name, place);
    open.push(...nextOf(place));
  }
  return [...reached.values()];
}

/** The events awaited in some place that can still follow, in this or any region, in the order of the vocabulary. */
export function anticipatedAt(choreography: Choreography, places: Places, place: Place): string[] {
  const next = [...nextOf(place), ...besides(places, place)];
  return inOrder(choreography, following(places, next).flatMap(awaitedIn));
}

/** What goes on beside it, and what follows when all regions are done. */
function besides(places: Places, place: Place): string[] {
  const around = [...places.values()].filter(
    (other) => other.kind === 'parallel' && other.regions.some(({ path }) => lies(place.scope, path)),
  );
  return around.flatMap(nextOf);
}

function lies(scope: string, path: string): boolean {
  return scope === path || scope.startsWith(`${path}/`);
}

/** With `rerun`: the start events, and what can be awaited after them. Otherwise nothing. */
export function awaitedByNextRun({
  choreography,
  start,
  places,
}: Pick<Plan, 'choreography' | 'start' | 'places'>): string[] {
  if (!choreography.rerun) return [];
  const entered = start.flatMap(({ routes }) =>
    routes.flatMap(({ ways }) => ways.flatMap(({ to }) => to ?? [])),
  );
  return inOrder(choreography, [...namesOf(start), ...following(places, entered).flatMap(awaitedIn)]);
}

export function inOrder(choreography: Choreography, names: readonly string[]): string[] {
  const wanted = new Set(names);
  return choreography.events.map(({ name }) => name).filter((name) => wanted.has(name));
}
