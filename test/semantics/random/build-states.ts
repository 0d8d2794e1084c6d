/** The states of a recipe. */
import type {
  Branch,
  FinalState,
  ForEachState,
  Region,
  State,
  WaitState,
} from '../../../lib/definition/model.ts';
import { final } from '../made.ts';
import {
  actionFrom,
  branchesFrom,
  handlersFrom,
  momentFrom,
  standingFrom,
  whereAt,
  type Where,
} from './build-branches.ts';
import { EACH } from './expressions.ts';
import { pick, type Plot, type Room, type Spot } from './plot.ts';
import type { BranchRecipe, StandingRecipe, StateRecipe } from './recipe.ts';

type Of<Kind extends StateRecipe['kind']> = Extract<StateRecipe, { kind: Kind }>;

function stateFrom(plot: Plot, spot: Spot, recipe: StateRecipe, room: Room): State {
  const basic = { name: spot.name, entry: recipe.entry.map((action) => actionFrom(action, false)) };
  const standing = () => standingFrom(plot, spot, recipe.standing, room);
  const forwards = whereAt(plot, spot, room, 'plain', true);
  const always = () => branchesFrom(recipe.always, forwards);
  const onDone = decisionsFrom(recipe.onDone, spot, forwards);
  switch (recipe.kind) {
    case 'wait':
      return { ...basic, kind: 'wait', ...standing(), always: always() };
    case 'all': {
      const where: Where = { ...whereAt(plot, spot, room, 'event', false), targets: [], histories: [] };
      const members = handlersFrom(recipe.members, where);
      // Where no event is left, it waits for nothing.
      if (members.length === 0) return { ...basic, kind: 'wait', ...standing(), always: onDone };
      return { ...basic, kind: 'all', ...standing(), members, onDone };
    }
    case 'task':
      return { ...basic, ...taskFrom(plot, spot, recipe, room) };
    case 'compound':
      return {
        ...basic,
        kind: 'compound',
        ...standing(),
        initial: spot.children[0]?.name ?? '',
        states: insideOf(plot, spot.children, recipe.states, room, spot.finals),
        always: always(),
        onDone: recipe.final ? onDone : [],
      };
    case 'parallel':
      return {
        ...basic,
        kind: 'parallel',
        ...standing(),
        regions: regionsFrom(plot, spot, recipe, room),
        always: always(),
        onDone,
      };
    case 'forEach':
      return {
        ...basic,
        kind: 'forEach',
        ...standing(),
        ...forEachFrom(spot, recipe, room),
        always: branchesFrom(recipe.always, { ...forwards, pool: 'items' }),
        onDone: recipe.opens === undefined ? onDone : [],
      };
  }
}

export function insideOf(
  plot: Plot,
  spots: readonly Spot[],
  recipes: readonly StateRecipe[],
  room: Room,
  finals: readonly Spot[],
): State[] {
  const states = recipes.flatMap((recipe, index) => {
    const spot = spots[index];
    return spot === undefined ? [] : [stateFrom(plot, spot, recipe, room)];
  });
  return [...states, ...finals.map(({ name }) => final(name))];
}

/**
 * In a region something always holds: what fails there and what leaves it in the same moment, from another region, would
 * race, and either may win.
 */
function decisionsFrom(recipes: readonly BranchRecipe[], { scope }: Spot, where: Where): Branch[] {
  const branches = branchesFrom(recipes, where);
  const last = branches.at(-1);
  if (scope === '' || last?.guard === undefined) return branches;
  return [...branches, unguarded(last)];
}

function unguarded({ guard, ...always }: Branch): Branch {
  return guard === undefined ? {} : always;
}

function taskFrom(plot: Plot, spot: Spot, { argument, catches, onDone }: Of<'task'>, room: Room) {
  const where = whereAt(plot, spot, room, 'result', true);
  const x = argument ? { x: '{% $exists($context.x) ? $context.x : null %}' } : {};
  return {
    kind: 'task' as const,
    resource: 'arn:aws:states:::lambda:invoke',
    arguments: { FunctionName: spot.name, Payload: x },
    retry: [],
    catch: [
      ...catches.map((branches) => ({ errors: ['Broken'], branches: decisionsFrom(branches, spot, where) })),
      ...(spot.scope === ''
        ? []
        : [{ errors: ['States.ALL'], branches: decisionsFrom(onDone, spot, where) }]),
    ],
    next: decisionsFrom(onDone, spot, where),
  };
}

function regionsFrom(plot: Plot, spot: Spot, { regions }: Of<'parallel'>, room: Room): Region[] {
  return regions.map((recipes, number): Region => {
    const scope = `${spot.name}/${number}`;
    const children = spot.children.filter((child) => child.scope === scope);
    const finals = spot.finals.filter((end) => end.scope === scope);
    return {
      name: `R${number + 1}`,
      initial: children[0]?.name ?? '',
      states: insideOf(plot, children, recipes, partOf(room, number), finals),
    };
  });
}

/** No two regions await one event, unless their guards exclude each other, or assign one name. */
function partOf({ events, names }: Room, number: number): Room {
  const own = events.filter(({ guard, name }) => guard === undefined && name !== 'P');
  const shared = events.some(({ guard, name }) => guard === undefined && name === 'P');
  return {
    events: [
      ...own.filter((_, index) => index % 2 === number % 2),
      ...(shared ? [{ name: 'P', guard: `detail.r = ${number}` }] : []),
    ],
    names: names.filter((_, index) => index % 2 === number % 2),
  };
}

function forEachFrom({ name }: Spot, { list, key, opens, items }: Of<'forEach'>, room: Room) {
  const names = items.map((_, index) => `${name} ${index + 1}`);
  const done = `${name} done`;
  const states: ForEachState['states'] = [
    ...items.map((standing, index) => itemState(names[index] ?? '', standing, room, [...names, done])),
    final(done) satisfies FinalState,
  ];
  const opening = opens === undefined || room.events.length === 0 ? [] : [pick(room.events, opens).name];
  return {
    items: pick(EACH.lists, list),
    key: pick(EACH.keys, key),
    match: EACH.match,
    opens: opening,
    initial: names[0] ?? done,
    states,
  };
}

function itemState(name: string, recipe: StandingRecipe, room: Room, targets: readonly string[]): WaitState {
  const where: Where = { pool: 'itemEvent', room, targets, histories: [], stays: true };
  return {
    kind: 'wait',
    name,
    entry: [],
    on: handlersFrom(recipe.on, where),
    after: recipe.after.map(({ moment, branches }) => ({
      moment: momentFrom(moment, false),
      branches: branchesFrom(branches, { ...where, pool: 'item' }),
    })),
    ...(recipe.due === undefined ? {} : { due: momentFrom(recipe.due, false) }),
    always: [],
  };
}
