/** From a recipe to a choreography that validation would accept. */
import type { Choreography, FinalState } from '../../../lib/definition/model.ts';
import { declared, final } from '../made.ts';
import { branchesFrom, standingFrom, whereAt } from './build-branches.ts';
import { insideOf } from './build-states.ts';
import { CAUSE } from './expressions.ts';
import { plotOf, type Room } from './plot.ts';
import { pruned } from './prune.ts';
import type { Recipe } from './recipe.ts';

/** `S` starts, `P` may be awaited in two regions, `G` is ignored. */
export const EVENT_NAMES = ['A', 'B', 'C', 'D', 'P', 'S', 'G'] as const;

export const LIST = [
  { k: 'a', v: 1 },
  { k: 'b', v: 2 },
  { k: 'a', v: 3 },
];

export function build(recipe: Recipe): Choreography {
  const plot = plotOf(recipe.states);
  const room: Room = {
    events: [{ name: 'A' }, { name: 'B' }, { name: 'C' }, { name: 'D' }, { name: 'P' }, { name: 'S' }],
    names: ['x', 'y', 'z'],
  };
  const ends: FinalState[] = [
    final('Good'),
    final('Bad', {
      outcome: 'failed',
      error: { literal: 'Bad' },
      ...(recipe.cause ? { cause: { expression: CAUSE } } : {}),
    }),
  ];
  const anywhere = whereAt(plot, plot.root, room, 'event', false);
  const ending = ends.map(({ name }) => name);
  const starting = { ...anywhere, targets: anywhere.targets.filter((name) => !ending.includes(name)) };
  const choreography: Choreography = {
    id: 'random',
    title: 'Random',
    description: undefined,
    events: EVENT_NAMES.map((name, index) =>
      declared(name, {
        unexpected: recipe.unexpected[index] ?? 'fail',
        ignored: name === 'G',
      }),
    ),
    start: [{ event: 'S', branches: branchesFrom(recipe.start, starting) }],
    top: standingFrom(plot, plot.root, recipe.top, room),
    states: [...insideOf(plot, plot.root.children, recipe.states, room, []), ...ends],
    context: recipe.context ? { x: 1, y: 2, list: LIST } : {},
    rerun: recipe.rerun,
    redact: [],
    labels: [],
  };
  return pruned(choreography);
}
