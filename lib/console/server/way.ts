/** What the history of an execution tells of its way through the choreography's states. */
import type { Ending } from './ending.ts';
import type { ItemStates, Move } from './moves.ts';

export type Visit = {
  readonly state: string;
  readonly enteredAt: string;
  /** The state that was visited before, in the same branch; undefined at the start. */
  readonly from: string | undefined;
  readonly by: Reason;
  /** Names of the events that were taken here, the one that left it included. */
  readonly took: string[];
  /** Of a forEach: where its items stand, as far as answers have told it, and how they have come there. */
  items?: ItemStates;
  readonly moves: ItemMove[];
};

export type ItemMove = Move & { readonly by: Reason };

/** What led into a state; `done` where nobody's event or clock did. */
export type Reason =
  | { readonly kind: 'event'; readonly name: string }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'failure' }
  | { readonly kind: 'done' };

export type Taken = {
  readonly name: string;
  readonly identity: string;
  readonly at: string;
  readonly time: string | undefined;
  readonly payload: string | undefined;
  /** Where it stood. */
  readonly state: string | undefined;
  /** When that was entered. */
  readonly since: string | undefined;
  readonly leads: 'on' | 'nowhere' | 'done';
  /** Of an `all`, with this one. */
  readonly arrived: { readonly count: number; readonly of: number } | undefined;
  readonly moves: readonly Move[];
} & Landing;

/** The author's state that was entered next. */
export type Landing = { landed?: string };

/** What the machine did by itself. */
export type Step = { readonly id: string; readonly at: string } & (
  | ({ readonly kind: 'deadline'; readonly state: string; stays?: true; moves: readonly Move[] } & Landing)
  /** None of the ways held, where it lands nowhere. */
  | ({ readonly kind: 'decided'; readonly state: string } & Landing)
  | { readonly kind: 'action'; readonly state: string; readonly what: string }
  | { readonly kind: 'task'; readonly state: string; readonly error: string | undefined }
);

export type Way = {
  readonly visits: readonly Visit[];
  readonly taken: readonly Taken[];
  readonly steps: readonly Step[];
  readonly redriven: readonly string[];
  readonly ending: Ending | undefined;
};
