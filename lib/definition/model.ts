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
  readonly states: readonly State[];
  /** Whether a start event opens a new run for an id whose instance has closed. */
  readonly rerun: boolean;
};

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
  readonly unexpected: UnexpectedPolicy;
  /** Listed under `ignore`: never subscribed. */
  readonly ignored: boolean;
};

/** An EventBridge event pattern as JSON; `lib/patterns` knows its language. */
export type EventPattern = { readonly [field: string]: unknown };

export const UNEXPECTED_POLICIES = ['fail', 'halt', 'report', 'ignore'] as const;
export type UnexpectedPolicy = (typeof UNEXPECTED_POLICIES)[number];

/** What one event does where it is awaited: the first branch that holds wins. */
export type Handler = { readonly event: string; readonly branches: readonly Branch[] };

/** Without a guard it always holds. Without a target the event is dropped: recorded, nothing moves. */
export type Branch = { readonly guard?: string; readonly target?: string };

export type State = WaitState | AllState | FinalState;

type Clocks = {
  /** The hard deadline: the state is left for `target` after `delay` milliseconds. */
  readonly after?: { readonly delay: number; readonly target: string };
  /** The soft deadline in milliseconds after entry: reported as overdue, the state stays. */
  readonly due?: number;
};

/** Pauses until one of its events arrives. */
export type WaitState = Clocks & {
  readonly kind: 'wait';
  readonly name: string;
  readonly on: readonly Handler[];
};

/** Pauses until each member has arrived once, in any order; an event in `on` is tried first and leaves at once. */
export type AllState = Clocks & {
  readonly kind: 'all';
  readonly name: string;
  readonly members: readonly string[];
  readonly onDone: string;
  readonly on: readonly Handler[];
};

export type FinalState = {
  readonly kind: 'final';
  readonly name: string;
  readonly outcome: 'succeeded' | 'failed';
  /** Only where `outcome` is failed; the error defaults to the state's name in PascalCase. */
  readonly error?: string;
  readonly cause?: string;
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
