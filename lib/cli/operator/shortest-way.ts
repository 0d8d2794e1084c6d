import type { Plan } from '../../semantics/plan.ts';
import { endOf, movesFrom } from './flows.ts';
import type { Flows, Move, Pending } from './flows.ts';

export type WayOut = {
  readonly steps: readonly string[];
  readonly end: string;
  readonly outcome: 'succeeded' | 'failed';
};

/** Regions multiply; beyond so many configurations nothing more is looked for. */
const MOST = 20_000;

type Reached = { readonly flows: Flows; readonly cost: number; readonly steps: readonly string[] };

/**
 * The way to an end that takes the fewest events, whatever guards say; `succeeded`: to an end that is no failure. Undefined
 * where none was found.
 */
export function shortestWay(
  plan: Plan,
  from: Flows,
  pending: Pending,
  outcomes: ReadonlySet<'succeeded' | 'failed'>,
): WayOut | undefined {
  const seen = new Set<string>();
  const open: Reached[][] = [[{ flows: from, cost: 0, steps: [] }]];
  for (let cost = 0; cost < open.length; cost++) {
    const layer = open[cost] ?? [];
    // It grows while it is gone through: what costs nothing stays in it.
    for (const reached of layer) {
      const { flows, steps } = reached;
      const key = keyOf(flows);
      if (seen.has(key) || seen.size > MOST) continue;
      seen.add(key);
      const end = endOf(plan, flows);
      if (end !== undefined) {
        if (outcomes.has(end.outcome)) return { steps, end: end.name, outcome: end.outcome };
        continue;
      }
      // Only where it stands now some members have come already.
      const known = steps.length === 0 ? pending : NONE;
      for (const move of movesFrom(plan, flows, known)) add(open, reached, move);
    }
  }
  return undefined;
}

const NONE: Pending = new Map();

function add(open: Reached[][], { cost, steps }: Reached, move: Move): void {
  const total = cost + move.cost;
  while (open.length <= total) open.push([]);
  open[total]?.push({ flows: move.to, cost: total, steps: [...steps, move.by] });
}

function keyOf(flows: Flows): string {
  return JSON.stringify([...flows].sort(([a], [b]) => (a < b ? -1 : 1)));
}
