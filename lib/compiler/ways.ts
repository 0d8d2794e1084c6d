/** What a wait can be answered with: its ways, each once. */
import { DONE, isDoneWay, STAY } from '../definition/route.ts';
import type { Decision, Each, Route, Wait, Way } from '../definition/route.ts';
import type { EndPlace } from '../semantics/plan.ts';
import { levelsOf, type DeliveredWay, type Flow } from './flow.ts';

/** A way as one of the routes leads it. `gathers`, `items`: what of the place's own memory it changes. */
type Offer = {
  readonly way: Way;
  readonly assigns: boolean;
  readonly gathers?: boolean;
  readonly items?: boolean;
  /** Done, it still tells where the items are. */
  readonly tells?: boolean;
};

export function isStay({ way, to }: Way): boolean {
  return to === undefined && way.startsWith(STAY);
}

export function isDone({ way, to }: Way): boolean {
  return to === undefined && isDoneWay(way);
}

export function actsOn({ actions = [] }: Way): boolean {
  return actions.length > 0;
}

/** Of the Task that is the wait; its deadlines are answered elsewhere. */
export function waysOfWait(flow: Flow, { place, awaits, always = [], gather, each }: Wait): DeliveredWay[] {
  return merged(flow, place, [
    ...awaits.flatMap(({ routes }) => offers(routes)),
    ...offers(always),
    ...(gather?.members ?? []).flatMap(({ routes }) =>
      offers(routes).map((offer) => ({ ...offer, gathers: true })),
    ),
    ...(each === undefined
      ? []
      : itemOffers(
          each,
          each.states.flatMap(({ awaits: inner }) => inner),
        )),
  ]);
}

export function waysOfDecision(flow: Flow, place: string, decide: Decision): DeliveredWay[] {
  if (decide.kind === 'routes') return merged(flow, place, offers(decide.routes));
  const { clocks, each } = decide;
  const items =
    each === undefined
      ? []
      : itemOffers(
          each,
          each.states.flatMap(({ after }) => after),
        );
  const stay: Offer = { way: { way: STAY, start: [], keep: [] }, assigns: false };
  const [only] = clocks;
  // The only deadline has been reached, and nothing hinders what it leads to.
  const leaves = clocks.length === 1 && only !== undefined && only.items !== true && isSure(only.routes);
  const found = [...clocks.flatMap(({ routes }) => offers(routes)), ...items, ...(leaves ? [] : [stay])];
  return merged(flow, place, found, [STAY]);
}

export function waysOfStart(flow: Flow, routes: readonly Route[]): DeliveredWay[] {
  return merged(flow, undefined, offers(routes));
}

function offers(routes: readonly Route[]): Offer[] {
  return routes.flatMap(({ ways, assign = [] }) => ways.map((way) => ({ way, assigns: assign.length > 0 })));
}

/**
 * To the machine, an item that moves leaves the place where it is. One answer may move several items, under the name of
 * one of their ways: so each of them may bring what any of them assigns.
 */
function itemOffers(
  { closes, states, tells }: Each,
  handlers: readonly { readonly routes: readonly Route[] }[],
): Offer[] {
  const every = states.flatMap(({ awaits, after }) => [...awaits, ...after]);
  const assigns = every.some(({ routes }) => offers(routes).some((offer) => offer.assigns));
  const stay: Offer = { way: { way: STAY }, assigns, items: true };
  const moves = handlers
    .flatMap(({ routes }) => offers(routes))
    .map(({ way }): Offer => ({ way: unmoved(way), assigns, items: true }));
  return closes ? [...moves, stay, { ...stay, way: { way: DONE }, tells: tells === true }] : [...moves, stay];
}

function unmoved({ way, keep, start, actions }: Way): Way {
  return {
    way,
    ...(keep === undefined ? {} : { keep }),
    ...(start === undefined ? {} : { start }),
    ...(actions === undefined ? {} : { actions }),
  };
}

/** In the order in which they are found. `spent`: ways by which clocks may have gone though the way itself changes none. */
function merged(
  flow: Flow,
  from: string | undefined,
  found: readonly Offer[],
  spent: readonly string[] = [],
): DeliveredWay[] {
  const byName = new Map<string, Offer[]>();
  for (const offer of found) byName.set(offer.way.way, [...(byName.get(offer.way.way) ?? []), offer]);
  return [...byName].flatMap(([name, same]): DeliveredWay[] => {
    const [first] = same;
    if (first === undefined) return [];
    return [{ way: first.way, changes: changesOf(flow, from, same, spent.includes(name)) }];
  });
}

function changesOf(
  flow: Flow,
  from: string | undefined,
  same: readonly Offer[],
  spent: boolean,
): DeliveredWay['changes'] {
  const level = same[0]?.way.level ?? flow.scope.level;
  const owner = levelsOf(flow)[level];
  const last = endIn(flow, same[0]?.way);
  // Behind a final state nothing is remembered; its error and cause may read the context.
  const owns = (name: 'context' | 'clocks' | 'history') =>
    owner?.owns.has(name) === true && (last === undefined || (name === 'context' && readsContext(last)));
  // What was gathered, and the items, belong to the visit: when it is done they are gone.
  const stays = same.every(({ way }) => !isDone(way));
  const items = same.some((offer) => offer.items === true);
  const told = same.some((offer) => offer.tells === true);
  const clocks = clocksAfter(flow, from, same, spent || items);
  return {
    // A memory that has a context, or a history, always shows it.
    ...(owns('context') && same.some(({ assigns }) => assigns) ? { context: 'each' } : {}),
    ...(owns('clocks') && clocks !== undefined ? { clocks } : {}),
    ...(owns('history') && same.some(({ way }) => way.remember !== undefined) ? { history: 'each' } : {}),
    ...(stays && same.some(({ gathers }) => gathers === true) ? { pending: 'some' } : {}),
    ...((stays && items) || told ? { items: 'some' } : {}),
  };
}

function clocksAfter(
  flow: Flow,
  from: string | undefined,
  same: readonly Offer[],
  spent: boolean,
): DeliveredWay['changes']['clocks'] {
  const moving = same.filter(({ way: { keep = [], start = [] } }) => keep.length + start.length > 0);
  if (moving.length === same.length) return 'each';
  if (moving.length > 0 || spent) return 'some';
  const level = same[0]?.way.level ?? flow.scope.level;
  return same.every(({ way }) => !isStay(way) && !isDone(way)) && leavesClocks(flow, from, level)
    ? 'gone'
    : undefined;
}

/** Whether stored clocks may run in what is left at that level: the place itself, or the Parallel around it. */
export function leavesClocks(flow: Flow, from: string | undefined, level: number): boolean {
  const left = level < flow.scope.level ? levelsOf(flow)[level + 1]?.within : from;
  return left !== undefined && flow.making.clocked.has(left);
}

/** The final state of the instance that the way leads to, if it is one. */
export function endIn({ making }: Flow, way: Way | undefined): EndPlace | undefined {
  const place = way?.to === undefined ? undefined : making.plan.places.get(way.to);
  return place?.kind === 'end' ? place : undefined;
}

export function readsContext({ error, cause }: EndPlace): boolean {
  return [error, cause].some((text) => text !== undefined && 'expression' in text);
}

/** Some route holds, whatever is computed. */
export function isSure(routes: readonly Route[]): boolean {
  return routes.some(
    ({ guard, assign = [], ways }) =>
      guard === undefined &&
      assign.length === 0 &&
      ways.length > 0 &&
      ways.every(({ start = [] }) =>
        start.every(({ moment }) => moment.kind !== 'at' && moment.kind !== 'computed delay'),
      ),
  );
}
