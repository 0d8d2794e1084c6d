/**
 * A choreography resolved into places: where an instance, or one of its regions, can stand, and the routes that lead on.
 * The compiler, the functions and the interpreter share it.
 */
import type { Branch, Choreography, Json, Text } from '../definition/model.ts';
import type { EventRoutes, PlacedClock, PlacedDue, Route, Wait } from '../definition/route.ts';

export type Plan = {
  readonly choreography: Choreography;
  /** From nowhere into level 0. */
  readonly start: readonly EventRoutes[];
  /** By name, in the author's order; members of an `all` are inside theirs. */
  readonly places: ReadonlyMap<string, Place>;
  /** By path; `''` is the instance. */
  readonly scopes: ReadonlyMap<string, Scope>;
  /** The memory before the start: the context's initial values, an empty history. What is not used is absent. */
  readonly memory: {
    readonly context?: { readonly [name: string]: Json };
    readonly history?: Readonly<Record<string, never>>;
  };
  /** What the author wrote for a route; the routes of regions' starts are nobody's. */
  readonly branchOf: ReadonlyMap<Route, Branch>;
};

/** The instance, or a region of a parallel: a flow of control with a memory of its own. */
export type Scope = {
  /** `''`; `<parallel>/<region>`, with the paths of outer regions before it: `<parallel>/<region>/<parallel>/<region>`. */
  readonly path: string;
  readonly level: number;
  /** Whether something changes it here, so that a variable of this level is needed. */
  readonly changes: { readonly context: boolean; readonly clocks: boolean; readonly history: boolean };
};

export type Place = WaitPlace | AllPlace | ParallelPlace | TaskPlace | DonePlace | EndPlace;

type Placed = {
  readonly name: string;
  /** The path of its scope. */
  readonly scope: string;
  readonly level: number;
};

/** A wait, an `all` as one wait, or a forEach: one callback Task. */
export type WaitPlace = Placed & {
  readonly kind: 'wait';
  readonly wait: Wait;
  /** Inner before outer. */
  readonly clocks: readonly PlacedClock[];
  readonly dues: readonly PlacedDue[];
  /** Name in the memory's `clocks` of when the place was entered; absent where its task's entered time says so. */
  readonly entered?: string;
  /** The events that can be awaited later on. */
  readonly anticipates: readonly string[];
  /** Taken on the way `#done`. */
  readonly done: readonly Route[];
};

/**
 * An `all` whose members change nothing but themselves: a Parallel of single waits. Each member awaits what leaves the
 * `all`, then itself with the way `#done`. All clocks are plain or stored before it is entered.
 */
export type AllPlace = Placed & {
  readonly kind: 'all';
  readonly members: readonly {
    readonly event: string;
    readonly wait: Wait;
    readonly anticipates: readonly string[];
  }[];
  readonly clocks: readonly PlacedClock[];
  readonly dues: readonly PlacedDue[];
  readonly done: readonly Route[];
};

export type ParallelPlace = Placed & {
  readonly kind: 'parallel';
  readonly regions: readonly PlannedRegion[];
  readonly done: readonly Route[];
};

export type PlannedRegion = {
  readonly name: string;
  readonly path: string;
  /** Into the initial state: one way, without guard. */
  readonly start: Route;
};

export type TaskPlace = Placed & {
  readonly kind: 'task';
  readonly resource: string;
  readonly arguments: Json;
  readonly retry: readonly Json[];
  readonly catches: readonly { readonly errors: readonly string[]; readonly routes: readonly Route[] }[];
  readonly next: readonly Route[];
};

/** A final state inside a compound, whose `done` routes follow; or of a region, which is done then (no routes). */
export type DonePlace = Placed & { readonly kind: 'done'; readonly done: readonly Route[] };

/** A final state of the instance. */
export type EndPlace = Placed & {
  readonly kind: 'end';
  readonly outcome: 'succeeded' | 'failed';
  readonly error?: Text;
  readonly cause?: Text;
};
