/** A story of the protocol: one way through the explorer's world, told by the moves that make it. */
import type { Configuration } from '../../projection/world/configuration.ts';
import type { World } from '../../projection/world/state.ts';
import { Explored } from '../../projection/world/world.ts';

/** `worker`: which of the functions moved; undefined where it was the machine, the table or a person. */
export type Told = { readonly label: string; readonly worker: number | undefined };

/**
 * Plays the moves in the real code's world. Where two workers could make the same move, the one is taken with which the
 * rest of the story goes on.
 * @throws where the world does not allow the story: then it is not true any more.
 */
export function tell(configuration: Configuration, labels: readonly string[]): readonly Told[] {
  const explored = new Explored(configuration);
  let furthest = 0;
  const from = (world: World, at: number): readonly Told[] | undefined => {
    furthest = Math.max(furthest, at);
    const label = labels[at];
    if (label === undefined) return [];
    for (const next of movesTo(explored, world, label)) {
      const rest = from(next, at + 1);
      if (rest !== undefined) return [{ label, worker: workerOf(world, next) }, ...rest];
    }
    return undefined;
  };
  const told = from(explored.first(), 0);
  if (told === undefined)
    throw new Error(`Nobody can do this now: ${furthest + 1}. ${labels[furthest] ?? ''}`);
  return told;
}

function movesTo(explored: Explored, world: World, wanted: string): readonly World[] {
  const found: World[] = [];
  explored.successors(world, (next, label) => {
    if (label() === wanted) found.push(next);
  });
  return found;
}

function workerOf(before: World, after: World): number | undefined {
  const index = after.workers.findIndex((worker, number) => worker !== before.workers[number]);
  return index < 0 ? undefined : index;
}
