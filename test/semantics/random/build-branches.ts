/** Transitions, clocks and actions of a recipe, as far as they are allowed where they stand. */
import type { Action, Branch, Clock, Handler, Moment, Standing } from '../../../lib/definition/model.ts';
import { DETAILS, GUARDS, MOMENTS, NOTICE, VALUES } from './expressions.ts';
import { enclosesParallel, historiesOf, pick, targetsOf, type Plot, type Room, type Spot } from './plot.ts';
import type { ActionRecipe, BranchRecipe, HandlerRecipe, MomentRecipe, StandingRecipe } from './recipe.ts';

/** What the expressions of a transition may read. */
export type Pool = keyof typeof GUARDS;

/** What needs no expression, and is seen on one side only. */
export const SILENT = 'Hello';

export type Where = {
  readonly pool: Pool;
  readonly room: Room;
  readonly targets: readonly string[];
  readonly histories: readonly string[];
  /** Whether it may be without a target. */
  readonly stays: boolean;
};

export function whereAt(plot: Plot, spot: Spot, room: Room, pool: Pool, forwards: boolean): Where {
  return {
    pool,
    room,
    targets: targetsOf(plot, spot, forwards),
    histories: historiesOf(plot, spot, forwards),
    stays: !forwards,
  };
}

/** Nothing stands behind one that always holds. */
export function branchesFrom(recipes: readonly BranchRecipe[], where: Where, guard?: string): Branch[] {
  const all = recipes.map((recipe) => branchFrom(recipe, where, guard));
  const last = all.findIndex((branch) => branch.guard === undefined);
  return last === -1 ? all : all.slice(0, last + 1);
}

function branchFrom(
  recipe: BranchRecipe,
  { pool, room, targets, histories, stays }: Where,
  guard?: string,
): Branch {
  const own = recipe.guard === undefined ? undefined : pick(GUARDS[pool], recipe.guard);
  const held = guard ?? own;
  const number = recipe.target ?? (stays ? undefined : 0);
  const target =
    number === undefined || targets.length === 0
      ? undefined
      : recipe.history && histories.length > 0
        ? { history: pick(histories, number) }
        : pick(targets, number);
  const assign = new Map(
    room.names.length === 0
      ? []
      : recipe.assign.map(([name, value]) => [pick(room.names, name), pick(VALUES[pool], value)]),
  );
  const actions = recipe.actions.map((action) => actionFrom(action, pool.toLowerCase().endsWith('event')));
  return {
    ...(held === undefined ? {} : { guard: held }),
    ...(target === undefined ? {} : { target }),
    ...(assign.size === 0 ? {} : { assign: [...assign].map(([name, expression]) => ({ name, expression })) }),
    ...(actions.length === 0 ? {} : { actions }),
  };
}

export function actionFrom({ kind, detail }: ActionRecipe, event: boolean): Action {
  switch (kind) {
    case 'publish': {
      const expression = pick(event ? DETAILS.event : DETAILS.plain, detail);
      return { kind: 'publish', source: 'random', detailType: 'Said', detail: expression };
    }
    case 'notify':
      return detail % 2 === 0
        ? { kind: 'notify', message: { literal: SILENT } }
        : { kind: 'notify', subject: { literal: 'About x' }, message: { expression: NOTICE } };
    case 'task':
      return {
        kind: 'task',
        resource: 'arn:aws:states:::sqs:sendMessage',
        arguments: { QueueUrl: 'q', MessageBody: SILENT },
        retry: [],
      };
  }
}

export function handlersFrom(recipes: readonly HandlerRecipe[], where: Where): Handler[] {
  const { events } = where.room;
  if (events.length === 0) return [];
  const handlers = new Map<string, Handler>();
  for (const { event, branches } of recipes) {
    const { name, guard } = pick(events, event);
    if (!handlers.has(name))
      handlers.set(name, { event: name, branches: branchesFrom(branches, where, guard) });
  }
  return [...handlers.values()];
}

export function momentFrom({ kind, number }: MomentRecipe, silence: boolean): Moment {
  const delay = pick([1000, 2000, 2500, 3000, 4000, 6000], number);
  switch (kind) {
    case 'silence':
      return { kind: silence ? 'silence' : 'delay', delay };
    case 'computed delay':
      return { kind, expression: pick(MOMENTS.delays, number) };
    case 'at':
      return { kind, expression: pick(MOMENTS.instants, number) };
    case 'delay':
      return { kind, delay };
  }
}

export function standingFrom(plot: Plot, spot: Spot, recipe: StandingRecipe, room: Room): Standing {
  const over = enclosesParallel(spot);
  const onEvent = whereAt(plot, spot, room, 'event', false);
  const plain = whereAt(plot, spot, room, spot.kind === 'forEach' ? 'items' : 'plain', false);
  const onTime = { ...plain, stays: !over };
  return {
    on: handlersFrom(recipe.on, onEvent),
    after: recipe.after.map(({ moment, branches }): Clock => ({
      moment: momentFrom(moment, !over),
      branches: branchesFrom(branches, onTime),
    })),
    ...(recipe.due === undefined ? {} : { due: momentFrom(recipe.due, !over) }),
  };
}
