/** Random walks through cases too big to exhaust: three workers and all faults at once, the same world, the same checks. */
import { check, isCalm } from './rest.ts';
import { Explored } from './world.ts';
import type { Configuration } from './configuration.ts';
import type { World } from './state.ts';

export type Walked = {
  readonly steps: number;
  readonly violation: string | undefined;
  readonly trace: readonly string[];
};

/** Numbers from 0 to 1, the same ones for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    return ((mixed ^ (mixed >>> 12)) >>> 0) / 2 ** 32;
  };
}

export function walk(configuration: Configuration, random: () => number, mostSteps = 3000): Walked {
  const explored = new Explored({ ...configuration, workers: 3 });
  const trace: string[] = [];
  let world = explored.first();
  for (let step = 0; step < mostSteps; step++) {
    const ways: {
      readonly to: World;
      readonly label: () => string;
      readonly violation: string | undefined;
    }[] = [];
    explored.successors(world, (to, label, violation) => ways.push({ to, label, violation }));
    // At rest, with only looks left that make more looks: nothing new comes.
    if (ways.length === 0 || (isCalm(world) && step > mostSteps / 2))
      return { steps: step, violation: undefined, trace };
    const way = ways[Math.floor(random() * ways.length)];
    if (way === undefined) break;
    trace.push(way.label());
    world = way.to;
    const violation = way.violation ?? check(explored, world);
    if (violation !== undefined) return { steps: step, violation, trace };
  }
  return { steps: mostSteps, violation: undefined, trace };
}
