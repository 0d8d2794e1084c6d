import type { Draft, DraftBranch, DraftMoment, DraftRegion, DraftStanding, DraftState } from './draft.ts';

/** What a state stands in; with the region, where that is a parallel. */
export type Enclosing = { readonly state: DraftState; readonly region: DraftRegion | undefined };

/** A state and what it stands in, from the outermost inwards. */
export type Placed = { readonly state: DraftState; readonly within: readonly Enclosing[] };

/** Every state of the draft in the order of the file: one that has inner states comes before them. */
export function statesIn(draft: Draft): readonly Placed[] {
  return draft.states.flatMap((state) => placed(state, []));
}

function placed(state: DraftState, within: readonly Enclosing[]): readonly Placed[] {
  const inside = (region: DraftRegion | undefined) => [...within, { state, region }];
  return [
    { state, within },
    ...state.states.flatMap((inner) => placed(inner, inside(undefined))),
    ...state.regions.flatMap((region) => region.states.flatMap((inner) => placed(inner, inside(region)))),
  ];
}

/** Branches of which the first that holds wins, and what makes them be tried. */
export type Way = {
  readonly at: 'start' | 'on' | 'all' | 'after' | 'always' | 'onDone' | 'next' | 'catch';
  readonly branches: readonly DraftBranch[];
  /** The event that is the root of their expressions: of `start`, `on` and `all`. */
  readonly event: string | undefined;
  /** Of `after`. */
  readonly moment: DraftMoment | undefined;
  /** Undefined at the top, and for `start`. */
  readonly owner: Placed | undefined;
};

/** Every list of branches: those of `start`, those at the top, those of each state. */
export function waysIn(draft: Draft): readonly Way[] {
  return [
    ...draft.start.map(({ event, branches }) => way('start', branches, undefined, event.text)),
    ...standingWays(draft.top, undefined),
    ...statesIn(draft).flatMap(waysOf),
  ];
}

/** Those that stand on the state itself, and not on what encloses it or on its inner states. */
export function waysOf(owner: Placed): readonly Way[] {
  const { state } = owner;
  return [
    ...standingWays(state, owner),
    ...state.members.map(({ event, branches }) => way('all', branches, owner, event.text)),
    ...listed('always', state.always, owner),
    ...listed('onDone', state.onDone, owner),
    ...(state.task?.catch ?? []).map(({ branches }) => way('catch', branches, owner)),
    ...listed('next', state.task?.next ?? [], owner),
  ];
}

function standingWays(standing: DraftStanding, owner: Placed | undefined): readonly Way[] {
  return [
    ...standing.on.map(({ event, branches }) => way('on', branches, owner, event.text)),
    ...standing.after.map(({ moment, branches }) => way('after', branches, owner, undefined, moment)),
  ];
}

function listed(at: Way['at'], branches: readonly DraftBranch[], owner: Placed): readonly Way[] {
  return branches.length === 0 ? [] : [way(at, branches, owner)];
}

function way(
  at: Way['at'],
  branches: readonly DraftBranch[],
  owner: Placed | undefined,
  event?: string,
  moment?: DraftMoment,
): Way {
  return { at, branches, event, moment, owner };
}
