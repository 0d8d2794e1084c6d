/**
 * A choreography as the rest of the system knows it: parsed, validated, defaults filled in. Immutable.
 * Durations are milliseconds, expressions are JSONata source, lists are in the author's order.
 */
export type Choreography = {
  /** kebab-case; names the state machine, the rules and the queues. */
  readonly id: string;
  /** Defaults to the id. */
  readonly title: string;
  readonly description: string | undefined;
  /** Every event of the vocabulary, those listed under `ignore` included. */
  readonly events: readonly EventDeclaration[];
  /** The events that open an instance, and the state it opens in. */
  readonly start: readonly Handler[];
  /** What stands at the top: it holds in every state. */
  readonly top: Standing;
  /** The outermost states; a name is unique in the whole tree. */
  readonly states: readonly State[];
  /** The context's values at the start. */
  readonly context: { readonly [name: string]: Json };
  /** Whether a start event opens a new run for an id whose instance has closed. */
  readonly rerun: boolean;
  /** Paths of the envelope (`detail.card.number`) that are left out before anything is kept. */
  readonly redact: readonly string[];
  /** Business fields to search by. */
  readonly labels: readonly Assignment[];
};

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export type EventDeclaration = {
  readonly name: string;
  /** The complete EventBridge pattern: source, detail-type, and whatever `pattern` adds. */
  readonly pattern: EventPattern;
  /** Each part must have a value; several parts make a composite id. */
  readonly correlation: readonly string[];
  readonly identity: string;
  readonly time: string;
  /** How long an early event is held for its turn, in milliseconds from its receipt. */
  readonly hold: number;
  /** How old an event must be, counted from its receipt, before it is delivered; in milliseconds. */
  readonly settle: number;
  /** Whether an event older than the newest one consumed is left out. */
  readonly stale: StalePolicy;
  readonly unexpected: UnexpectedPolicy;
  /** Listed under `ignore`: never subscribed. */
  readonly ignored: boolean;
};

/** An EventBridge event pattern as JSON; `lib/patterns` knows its language. */
export type EventPattern = { readonly [field: string]: unknown };

export const UNEXPECTED_POLICIES = ['fail', 'halt', 'report', 'ignore'] as const;
export type UnexpectedPolicy = (typeof UNEXPECTED_POLICIES)[number];

export const STALE_POLICIES = ['accept', 'ignore'] as const;
export type StalePolicy = (typeof STALE_POLICIES)[number];

/** What one event does where it is awaited: the first branch that holds wins. */
export type Handler = { readonly event: string; readonly branches: readonly Branch[] };

/**
 * One transition. Without a guard it always holds. Without a target the state stays; with neither target, assign nor
 * actions the event is dropped: recorded, nothing moves.
 */
export type Branch = {
  readonly guard?: string;
  readonly target?: Target;
  /** All read the old context. */
  readonly assign?: readonly Assignment[];
  readonly actions?: readonly Action[];
};

/** A state's name; or the compound whose innermost state last active is gone back to. */
export type Target = string | { readonly history: string };

export type Assignment = { readonly name: string; readonly expression: string };

export type Action =
  /** An event on the bus; `detail` is JSONata. */
  | {
      readonly kind: 'publish';
      readonly source: string;
      readonly detailType: string;
      readonly detail: string;
    }
  /** A message to the monitor's SNS topic. */
  | { readonly kind: 'notify'; readonly subject?: Text; readonly message: Text }
  /** Any integration of Step Functions; `arguments` and `retry` are ASL. */
  | {
      readonly kind: 'task';
      readonly resource: string;
      readonly arguments: Json;
      readonly retry: readonly Json[];
    };

/** What the author wrote as it stands, or JSONata that gives the text. */
export type Text = { readonly literal: string } | { readonly expression: string };

/** When something falls due. `delay` and `silence` count from the entry, `silence` anew from each event consumed. */
export type Moment =
  | { readonly kind: 'delay'; readonly delay: number }
  /** JSONata whose value is milliseconds, or a duration as text. */
  | { readonly kind: 'computed delay'; readonly expression: string }
  /** JSONata whose value is epoch milliseconds or ISO 8601. */
  | { readonly kind: 'at'; readonly expression: string }
  | { readonly kind: 'silence'; readonly delay: number };

/** A hard deadline: the first branch that holds is taken. Without a target it fires once a visit. */
export type Clock = { readonly moment: Moment; readonly branches: readonly Branch[] };

/** What holds as long as a state is active, inner states included. */
export type Standing = {
  readonly on: readonly Handler[];
  readonly after: readonly Clock[];
  /** The soft deadline: reported as overdue once a visit, the state stays. */
  readonly due?: Moment;
};

type Named = { readonly name: string; /** Performed at each entry. */ readonly entry: readonly Action[] };

export type State =
  WaitState | AllState | CompoundState | ParallelState | ForEachState | TaskState | FinalState;

/** Pauses until one of its events arrives. */
export type WaitState = Named & Standing & { readonly kind: 'wait'; readonly always: readonly Branch[] };

/** Pauses until each member has arrived once, in any order; an event in `on` is tried first. */
export type AllState = Named &
  Standing & {
    readonly kind: 'all';
    /** The branches of a member have no target. */
    readonly members: readonly Handler[];
    readonly onDone: readonly Branch[];
  };

/** Its inner states share what stands on it. */
export type CompoundState = Named &
  Standing & {
    readonly kind: 'compound';
    readonly initial: string;
    readonly states: readonly State[];
    readonly always: readonly Branch[];
    /** Taken when an inner final state is reached; empty where there is none. */
    readonly onDone: readonly Branch[];
  };

/** All regions at once; left when all have reached a final state, or by what stands on it. */
export type ParallelState = Named &
  Standing & {
    readonly kind: 'parallel';
    readonly regions: readonly Region[];
    readonly always: readonly Branch[];
    readonly onDone: readonly Branch[];
  };

export type Region = {
  readonly name: string;
  readonly initial: string;
  readonly states: readonly State[];
};

/** One wait for all items of a list; each item is in one of the inner states. */
export type ForEachState = Named &
  Standing & {
    readonly kind: 'forEach';
    /** JSONata over the context; its value is the list. */
    readonly items: string;
    /** JSONata over the item, as its root and as `$item`; a text or a number. */
    readonly key: string;
    /** JSONata over the event: the key, or the keys, it concerns. */
    readonly match: string;
    /** Events that add an item with their key; the item's value is the event's detail. */
    readonly opens: readonly string[];
    readonly initial: string;
    /** Waits and finals only. */
    readonly states: readonly (WaitState | FinalState)[];
    readonly always: readonly Branch[];
    /** Taken when every item is final; empty where there is none. */
    readonly onDone: readonly Branch[];
  };

/** A step the machine performs itself. */
export type TaskState = Named & {
  readonly kind: 'task';
  readonly resource: string;
  readonly arguments: Json;
  /** ASL retriers. */
  readonly retry: readonly Json[];
  readonly catch: readonly { readonly errors: readonly string[]; readonly branches: readonly Branch[] }[];
  readonly next: readonly Branch[];
};

/** At the outermost level it ends the instance; inside it ends what encloses it. */
export type FinalState = Named & {
  readonly kind: 'final';
  readonly outcome: 'succeeded' | 'failed';
  /** Only where `outcome` is failed; the error defaults to the state's name in PascalCase. */
  readonly error?: Text;
  readonly cause?: Text;
};

/** What is wrong with a definition. `line` and `column` count from 1 and point into the author's file. */
export type Problem = {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Where in the document, as keys and indexes from the root. */
  readonly path: readonly (string | number)[];
  readonly line: number;
  readonly column: number;
};
