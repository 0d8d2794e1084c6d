/**
 * What travels between the compiled machine, the table and the functions. The compiler writes these shapes into
 * the state machine, the functions and the console read them; both sides take the names from here.
 */
import type { EventDeclaration, EventPattern, Handler } from './model.ts';

/** Index partitions are spread over this many shards, by a hash of the correlation id. */
export const SHARDS = 8;

/** The table's attribute names: its keys, and those of its three sparse indexes. */
export const TABLE = {
  /** `<choreography id>#<correlation id>` */
  partitionKey: 'instance',
  /** `INSTANCE`, `EVENT#<identity>` or `WAIT#<region>` */
  sortKey: 'key',
  /** Epoch seconds (N); DynamoDB's time to live. Never a lock, never a timer. */
  ttl: 'ttl',
  indexes: {
    /** Instances by status, and deviations: `<choreography>#open|closed|deviation#<shard>` → instant, ISO 8601. */
    listings: { name: 'listings', partitionKey: 'listing', sortKey: 'listedAt' },
    /** WAIT rows: `<choreography>#<shard>` → `<state>#<entered at, ISO 8601>`. */
    waits: { name: 'waits', partitionKey: 'standing', sortKey: 'stateSince' },
    /** Rows the sweep has to look at: `<shard>` → instant, ISO 8601. */
    timers: { name: 'timers', partitionKey: 'timer', sortKey: 'timerAt' },
  },
} as const;

export const KEY = { instance: 'INSTANCE', event: 'EVENT#', wait: 'WAIT#' } as const;

/** A year, the longest an execution can run, and 30 days; in seconds. Every row lives that long from its writing. */
export const RETENTION_SECONDS = (365 + 30) * 86_400;

/**
 * The input of an execution: made from the start event's row alone, so whoever repeats StartExecution sends the same
 * bytes.
 */
export type ExecutionInput = {
  readonly choreography: string;
  readonly correlationId: string;
  /** The table's partition key. */
  readonly instance: string;
  /** From 1. */
  readonly run: number;
  /** `0` … `SHARDS - 1` */
  readonly shard: string;
  /** The state the start event's branch leads to. */
  readonly to: string;
  readonly event: DeliveredEvent;
};

/** An event as it appears in the execution's history. */
export type DeliveredEvent = {
  /** The name the choreography gives it. */
  readonly name: string;
  readonly identity: string;
  /** When it happened, ISO 8601 with milliseconds. */
  readonly time: string;
  /** The EventBridge envelope, redacted and cut to size. */
  readonly envelope: unknown;
};

/** The output of SendTaskSuccess: `to` is what the machine's Choice reads. */
export type Delivery = {
  readonly to: string;
  readonly event: DeliveredEvent;
  readonly identity: string;
  readonly putBack: number;
};

/** The Cause of an `UnexpectedEvent` or `UnexpectedEventHalted` failure, as JSON text. */
export type UnexpectedCause = {
  readonly message: string;
  readonly event: string;
  readonly state: string;
  readonly awaited: readonly string[];
  readonly identity: string;
  readonly putBack: number;
};

export const ERROR = { unexpected: 'UnexpectedEvent', halted: 'UnexpectedEventHalted' } as const;

/** The Output of a compiled machine that ends in a final state `succeeded`. */
export type ExecutionOutput = { readonly state: string };

/**
 * The WAIT row as the callback Task puts it. Every attribute is a string (S) except `run`, `redrive`, `ttl` (N).
 * `?` attributes are left out where the state has no such clock or is no member of an `all`.
 */
export type WaitRow = {
  readonly instance: string;
  /** `WAIT#` for a state; `WAIT#<state>/<event>` for a member of an `all`. */
  readonly key: string;
  readonly choreography: string;
  readonly correlationId: string;
  readonly token: string;
  /** `<run>#<redrive count>#<entered at>#<retry count>`, numbers zero-padded: sorts as text. */
  readonly order: string;
  readonly run: number;
  readonly redrive: number;
  readonly state: string;
  /** ISO 8601 with milliseconds; of an `all`'s members, when their `all` was entered. */
  readonly enteredAt: string;
  /** The event name, in the rows of an `all`'s members. */
  readonly member?: string;
  readonly due?: string;
  readonly deadline?: string;
  /** JSON text: `Handler[]`; a branch of an `all`'s member has the target `MEMBER_DONE`. */
  readonly awaits: string;
  /** JSON text: the names of events that can be awaited later on, in this or any region. */
  readonly anticipates: string;
  /**
   * JSON text: event → policy, for every event the instance's own version knows. What it started under, not what is
   * deployed now.
   */
  readonly policies: string;
  /** Hash of the definition it was compiled from. */
  readonly version: string;
  readonly standing: string;
  readonly stateSince: string;
  /** With `timerAt`: only where there is a due or a deadline. `timerAt` is the earlier of the two. */
  readonly timer?: string;
  readonly timerAt?: string;
  readonly ttl: number;
};

/** The target of a member's branch in an `all`: this member is done, the others go on. */
export const MEMBER_DONE = '#done';

/** What the functions must know of one choreography; the list of them is a file in their bundle. */
export type Subscription = {
  readonly choreography: string;
  readonly title: string;
  readonly version: string;
  readonly rerun: boolean;
  readonly events: readonly SubscribedEvent[];
  readonly start: readonly Handler[];
  /** With `rerun`: names that the next run can await. Otherwise empty. */
  readonly nextRun: readonly string[];
  /** Error of each failed final state → the state's name. */
  readonly failures: { readonly [error: string]: string };
};

/** An event that is subscribed. */
export type SubscribedEvent = Omit<EventDeclaration, 'ignored'>;

/** What the compiler makes of a choreography. Symbolic: no ARNs, no physical names. */
export type CompiledChoreography = {
  readonly id: string;
  readonly title: string;
  /**
   * Amazon States Language, JSON text with two spaces; `${TableName}` stands for the table, `${Partition}` for the
   * partition of its ARNs. The same bytes every time.
   */
  readonly definition: string;
  /** Disjoint EventBridge patterns; `events` is absent where every event is a start event. */
  readonly rules: { readonly start: EventPattern; readonly events: EventPattern | undefined };
  readonly subscription: Subscription;
};
