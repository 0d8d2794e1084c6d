/** Which of a place's deadlines fires, and what it does. */
import { STAY } from '../definition/route.ts';
import type { Answer, Memory, PlacedClock, Route } from '../definition/route.ts';
import type { Deciding } from './deciding.ts';
import { fireItems } from './each.ts';
import type { Ground } from './ground.ts';
import { withItems } from './items.ts';
import type { StandingAt } from './respond.ts';
import { choose } from './take.ts';
import { without } from './without.ts';

export type Fired = { readonly answer: Answer; readonly routes: readonly Route[] };

/** Epoch milliseconds; undefined while it does not run. */
export function instantOfClock(
  { delay, id }: PlacedClock,
  { memories, enteredAt }: Pick<StandingAt, 'memories' | 'enteredAt'>,
): number | undefined {
  if (delay !== undefined) return enteredAt + delay;
  const stored = id === undefined ? undefined : memories.at(-1)?.clocks?.[id];
  return stored === undefined ? undefined : Date.parse(stored);
}

/** The earliest; at a tie the inner one. Undefined where none runs. */
export function earliestClock(
  clocks: readonly PlacedClock[],
  standing: Pick<StandingAt, 'memories' | 'enteredAt'>,
): { clock: PlacedClock; at: number } | undefined {
  let earliest: { clock: PlacedClock; at: number } | undefined;
  for (const clock of clocks) {
    const at = instantOfClock(clock, standing);
    if (at !== undefined && (earliest === undefined || at < earliest.at)) earliest = { clock, at };
  }
  return earliest;
}

/** What the earliest of them does. One that leads nowhere has fired for this visit, and the place stays. */
export function* fire(clocks: readonly PlacedClock[], standing: StandingAt, at: number): Deciding<Fired> {
  const { memories, wait } = standing;
  const own = memories.at(-1) ?? {};
  const earliest = earliestClock(clocks, standing);
  const stay: Answer = { way: STAY, level: memories.length - 1, memory: own, actions: [] };
  if (earliest === undefined) return { answer: stay, routes: [] };
  const { clock } = earliest;
  if (clock.items === true && wait.each !== undefined) return yield* fireItems(wait, wait.each, standing, at);
  const spent = withoutClock(own, clock.id);
  // A way that leaves the regions must not find it running around them.
  const outer = memories.slice(0, -1).map((memory) => withoutClock(memory, clock.id));
  const ground: Ground = { memories: [...outer, spent], variables: {}, now: at, at };
  const choice = yield* choose(clock.routes, yield* withItems(clock.routes, wait.each, standing, ground));
  if (choice.kind !== 'take')
    return { answer: { ...stay, memory: spent }, routes: choice.kind === 'drop' ? [choice.route] : [] };
  const { route, ...answer } = choice.taken;
  return { answer, routes: [route] };
}

function withoutClock(memory: Memory, id: string | undefined): Memory {
  return id === undefined || memory.clocks?.[id] === undefined
    ? memory
    : { ...memory, clocks: without(memory.clocks, id) };
}
