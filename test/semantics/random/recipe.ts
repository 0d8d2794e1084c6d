/**
 * Recipes of random choreographies: plain data without names, so that any part can be shrunk or left out and what is
 * built of it is still a valid choreography. Numbers choose from lists of what is allowed where they stand.
 */
import fc from 'fast-check';
import type { UnexpectedPolicy } from '../../../lib/definition/model.ts';

export type BranchRecipe = {
  /** Undefined: always holds. */
  readonly guard: number | undefined;
  /** Undefined: the state stays. */
  readonly target: number | undefined;
  readonly history: boolean;
  readonly assign: readonly (readonly [name: number, value: number])[];
  readonly actions: readonly ActionRecipe[];
};
export type ActionRecipe = { readonly kind: 'publish' | 'notify' | 'task'; readonly detail: number };
export type HandlerRecipe = { readonly event: number; readonly branches: readonly BranchRecipe[] };
export type MomentRecipe = {
  readonly kind: 'delay' | 'silence' | 'computed delay' | 'at';
  readonly number: number;
};
export type ClockRecipe = { readonly moment: MomentRecipe; readonly branches: readonly BranchRecipe[] };
export type StandingRecipe = {
  readonly on: readonly HandlerRecipe[];
  readonly after: readonly ClockRecipe[];
  readonly due: MomentRecipe | undefined;
};

type Basic = {
  readonly standing: StandingRecipe;
  readonly always: readonly BranchRecipe[];
  readonly onDone: readonly BranchRecipe[];
  readonly entry: readonly ActionRecipe[];
};
export type StateRecipe =
  | (Basic & { readonly kind: 'wait' })
  | (Basic & { readonly kind: 'all'; readonly members: readonly HandlerRecipe[] })
  | (Basic & {
      readonly kind: 'task';
      readonly argument: boolean;
      readonly catches: readonly (readonly BranchRecipe[])[];
    })
  | (Basic & { readonly kind: 'compound'; readonly states: readonly StateRecipe[]; readonly final: boolean })
  | (Basic & { readonly kind: 'parallel'; readonly regions: readonly (readonly StateRecipe[])[] })
  | (Basic & {
      readonly kind: 'forEach';
      readonly list: number;
      readonly key: number;
      readonly opens: number | undefined;
      readonly items: readonly StandingRecipe[];
    });

export type Recipe = {
  readonly top: StandingRecipe;
  readonly start: readonly BranchRecipe[];
  readonly states: readonly StateRecipe[];
  readonly context: boolean;
  readonly rerun: boolean;
  readonly cause: boolean;
  /** By event. */
  readonly unexpected: readonly UnexpectedPolicy[];
};

type Choice = { readonly weight: number; readonly arbitrary: fc.Arbitrary<unknown> };
type Chosen<C> = C extends { readonly arbitrary: fc.Arbitrary<infer T> } ? T : never;

/** Shrinks to the first of them. */
function oneOf<const Choices extends readonly Choice[]>(
  ...choices: Choices
): fc.Arbitrary<Chosen<Choices[number]>> {
  return fc.oneof({ withCrossShrink: true }, ...choices) as fc.Arbitrary<Chosen<Choices[number]>>;
}

const nat = fc.nat({ max: 59 });
/** Mostly what comes first. */
const few = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number, often: number): fc.Arbitrary<T[]> =>
  oneOf(
    { weight: 10 - often, arbitrary: fc.constant<T[]>([]) },
    { weight: often, arbitrary: fc.array(arbitrary, { minLength: 1, maxLength }) },
  );
const maybe = <T>(arbitrary: fc.Arbitrary<T>, often: number): fc.Arbitrary<T | undefined> =>
  oneOf({ weight: 10 - often, arbitrary: fc.constant(undefined) }, { weight: often, arbitrary });

const action: fc.Arbitrary<ActionRecipe> = fc.record({
  kind: fc.constantFrom('publish', 'publish', 'notify', 'task'),
  detail: nat,
});

function branch(guarded: number, leaving: number): fc.Arbitrary<BranchRecipe> {
  return fc.record({
    guard: maybe(nat, guarded),
    target: maybe(nat, leaving),
    history: oneOf({ weight: 8, arbitrary: fc.constant(false) }, { weight: 2, arbitrary: fc.constant(true) }),
    assign: few(fc.tuple(nat, nat), 2, 3),
    actions: few(action, 2, 1),
  });
}

const branches = oneOf(
  { weight: 3, arbitrary: fc.tuple(branch(3, 8)) },
  { weight: 1, arbitrary: fc.tuple(branch(10, 8), branch(5, 8)) },
);
/** Without a last resort the instance fails: rarely. */
const decisions = oneOf(
  { weight: 5, arbitrary: fc.tuple(branch(1, 10)) },
  { weight: 2, arbitrary: fc.tuple(branch(10, 10), branch(1, 10)) },
);
const always = few(branch(10, 10), 2, 2);
const handler: fc.Arbitrary<HandlerRecipe> = fc.record({ event: nat, branches });

const moment: fc.Arbitrary<MomentRecipe> = fc.record({
  kind: oneOf(
    { weight: 5, arbitrary: fc.constant<MomentRecipe['kind']>('delay') },
    { weight: 3, arbitrary: fc.constantFrom<MomentRecipe['kind'][]>('silence', 'computed delay', 'at') },
  ),
  number: nat,
});
const clock: fc.Arbitrary<ClockRecipe> = fc.record({ moment, branches });

function standing(minEvents: number, often: number): fc.Arbitrary<StandingRecipe> {
  return fc.record({
    on: minEvents === 0 ? few(handler, 2, often) : fc.array(handler, { minLength: minEvents, maxLength: 3 }),
    after: few(clock, 2, often),
    due: maybe(moment, 2),
  });
}

const entry = few(action, 1, 1);
const none = fc.constant([]);

/** `depth`: how many compounds and parallels may lie around it still. */
function state(depth: number, parallels: number): fc.Arbitrary<StateRecipe> {
  const simple = [
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        standing: standing(1, 4),
        always,
        onDone: none,
        entry,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('all' as const),
        standing: standing(0, 4),
        always: none,
        members: fc.array(
          fc.record({
            event: nat,
            branches: oneOf(
              { weight: 2, arbitrary: none },
              { weight: 1, arbitrary: fc.tuple(branch(3, 0)) },
              { weight: 1, arbitrary: fc.tuple(branch(10, 0), branch(3, 0)) },
            ),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        onDone: decisions,
        entry,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('task' as const),
        standing: fc.constant({ on: [], after: [], due: undefined }),
        always: none,
        argument: fc.boolean(),
        catches: few(decisions, 1, 7),
        onDone: decisions,
        entry,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('forEach' as const),
        standing: standing(0, 3),
        always,
        list: nat,
        key: nat,
        opens: maybe(nat, 3),
        items: fc.array(standing(1, 3), { minLength: 1, maxLength: 2 }),
        onDone: decisions,
        entry,
      }),
    },
  ];
  if (depth === 0) return oneOf(...simple);
  const compound = {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('compound' as const),
      standing: standing(0, 4),
      always,
      states: fc.array(state(depth - 1, parallels), { minLength: 1, maxLength: 2 }),
      final: fc.boolean(),
      onDone: decisions,
      entry,
    }),
  };
  if (parallels === 0) return oneOf(...simple, compound);
  const region = fc.array(state(depth - 1, parallels - 1), { minLength: 1, maxLength: 2 });
  const parallel = {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('parallel' as const),
      standing: standing(0, 4),
      always,
      regions: fc.tuple(region, region),
      onDone: decisions,
      entry,
    }),
  };
  return oneOf(...simple, compound, parallel);
}

export const recipes: fc.Arbitrary<Recipe> = fc.record({
  top: oneOf(
    { weight: 3, arbitrary: fc.constant({ on: [], after: [], due: undefined }) },
    { weight: 1, arbitrary: standing(0, 4) },
  ),
  start: oneOf(
    { weight: 4, arbitrary: fc.tuple(branch(0, 10)) },
    { weight: 1, arbitrary: fc.tuple(branch(10, 9), branch(0, 10)) },
  ),
  states: fc.array(state(2, 2), { minLength: 1, maxLength: 3 }),
  context: fc.boolean(),
  rerun: fc.constantFrom(false, false, false, true),
  cause: fc.boolean(),
  unexpected: fc.array(
    fc.constantFrom<UnexpectedPolicy[]>('report', 'report', 'report', 'fail', 'halt', 'ignore'),
    { minLength: 7, maxLength: 7 },
  ),
});
