import type { Draft, DraftBranch, DraftClock, DraftMoment, DraftStanding, DraftState } from '../draft.ts';
import { waysOf, type Placed } from '../tree.ts';
import { isSwapped, outwards, statesByName, targetsOf, type States } from './walk.ts';

/** The states an instance can ever be in: one that is inside another one, or a region, brings what it is in. */
export function reachedIn(draft: Draft): ReadonlySet<DraftState> {
  const search = new Search(draft);
  search.enter(draft.start.flatMap(({ branches }) => namesOf(branches)));
  return search.reached;
}

class Search {
  readonly reached = new Set<DraftState>();
  readonly #states: States;
  readonly #draft: Draft;
  readonly #entered = new Set<string>();
  readonly #open: string[] = [];

  constructor(draft: Draft) {
    this.#draft = draft;
    this.#states = statesByName(draft);
  }

  enter(names: readonly string[]): void {
    this.#open.push(...names);
    for (let name = this.#open.pop(); name !== undefined; name = this.#open.pop()) {
      const placed = this.#states.get(name);
      if (placed === undefined || this.#entered.has(name)) continue;
      // What stands at the top holds as soon as there is an instance.
      if (this.#entered.size === 0) this.#open.push(...standingTargets(this.#draft.top));
      this.#entered.add(name);
      for (const { state } of placed.within) this.#reach(state);
      this.#reach(placed.state);
      this.#open.push(...initialsOf(placed.state));
    }
  }

  #reach(state: DraftState): void {
    if (this.reached.has(state)) return;
    this.reached.add(state);
    const placed = this.#states.get(state.name.text);
    if (placed === undefined) return;
    for (const way of waysOf(placed)) {
      const waits = way.at === 'onDone' && (state.kind === 'compound' || state.kind === 'parallel');
      if (!waits) this.#open.push(...leadingTo(way));
    }
    if (state.kind === 'final') this.#finish(placed);
  }

  /** The final state of a compound, or of the last region, leads on. */
  #finish({ within }: Placed): void {
    const around = within.at(-1);
    if (around === undefined) return;
    const { state } = around;
    const done = state.regions.every(({ states }) =>
      states.some((inner) => inner.kind === 'final' && this.reached.has(inner)),
    );
    if (done) this.#open.push(...namesOf(state.onDone));
  }
}

/** The names of the inner states that entering this one enters. */
export function initialsOf({ initial, regions }: DraftState): readonly string[] {
  return [initial, ...regions.map((region) => region.initial)].flatMap((text) =>
    text === undefined ? [] : [text.text],
  );
}

/** What has no states inside. */
export function isLeaf({ kind }: DraftState): boolean {
  return kind === 'wait' || kind === 'all' || kind === 'task' || kind === 'final';
}

export function namesOf(branches: readonly DraftBranch[]): readonly string[] {
  return targetsOf(branches).map(({ text }) => text);
}

/** A deadline the wrong way round leads where its author meant: it is reported as what it is. */
export function leadingTo(way: Pick<DraftClock, 'branches'> & { readonly moment?: DraftMoment | undefined }) {
  return isSwapped(way) ? [way.moment?.text ?? ''] : namesOf(way.branches);
}

/** Where the state's own transitions lead. */
export function ownTargets(placed: Placed): readonly string[] {
  return waysOf(placed).flatMap(leadingTo);
}

/** Where what holds as long as it is active leads. */
export function standingTargets(standing: DraftStanding & { readonly always?: readonly DraftBranch[] }) {
  return [...standing.on, ...standing.after, { branches: standing.always ?? [] }].flatMap(leadingTo);
}

/** Where what encloses a state leads, from inside it. Nothing interrupts a task. */
export function inheritedTargets(draft: Draft, placed: Placed): readonly string[] {
  return placed.state.kind === 'task'
    ? []
    : [...outwards(placed).flatMap(standingTargets), ...standingTargets(draft.top)];
}
