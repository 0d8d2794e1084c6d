/**
 * Where an instance can go from where it stands, guards taken as holding: a configuration is the place of each region,
 * by the region's path (`''` is the instance itself); done regions stand nowhere.
 */
import { every } from '../../definition/suggest.ts';
import { isDoneWay, isStayWay } from '../../definition/route.ts';
import type { Route, Wait } from '../../definition/route.ts';
import type { Place, Plan } from '../../semantics/plan.ts';

export type Flows = ReadonlyMap<string, string>;

/** Where a region stands that is done: no place's name is empty. */
export const DONE_REGION = '';

/** What brings it there; `cost`: how many events that takes, a deadline counting as one. */
export type Move = { readonly by: string; readonly cost: number; readonly to: Flows };

/** The members of an `all` that are still to come, by its name; those of others are all. */
export type Pending = ReadonlyMap<string, readonly string[]>;

export function movesFrom(plan: Plan, flows: Flows, pending: Pending): readonly Move[] {
  return [...flows].flatMap(([path, name]) => {
    const place = plan.places.get(name);
    return place === undefined ? [] : movesAt(plan, flows, { path, place }, pending);
  });
}

/** In which final state it has ended; undefined while it has not. */
export function endOf(plan: Plan, flows: Flows): Extract<Place, { kind: 'end' }> | undefined {
  const place = plan.places.get(flows.get('') ?? '');
  return place?.kind === 'end' ? place : undefined;
}

type Here = { readonly path: string; readonly place: Place };

function movesAt(plan: Plan, flows: Flows, here: Here, pending: Pending): readonly Move[] {
  const { path, place } = here;
  const along = (by: string, routes: readonly Route[], cost = 1): readonly Move[] =>
    routes.flatMap((route) =>
      route.ways.flatMap(({ way, to, level }) => {
        if (isStayWay(way)) return [];
        const goal = isDoneWay(way)
          ? doneAt(plan, flows, path, place)
          : to === undefined
            ? undefined
            : enter(plan, flows, outwards(path, level ?? place.level), to);
        return goal === undefined ? [] : [{ by: guarded(by, route), cost, to: goal }];
      }),
    );
  const awaited = ({ awaits, always, each, gather }: Wait): readonly Move[] => [
    ...awaits.flatMap(({ event, routes }) => along(event, routes)),
    ...(always === undefined ? [] : along('at once', always, 0)),
    ...(each?.closes === true ? done(`every item of "${place.name}" done`, 1) : []),
    ...(gather === undefined ? [] : allOf(gather.members.map(({ event }) => event))),
  ];
  const done = (by: string, cost: number): readonly Move[] => {
    const to = doneAt(plan, flows, path, place);
    return to === undefined ? [] : [{ by, cost, to }];
  };
  const allOf = (members: readonly string[]): readonly Move[] => {
    const left = members.filter((event) => pending.get(place.name)?.includes(event) ?? true);
    return left.length === 0 ? [] : done(every(left), left.length);
  };
  switch (place.kind) {
    case 'wait':
      return [
        ...awaited(place.wait),
        ...place.clocks.flatMap(({ routes }) => along(`the deadline of "${place.name}"`, routes)),
      ];
    case 'all':
      return [
        ...allOf(place.members.map(({ event }) => event)),
        ...place.members.flatMap(({ wait }) =>
          wait.awaits.flatMap(({ event, routes }) =>
            along(
              event,
              routes.filter(({ ways }) => !ways.some(({ way }) => isDoneWay(way))),
            ),
          ),
        ),
        ...place.clocks.flatMap(({ routes }) => along(`the deadline of "${place.name}"`, routes)),
      ];
    case 'task':
      return along(`"${place.name}" done`, place.next, 0);
    default:
      return [];
  }
}

function guarded(by: string, { guard, history }: Route): string {
  const back = history === undefined ? '' : `, back into "${history}"`;
  return guard === undefined ? `${by}${back}` : `${by} (if ${guard})${back}`;
}

/** What follows where a place is done: its own routes, or its region's end. Undefined where that leads nowhere. */
function doneAt(plan: Plan, flows: Flows, path: string, place: Place): Flows | undefined {
  const routes = 'done' in place ? place.done : [];
  const [way] = routes.flatMap(({ ways }) => ways);
  if (way?.to !== undefined) return enter(plan, flows, outwards(path, way.level ?? place.level), way.to);
  return place.kind === 'done' ? regionDone(plan, flows, path) : undefined;
}

function regionDone(plan: Plan, flows: Flows, path: string): Flows | undefined {
  if (path === '') return undefined;
  const over = new Map(flows).set(path, DONE_REGION);
  const around = outwards(path, path.split('/').length / 2 - 1);
  const parallel = plan.places.get(over.get(around) ?? '');
  if (parallel?.kind !== 'parallel') return over;
  const open = parallel.regions.some((region) => over.get(region.path) !== DONE_REGION);
  return open ? over : doneAt(plan, over, around, parallel);
}

/** With all that is inside of where it was gone. */
function enter(plan: Plan, flows: Flows, path: string, name: string): Flows | undefined {
  const place = plan.places.get(name);
  if (place === undefined) return undefined;
  const inside = path === '' ? '' : `${path}/`;
  const left = new Map([...flows].filter(([other]) => other !== path && !other.startsWith(inside)));
  left.set(path, name);
  switch (place.kind) {
    case 'parallel':
      return place.regions.reduce<Flows | undefined>((before, region) => {
        const start = region.start.ways[0]?.to;
        return before === undefined || start === undefined ? before : enter(plan, before, region.path, start);
      }, left);
    case 'done':
      return doneAt(plan, left, path, place);
    default:
      return left;
  }
}

/** Each region adds two names to a path: its parallel's and its own. */
function outwards(path: string, level: number): string {
  return path === ''
    ? ''
    : path
        .split('/')
        .slice(0, level * 2)
        .join('/');
}
