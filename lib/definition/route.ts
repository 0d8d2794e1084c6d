/**
 * What can happen at a place, resolved: inner before outer, compounds entered down to their initial state, clocks named.
 * Plain JSON, because it travels in the wait's row: what an instance does is what its own version said.
 */
import type { Action, Assignment, Json, Moment } from './model.ts';

/** Of a route that leads nowhere else: the place is put again, with what has changed. */
export const STAY = '#stay';
/** `#stay`, or a way that stays and acts: `#stay (2)`. */
export function isStayWay(way: string): boolean {
  return way === STAY || way.startsWith(`${STAY} (`);
}

/** The place is done: its `done` routes follow. */
export const DONE = '#done';
/** `#done`, or a way that is done and acts: `#done (2)`. No state's name begins so. */
export function isDoneWay(way: string): boolean {
  return way === DONE || way.startsWith(`${DONE} (`);
}

/** None of a decision's routes holds. */
export const NONE = '#none';

/** The first route that holds is taken. */
export type EventRoutes = { readonly event: string; readonly routes: readonly Route[] };

/** One branch, as it is taken from one place. */
export type Route = {
  readonly guard?: string;
  readonly assign?: readonly Assignment[];
  /**
   * Usually one. None: the event is dropped. Several: the first whose `to` was last active in `history`, otherwise the
   * first.
   */
  readonly ways: readonly Way[];
  /** The compound whose memory chooses among the ways. */
  readonly history?: string;
  /**
   * It stands around regions of which another one awaits the event itself, at this level: routes from further in go
   * first, whichever region's they are.
   */
  readonly around?: number;
};

export type Way = {
  /** What the machine's Choice reads. Behind one place, one name never leads to two different things. */
  readonly way: string;
  /** The place entered. Absent with the ways `#stay` and `#done`. */
  readonly to?: string;
  /** The level (0 = the instance) whose memory it changes; less than the place's own where regions are left. Absent: the place's own. */
  readonly level?: number;
  /** Its region is over with it: nothing awaits anything there any more. */
  readonly ends?: true;
  /** The stored clocks that go on. */
  readonly keep?: readonly string[];
  /** The stored clocks that start, or start again. */
  readonly start?: readonly ClockStart[];
  /** Compound → the place to be remembered as last active in it. */
  readonly remember?: { readonly [compound: string]: string };
  /** The way's own actions, then the entry actions of what is entered, outer before inner. */
  readonly actions?: readonly PlannedAction[];
};

/** `entry`: the instant itself is kept, not a deadline. */
export type ClockStart = { readonly id: string; readonly moment: Moment | { readonly kind: 'entry' } };

export type PlannedAction = {
  readonly action: Action;
  /** Whether its expressions have the event as their root. */
  readonly event: boolean;
};

/** A hard deadline as it stands over one place; inner ones come first in lists. */
export type PlacedClock = {
  /** Milliseconds after the place is entered; of a clock that is not stored. */
  readonly delay?: number;
  /** Name in the memory's `clocks`; it runs while it is there. */
  readonly id?: string;
  readonly routes: readonly Route[];
  /** The earliest clock of a forEach's items. */
  readonly items?: true;
};

/** A soft deadline as it stands over one place. */
export type PlacedDue = {
  /** The author's state it stands on. */
  readonly state: string;
  /** Milliseconds after the place is entered; of a due that is not stored. */
  readonly delay?: number;
  /** Names in the memory's `clocks`: the due, and when its state was entered. */
  readonly id?: string;
  readonly entered?: string;
};

/** What one wait does with what comes to it. */
export type Wait = {
  /** The place's name. */
  readonly place: string;
  /** How many regions it lies in. */
  readonly level: number;
  readonly awaits: readonly EventRoutes[];
  /** Tried before any event, each time the wait is put. */
  readonly always?: readonly Route[];
  readonly gather?: Gather;
  readonly each?: Each;
  /** A decision wait: answered at once, by nobody's event. */
  readonly decide?: Decision;
};

/** An `all` as one wait: the memory's `pending` has the members that have not come. */
export type Gather = {
  /** In the author's order. The ways are `#stay` and `#done`: the second when nothing is pending any more. */
  readonly members: readonly EventRoutes[];
};

/** A `forEach`: the memory's `items`, which is computed from the context while it is not there. */
export type Each = {
  readonly items: string;
  readonly key: string;
  readonly match: string;
  readonly opens: readonly string[];
  readonly initial: string;
  readonly states: readonly EachState[];
  /** Whether it is done when every item is final. */
  readonly closes: boolean;
  /** Its `done` routes read where the items are: they are remembered until one is taken. */
  readonly tells?: true;
};

export type EachState = {
  readonly name: string;
  readonly final: boolean;
  /** The ways lead to inner states (`to`), or stay. */
  readonly awaits: readonly EventRoutes[];
  readonly after: readonly { readonly moment: Moment; readonly routes: readonly Route[] }[];
  readonly due?: Moment;
};

export type Decision =
  /** The first that holds; otherwise the way `#none`. */
  | { readonly kind: 'routes'; readonly routes: readonly Route[] }
  /** A deadline of `place` was over: the earliest of them fires; where it leads nowhere, the way `#stay`. */
  | { readonly kind: 'clocks'; readonly clocks: readonly PlacedClock[]; readonly each?: Each };

/**
 * What an instance, or a region, remembers. Instants are ISO 8601 with milliseconds. What is not used is absent. On its way
 * through the machine `#name` may stand beside a `name` of the context: its JSON text, where the machine would round a number.
 */
export type Memory = {
  readonly context?: { readonly [name: string]: Json };
  readonly clocks?: { readonly [id: string]: string };
  readonly history?: { readonly [compound: string]: string };
  /**
   * Of the visit to a `gather` or `each`. Null is as good as absent: a way that enters one sets the machine's variable to
   * null, for it cannot be unset.
   */
  readonly pending?: readonly string[] | null;
  readonly items?: { readonly [key: string]: Item } | null;
};

export type Item = {
  /** The inner state. */
  readonly state: string;
  readonly since: string;
  readonly value: Json;
  /** The value's JSON text, on its way through the machine only, and only where that would round a number. */
  readonly exact?: string;
  /** Index in the state's `after` → instant; those that have fired are absent. */
  readonly clocks?: { readonly [index: string]: string };
  readonly due?: string;
};

/** What is to become of a wait: what its task is answered with. */
export type Answer = {
  readonly way: string;
  readonly to?: string;
  readonly level: number;
  /** The whole memory of that level afterwards. */
  readonly memory: Memory;
  /** For each action of the way, in order: its computed values, or null where an expression failed. */
  readonly actions: readonly Json[];
};
