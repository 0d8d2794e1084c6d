/** The choreographies of the cases; each is there for one way in which events and waits can meet. */
import { choreography } from '../choreographies.ts';
import type { Options } from '../choreographies.ts';

export const line = (options?: Options) =>
  choreography({ A: { on: { a: 'B' } }, B: { on: { b: 'End' } }, End: 'succeeded' }, options);
export const twice = choreography({
  A1: { on: { a: 'A2' } },
  A2: { on: { a: 'B', b: 'End' } },
  B: { on: { b: 'End' } },
  End: 'succeeded',
});
export const loop = choreography({ A: { on: { a: 'A', b: 'End' } }, End: 'succeeded' });
export const all = choreography({
  AB: { all: ['a', 'b'], onDone: 'C' },
  C: { on: { c: 'End' } },
  End: 'succeeded',
});
/** An `all` that is entered anew, by an interrupt or when it is done. */
export const again = choreography({
  AB: { all: ['a', 'b'], onDone: 'AB', on: { i: 'AB', e: 'End' } },
  End: 'succeeded',
});
export const interrupted = choreography({
  AB: { all: ['a', 'b'], onDone: 'C', on: { i: 'Z' } },
  C: { on: { c: 'End' } },
  Z: { on: { a: 'End' } },
  End: 'succeeded',
});
export const guarded = choreography({
  A: { on: { 'a?false': 'B', b: 'B' } },
  B: { on: { a: 'End' } },
  End: 'succeeded',
});
export const dropping = choreography({
  A: { on: { a: '-', b: 'B' } },
  B: { on: { a: 'End' } },
  End: 'succeeded',
});
export const deadline = choreography({
  A: { on: { a: 'B' }, after: 'A2' },
  A2: { on: { a: 'B' } },
  B: { on: { b: 'End' } },
  End: 'succeeded',
});
export const detourWith = (options?: Options) =>
  choreography(
    {
      A: { on: { a: 'End' }, after: 'X' },
      X: { on: { b: 'A2' } },
      A2: { on: { a: 'End' } },
      End: 'succeeded',
    },
    options,
  );
export const detour = detourWith();
export const deadlineLoop = choreography({
  A: { on: { a: 'B' }, after: 'A' },
  B: { on: { b: 'End' }, after: 'A' },
  End: 'succeeded',
});
export const choice = choreography({
  A: { on: { a: 'B', b: 'C' } },
  B: { on: { b: 'End' } },
  C: { on: { c: 'End' } },
  End: 'succeeded',
});
/** What an `all` is, in single waits. */
export const allOfTwo = choreography({
  AB: { on: { a: 'B', b: 'A' } },
  A: { on: { a: 'End' } },
  B: { on: { b: 'End' } },
  End: 'succeeded',
});
export const allOfThree = choreography({
  ABC: { on: { a: 'BC', b: 'AC', c: 'AB' } },
  BC: { on: { b: 'C', c: 'B' } },
  AC: { on: { a: 'C', c: 'A' } },
  AB: { on: { a: 'B', b: 'A' } },
  A: { on: { a: 'End' } },
  B: { on: { b: 'End' } },
  C: { on: { c: 'End' } },
  End: 'succeeded',
});
export const allWithDeadline = choreography({
  AB: { all: ['a', 'b'], onDone: 'End', after: 'C' },
  C: { on: { b: 'End' } },
  End: 'succeeded',
});
export const missed = (options?: Options) =>
  choreography(
    {
      A: { on: { a: 'B' }, after: 'Missed' },
      B: { on: { b: 'End' }, after: 'Missed' },
      End: 'succeeded',
      Missed: 'failed',
    },
    options,
  );

/** Stays, and counts; the second time something holds that no event brings. */
export const counting = choreography(
  {
    A: {
      on: { a: { assign: [{ name: 'n', expression: '$context.n + 1' }] } },
      always: [{ guard: '$context.n >= 2', target: 'B' }],
    },
    B: { on: { b: 'End' } },
    End: 'succeeded',
  },
  { context: { n: 0 } },
);
/** Where its deadline and its members lead has to be decided. */
export const decided = choreography({
  AB: {
    all: ['a', 'b'],
    onDone: [{ guard: 'false', target: 'X' }, { target: 'C' }],
    after: [{ guard: 'false', target: 'X' }, { target: 'C' }],
  },
  C: { on: { b: 'End' } },
  X: { on: { a: 'End' } },
  End: 'succeeded',
});
/** Its deadline leads nowhere, once a visit. */
export const reminded = choreography({
  A: { on: { a: 'B' }, after: [{ guard: 'false', target: 'End' }] },
  B: { on: { b: 'End' } },
  End: 'succeeded',
});
export const regions = (options?: Options) =>
  choreography(
    {
      P: {
        parallel: {
          R: { A: { on: { a: 'A done' } }, 'A done': 'succeeded' },
          S: { B: { on: { b: 'B done' } }, 'B done': 'succeeded' },
        },
        onDone: 'C',
        on: { i: 'Z' },
      },
      C: { on: { c: 'End' } },
      Z: { on: { a: 'End' } },
      End: 'succeeded',
    },
    options,
  );
const beside = {
  R: { A: { on: { a: 'A done' } }, 'A done': 'succeeded' },
  S: { B: { on: { b: 'B done' } }, 'B done': 'succeeded' },
} as const;
/** All three names can come again after the regions. */
export const aside = (options?: Options) =>
  choreography(
    {
      P: { parallel: beside, onDone: 'Y', on: { i: 'Z' } },
      Y: { on: { i: 'End' } },
      Z: { on: { a: 'End', b: 'End' } },
      End: 'succeeded',
    },
    options,
  );
/** Nothing comes after the regions. */
export const asideEnd = (options?: Options) =>
  choreography(
    { P: { parallel: beside, onDone: 'End', on: { i: 'Stop' } }, End: 'succeeded', Stop: 'failed' },
    options,
  );
/** Entered anew by its own interrupt, from one region to the other. */
export const regionsAgain = choreography({
  P: {
    parallel: {
      R: { A: { on: { a: 'A2' } }, A2: { on: { a: 'A done' } }, 'A done': 'succeeded' },
      S: { B: { on: { b: 'B done' } }, 'B done': 'succeeded' },
    },
    onDone: 'End',
    on: { i: 'P' },
  },
  End: 'succeeded',
});
export const settling = choreography(
  { A: { on: { a: 'B' } }, B: { on: { a: 'C', b: 'C' } }, C: { on: { b: 'End' } }, End: 'succeeded' },
  { settle: 10_000 },
);
export const snapshots = choreography(
  { A: { on: { a: 'A', b: 'B' } }, B: { on: { a: 'A', b: 'B' } } },
  { stale: 'ignore' },
);

// What the cases have in common.
export const started = true;
export const looks = true;
export const halt = { policy: 'halt' } as const;
export const report = { policy: 'report' } as const;

/** Counts, and says so in a label. */
export const labelled = choreography(
  {
    A: { on: { a: { assign: [{ name: 'n', expression: '$context.n + 1' }] }, b: 'B' } },
    B: { on: { a: 'End' } },
    End: 'succeeded',
  },
  { context: { n: 0 }, labels: [{ name: 'n', expression: '$context.n' }] },
);
/** One item from the beginning; another one is opened by an event. What is done is told by events of one name. */
export const items = choreography(
  {
    Items: {
      state: {
        kind: 'forEach',
        ...{ name: 'Items', entry: [], on: [], after: [], always: [] },
        items: '$context.items',
        key: '$item',
        match: 'detail.key',
        opens: ['o'],
        initial: 'Open',
        states: [
          {
            kind: 'wait',
            ...{ name: 'Open', entry: [], after: [], always: [] },
            on: [{ event: 'd', branches: [{ target: 'Closed' }] }],
          },
          { kind: 'final', name: 'Closed', entry: [], outcome: 'succeeded' },
        ],
        onDone: [{ target: 'B' }],
      },
      events: ['o', 'd'],
    },
    B: { on: { b: 'End' } },
    End: 'succeeded',
  },
  { context: { items: ['1'] }, policy: 'report' },
);
