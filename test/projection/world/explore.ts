/** Breadth first through every order in which things can happen; so the first trace to a violation is a shortest one. */
import { Edges } from './livelock.ts';
import { check, isQuiet } from './rest.ts';
import { States } from './states.ts';
import { Explored } from './world.ts';
import type { Configuration } from './configuration.ts';

export type Result = {
  readonly states: number;
  readonly transitions: number;
  readonly complete: boolean;
  readonly violation: string | undefined;
  readonly trace: readonly string[];
};

type Violation = { readonly kind: string; readonly at: number; readonly label?: string };

export function explore(configuration: Configuration, mostStates = 4_000_000): Result {
  const explored = new Explored(configuration);
  const states = new States(explored);
  const edges = new Edges();
  const goals: number[] = [];
  let transitions = 0;
  let violation: Violation | undefined;
  states.add(explored.first(), -1, 0);
  let at = 0;
  for (; at < states.size && violation === undefined && states.size < mostStates; at++) {
    const world = states.world(at);
    const wrong = check(explored, world);
    if (wrong !== undefined) violation = { kind: wrong, at };
    if (isQuiet(explored, world)) goals.push(at);
    let pick = 0;
    explored.successors(world, (next, label, kind) => {
      transitions++;
      if (kind !== undefined) violation ??= { kind, at, label: label() };
      edges.add(at, states.add(next, at, pick++));
    });
  }
  const complete = violation === undefined && at === states.size;
  if (complete) {
    const away = edges.firstAwayFrom(goals, states.size);
    if (away !== undefined) violation = { kind: 'LIVELOCK: no calm state can be reached', at: away };
  }
  return {
    states: states.size,
    transitions,
    complete,
    violation: violation?.kind,
    trace: violation === undefined ? [] : traceTo(explored, states, violation),
  };
}

function traceTo(explored: Explored, states: States, { at, label }: Violation): readonly string[] {
  const lines = label === undefined ? [] : [label];
  for (let number = at; number > 0;) {
    const { parent, pick } = states.origin(number);
    let count = 0;
    explored.successors(states.world(parent), (_, text) => {
      if (count++ === pick) lines.unshift(text());
    });
    number = parent;
  }
  return lines;
}
