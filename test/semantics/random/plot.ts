/** Where the states of a recipe lie: their names, and which of them a transition may lead to. */
import type { StateRecipe } from './recipe.ts';

export type Spot = {
  readonly name: string;
  readonly kind: StateRecipe['kind'] | 'final' | 'root';
  /** Names the flow of control that it lies in. */
  readonly scope: string;
  /** In the order of the whole tree; `last` is that of the last one inside. */
  readonly index: number;
  last: number;
  /** Of a compound, its states; of a parallel, those of all its regions. */
  readonly children: Spot[];
  /** The final state of a compound, or of each region. */
  readonly finals: Spot[];
};

export type Plot = { readonly root: Spot; readonly spots: readonly Spot[] };

/** What may be used at a place, so that two regions never share it. */
export type Room = {
  /** With a guard: two regions await it, each only where its own holds. */
  readonly events: readonly { readonly name: string; readonly guard?: string }[];
  /** Of the context. */
  readonly names: readonly string[];
};

const LETTERS: Readonly<Record<Spot['kind'], string>> = {
  wait: 'W',
  all: 'A',
  task: 'T',
  compound: 'C',
  parallel: 'P',
  forEach: 'F',
  final: 'D',
  root: '',
};

export function plotOf(states: readonly StateRecipe[]): Plot {
  const spots: Spot[] = [];
  const counts = new Map<string, number>();
  const add = (kind: Spot['kind'], scope: string, name?: string): Spot => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const index = spots.length;
    const own = name ?? `${LETTERS[kind]}${count}`;
    const spot: Spot = { name: own, kind, scope, index, last: index, children: [], finals: [] };
    spots.push(spot);
    return spot;
  };
  const grow = (recipe: StateRecipe, scope: string): Spot => {
    const spot = add(recipe.kind, scope);
    if (recipe.kind === 'compound') {
      spot.children.push(...recipe.states.map((inner) => grow(inner, scope)));
      if (recipe.final) spot.finals.push(add('final', scope));
    }
    if (recipe.kind === 'parallel') {
      for (const [number, region] of recipe.regions.entries()) {
        const inside = `${spot.name}/${number}`;
        spot.children.push(...region.map((inner) => grow(inner, inside)));
        spot.finals.push(add('final', inside));
      }
    }
    spot.last = spots.length - 1;
    return spot;
  };
  const root = add('root', '');
  root.children.push(...states.map((state) => grow(state, '')));
  add('final', '', 'Good');
  add('final', '', 'Bad');
  root.last = spots.length - 1;
  return { root, spots: spots.slice(1) };
}

/** Where a transition of this state may lead; one by no event only forwards, so that it comes to rest. Ends are rare. */
export function targetsOf(plot: Plot, from: Spot, forwards: boolean): readonly string[] {
  const allowed = plot.spots.filter(
    ({ scope, index }) => scope === from.scope && (!forwards || index > from.last),
  );
  const names = (final: boolean) =>
    allowed.filter(({ kind }) => (kind === 'final') === final).map(({ name }) => name);
  const others = names(false);
  return [...Array.from({ length: 5 }, () => others).flat(), ...names(true)];
}

/** The compounds that can be gone back to. */
export function historiesOf(plot: Plot, from: Spot, forwards: boolean): readonly string[] {
  return plot.spots
    .filter(
      ({ kind, scope, index }) =>
        kind === 'compound' && scope === from.scope && (!forwards || index > from.last),
    )
    .filter(({ children }) => children.every(isOfWaits))
    .map(({ name }) => name);
}

function isOfWaits({ kind, children }: Spot): boolean {
  return kind === 'wait' || kind === 'final' || (kind === 'compound' && children.every(isOfWaits));
}

export function enclosesParallel({ kind, children }: Spot): boolean {
  return kind === 'parallel' || children.some(enclosesParallel);
}

export function pick<T>(list: readonly T[], number: number): T {
  const found = list[number % list.length];
  if (found === undefined) throw new Error('There is nothing to pick from');
  return found;
}
