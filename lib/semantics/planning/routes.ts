/** Branches as they are taken from one place: what is entered, left, remembered and started. */
import type { Branch, Choreography, Target } from '../../definition/model.ts';
import { DONE, STAY } from '../../definition/route.ts';
import type { EventRoutes, PlannedAction, Route, Way } from '../../definition/route.ts';
import type { HandlerOver } from './around.ts';
import { idsOver, isComputed, isSilence, startsOf, type Storage } from './clocks.ts';
import { initialLeaf, isWithin, nodeNamed, upwards, type Node, type Tree } from './tree.ts';

export type Planning = {
  readonly choreography: Choreography;
  readonly tree: Tree;
  readonly storage: Storage;
  /** The compounds that some transition goes back to. */
  readonly remembered: ReadonlySet<string>;
  readonly branchOf: Map<Route, Branch>;
};

/** What causes it: an event restarts silences and is the root of its actions' expressions. */
export type Cause = { readonly event: boolean };

/** Drops the event: nothing changes by it. */
export function isDrop({ target, assign = [], actions = [] }: Branch): boolean {
  return target === undefined && assign.length === 0 && actions.length === 0;
}

/** `from` is the place; undefined at the start. Ways are told apart by their names within `ways`. */
export function routeOf(
  planning: Planning,
  from: Node | undefined,
  branch: Branch,
  cause: Cause,
  names: WayNames,
  around?: number,
): Route {
  return routeBy(planning, branch, {
    ...waysOf(planning, from, branch, cause, names),
    ...(around === undefined ? {} : { around }),
  });
}

/** What the author wrote for a route is remembered with it. */
export function routeBy(
  { branchOf }: Planning,
  branch: Branch,
  leading: Omit<Route, 'guard' | 'assign'>,
): Route {
  const { guard, assign = [] } = branch;
  const route: Route = {
    ...(guard === undefined ? {} : { guard }),
    ...(assign.length === 0 ? {} : { assign }),
    ...leading,
  };
  branchOf.set(route, branch);
  return route;
}

/** The way of a branch that leaves the place where it is. */
export function stayingBy(planning: Planning, from: Node, branch: Branch, cause: Cause): Way {
  const { assign = [], actions = [] } = branch;
  const planned = actions.map((action): PlannedAction => ({ action, event: cause.event }));
  return staying(planning, from, assign.length > 0, cause, planned);
}

function waysOf(
  planning: Planning,
  from: Node | undefined,
  branch: Branch,
  cause: Cause,
  names: WayNames,
): Pick<Route, 'ways' | 'history'> {
  if (isDrop(branch)) return { ways: [] };
  if (branch.target === undefined) {
    if (from === undefined) return { ways: [] };
    return { ways: [names.named(stayingBy(planning, from, branch, cause))] };
  }
  const targets = targetsOf(planning, branch.target);
  const actions = (branch.actions ?? []).map((action): PlannedAction => ({ action, event: cause.event }));
  const ways = targets.map(({ target, leaf }) =>
    names.named(entering(planning, from, target, leaf, cause, actions)),
  );
  return typeof branch.target === 'string' ? { ways } : { ways, history: branch.target.history };
}

/** Of a history: every state it may go back to, the initial one first. */
function targetsOf({ tree }: Planning, target: Target): { target: Node; leaf: Node }[] {
  if (typeof target === 'string') {
    const node = nodeNamed(tree, target);
    return [{ target: node, leaf: initialLeaf(tree, node) }];
  }
  const compound = nodeNamed(tree, target.history);
  const first = initialLeaf(tree, compound);
  const others = [...tree.byName.values()].filter(
    (node) => node !== first && node.state?.kind === 'wait' && isWithin(node, compound),
  );
  return [first, ...others].map((leaf) => ({ target: compound, leaf }));
}

/** The place is put again: fixed clocks go on, computed ones are computed anew if something was assigned. */
function staying(
  { choreography, storage }: Planning,
  from: Node,
  assigns: boolean,
  { event }: Cause,
  actions: readonly PlannedAction[],
): Way {
  const running = upwards(from).flatMap((node) =>
    startsOf(node, choreography, storage).map((start) => ({ node, start })),
  );
  const anew = running
    .filter(
      ({ node, start }) =>
        (event && isSilence(start)) || (assigns && isComputed(start) && node.level === from.level),
    )
    .map(({ start }) => start);
  const keep = running.map(({ start }) => start.id).filter((id) => !anew.some((start) => start.id === id));
  return tidy({ way: STAY, keep, start: anew, actions });
}

function entering(
  { choreography, storage, tree, remembered }: Planning,
  from: Node | undefined,
  target: Node,
  leaf: Node,
  { event }: Cause,
  ownActions: readonly PlannedAction[],
): Way {
  const before = from === undefined ? [] : upwards(from);
  const path = upwards(leaf).reverse();
  const isEntered = (node: Node) => !before.includes(node) || (node !== tree.root && isWithin(node, target));
  const entered = path.filter(isEntered);
  const kept = path.filter((node) => !isEntered(node));
  const running = kept.flatMap((node) => startsOf(node, choreography, storage));
  const silences = event ? running.filter(isSilence) : [];
  const begun = entered.flatMap((node) => startsOf(node, choreography, storage));
  const entry = entered.flatMap(({ state }) => state?.entry ?? []);
  const left = before.filter((node) => !path.includes(node) || isEntered(node));
  const memories = left.filter(({ name, state }) => state?.kind === 'compound' && remembered.has(name));
  return tidy({
    way: leaf.name,
    to: leaf.name,
    ...(from === undefined || leaf.level === from.level ? {} : { level: leaf.level }),
    ...(leaf.state?.kind === 'final' && leaf.parent?.region !== undefined ? { ends: true } : {}),
    keep: running.filter((start) => !silences.includes(start)).map(({ id }) => id),
    start: [...silences, ...begun],
    ...(from === undefined || memories.length === 0
      ? {}
      : { remember: Object.fromEntries(memories.map(({ name }) => [name, from.name])) }),
    actions: [...ownActions, ...entry.map((action) => ({ action, event: false }))],
  });
}

/** Into a region's initial state; the region's memory begins as a copy of the one around it. */
export function enteringRegion(planning: Planning, region: Node): Way {
  const { choreography, storage, tree } = planning;
  const leaf = initialLeaf(tree, region);
  const inside = upwards(leaf).slice(0, upwards(leaf).indexOf(region)).reverse();
  return tidy({
    way: leaf.name,
    to: leaf.name,
    keep: region.parent === undefined ? [] : idsOver(region.parent, choreography, storage),
    start: inside.flatMap((node) => startsOf(node, choreography, storage)),
    actions: inside.flatMap(({ state }) => state?.entry ?? []).map((action) => ({ action, event: false })),
  });
}

/** What is empty is left out: it travels in every row. */
function tidy({ keep = [], start = [], actions = [], ...way }: Way): Way {
  return {
    ...way,
    ...(keep.length === 0 ? {} : { keep }),
    ...(start.length === 0 ? {} : { start }),
    ...(actions.length === 0 ? {} : { actions }),
  };
}

/** Names the ways out of one place: the same name for the same actions only. */
export class WayNames {
  /** Somebody may answer so where nothing is to be done beside it: a deadline that leads nowhere, an item that is new. */
  readonly #used = new Map<string, string>([
    [STAY, '[]'],
    [DONE, '[]'],
  ]);

  named(way: Way): Way {
    const actions = JSON.stringify(way.actions ?? []);
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? way.way : `${way.way} (${count})`;
      const known = this.#used.get(name);
      if (known !== undefined && known !== actions) continue;
      this.#used.set(name, actions);
      return { ...way, way: name };
    }
  }
}

/** Event → routes, from the place outwards; what stands behind one that always holds is never tried. */
export function eventRoutes(
  planning: Planning,
  from: Node,
  handlers: readonly HandlerOver[],
  names: WayNames,
): EventRoutes[] {
  const byEvent = new Map<string, HandlerOver[]>();
  for (const handler of handlers) {
    const known = byEvent.get(handler.event) ?? [];
    if (known.some(({ branches }) => branches.some(({ guard }) => guard === undefined))) continue;
    byEvent.set(handler.event, [...known, handler]);
  }
  return [...byEvent].map(([event, known]) => ({
    event,
    routes: known.flatMap(({ branches, around }) =>
      branches.map((branch) => routeOf(planning, from, branch, { event: true }, names, around)),
    ),
  }));
}

export function plainRoutes(
  planning: Planning,
  from: Node,
  branches: readonly Branch[],
  names: WayNames,
): Route[] {
  return branches.map((branch) => routeOf(planning, from, branch, { event: false }, names));
}
