import type { Choreography } from '../definition/model.ts';
import type { Branch } from '../definition/model.ts';
import type { Route } from '../definition/route.ts';
import type { Place, Plan, Scope } from './plan.ts';
import { placeOf } from './planning/places.ts';
import { anticipatedAt, awaitedByNextRun, inOrder, routesFrom } from './planning/reach.ts';
import { routeOf, WayNames, type Planning } from './planning/routes.ts';
import { storageOf } from './planning/storage.ts';
import { remembersContext, compoundsRemembered } from './planning/uses.ts';
import { treeOf } from './planning/tree.ts';

const plans = new WeakMap<Choreography, Plan>();

/** The choreography resolved into places and routes; made once. */
export function planOf(choreography: Choreography): Plan {
  const known = plans.get(choreography);
  if (known !== undefined) return known;
  const plan = makePlan(choreography);
  plans.set(choreography, plan);
  return plan;
}

function makePlan(choreography: Choreography): Plan {
  const tree = treeOf(choreography);
  const branchOf = new Map<Route, Branch>();
  const remembered = compoundsRemembered(choreography);
  const planning: Planning = {
    choreography,
    tree,
    storage: storageOf(choreography, tree),
    remembered,
    branchOf,
  };
  const names = new WayNames();
  const start = choreography.start.map(({ event, branches }) => ({
    event,
    routes: branches.map((branch) => routeOf(planning, undefined, branch, { event: true }, names)),
  }));
  const found = new Map<string, Place>();
  for (const node of tree.byName.values()) {
    const place = node.state === undefined ? undefined : placeOf(planning, node, node.state);
    if (place !== undefined) found.set(node.name, place);
  }
  const nextRun = awaitedByNextRun({ choreography, start, places: found });
  const places = new Map(
    [...found].map(([name, place]) => [name, withAnticipated(choreography, found, place, nextRun)]),
  );
  return {
    choreography,
    start,
    places,
    scopes: scopesOf(places),
    memory: {
      ...(remembersContext(choreography) ? { context: choreography.context } : {}),
      ...(remembered.size > 0 ? { history: {} } : {}),
    },
    branchOf,
  };
}

function withAnticipated(
  choreography: Choreography,
  places: ReadonlyMap<string, Place>,
  place: Place,
  nextRun: readonly string[],
): Place {
  if (place.kind !== 'wait' && place.kind !== 'all') return place;
  const later = [...anticipatedAt(choreography, places, place), ...nextRun];
  if (place.kind === 'wait') return { ...place, anticipates: inOrder(choreography, later) };
  const members = place.members.map((member) => {
    const others = place.members.flatMap(({ event }) => (event === member.event ? [] : [event]));
    return { ...member, anticipates: inOrder(choreography, [...later, ...others]) };
  });
  return { ...place, members };
}

/** The instance and every region, with what is changed in it. */
function scopesOf(places: ReadonlyMap<string, Place>): ReadonlyMap<string, Scope> {
  const scopes = new Map<
    string,
    { path: string; level: number; context: boolean; clocks: boolean; history: boolean }
  >();
  const scopeAt = (path: string, level: number) => {
    const known = scopes.get(path) ?? { path, level, context: false, clocks: false, history: false };
    scopes.set(path, known);
    return known;
  };
  scopeAt('', 0);
  for (const place of places.values()) {
    const { scope: path, level } = place;
    if (place.kind === 'parallel') {
      for (const region of place.regions) {
        const inside = scopeAt(region.path, level + 1);
        if (region.start.ways.some(({ start }) => start !== undefined)) inside.clocks = true;
      }
    }
    const own = scopeAt(path, level);
    // A deadline that fires and leads nowhere is taken off the clocks.
    if (place.kind === 'wait' && place.entered !== undefined && place.clocks.length > 0) own.clocks = true;
    for (const { ways, assign } of allRoutes(place)) {
      for (const way of ways) {
        const changed =
          way.level === undefined ? own : scopeAt(outerPath(places, path, way.level), way.level);
        if (assign !== undefined) changed.context = true;
        if (way.start !== undefined) changed.clocks = true;
        if (way.remember !== undefined) changed.history = true;
      }
    }
  }
  // What a region has assigned is merged when its parallel is done.
  for (const scope of [...scopes.values()].sort((a, b) => b.level - a.level)) {
    if (!scope.context || scope.level === 0) continue;
    scopeAt(outerPath(places, scope.path, scope.level - 1), scope.level - 1).context = true;
  }
  return new Map(
    [...scopes].map(([path, { level, context, clocks, history }]) => [
      path,
      { path, level, changes: { context, clocks, history } },
    ]),
  );
}

function allRoutes(place: Place): Route[] {
  const each = place.kind === 'wait' ? place.wait.each : undefined;
  const inner =
    each?.states.flatMap(({ awaits, after }) => [...awaits, ...after].flatMap(({ routes }) => routes)) ?? [];
  return [...routesFrom(place), ...inner];
}

/** The path of the scope of that level around a scope. */
function outerPath(places: ReadonlyMap<string, Place>, path: string, level: number): string {
  let outer = path;
  for (const place of places.values()) {
    if (place.kind !== 'parallel') continue;
    for (const region of place.regions) {
      const around = path === region.path || path.startsWith(`${region.path}/`);
      if (around && place.level === level) outer = place.scope;
    }
  }
  return outer;
}
