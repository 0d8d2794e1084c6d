/**
 * What travels between the compiled machine, the table and the functions. The compiler writes these shapes into
 * the state machine, the functions and the console read them; both sides take the names from here.
 */
import type { Assignment, EventDeclaration, EventPattern, Json } from './model.ts';
import type { EventRoutes, Memory } from './route.ts';

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
    /** Instances by status, deviations, held events: `<choreography>#open|closed|deviation|held#<shard>` → instant, ISO 8601. */
    listings: { name: 'listings', partitionKey: 'listing', sortKey: 'listedAt' },
    /**
     * WAIT rows: `<choreography>#<shard>` → the table's partition key, which stays the same while the instance moves: a
     * key that changes costs an index two writes.
     */
    waits: { name: 'waits', partitionKey: 'standing', sortKey: 'instance' },
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
  /** The way that the start event's branch leads: usually the name of a state. */
  readonly to: string;
  readonly event: DeliveredEvent;
  /** Absent where the choreography needs none. */
  readonly memory?: Memory;
  /** The values of the way's actions; absent where it has none. */
  readonly actions?: readonly Json[];
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
  /** The whole memory of the level the way leads to; absent where the choreography needs none. */
  readonly memory?: Memory;
  /** The values of the way's actions; absent where it has none. */
  readonly actions?: readonly Json[];
};

/** The output with which a decision wait, or an `always`, is answered: by no event. */
export type DecidedDelivery = Omit<Delivery, 'event' | 'identity' | 'putBack'>;

/** The Cause of an `UnexpectedEvent` or `UnexpectedEventHalted` failure, as JSON text. */
export type UnexpectedCause = {
  readonly message: string;
  readonly event: string;
  readonly state: string;
  readonly awaited: readonly string[];
  readonly identity: string;
  readonly putBack: number;
};

export const ERROR = {
  unexpected: 'UnexpectedEvent',
  halted: 'UnexpectedEventHalted',
  /** Of an execution that an operator stopped; the Cause is the reason given. */
  closedByHand: 'ClosedByHand',
} as const;

/** The Output of a compiled machine that ends in a final state `succeeded`. */
export type ExecutionOutput = { readonly state: string };

/**
 * The WAIT row as the callback Task puts it. Every attribute is a string (S) except `run`, `redrive`, `ttl` (N).
 * `?` attributes are left out where the state has no such clock or is no member of an `all`.
 */
export type WaitRow = {
  readonly instance: string;
  /**
   * `WAIT#` and the path of the region, which is empty for the instance itself; for a member of an `all`, the path of
   * its region (with a `/` after it, if there is one), then `<all>/<event>`.
   */
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
  /** The earliest soft deadline. */
  readonly due?: string;
  /**
   * JSON text: `{ state, enteredAt, at? }[]`, all soft deadlines; absent where `due` with `state` and `enteredAt` says
   * it all.
   */
  readonly dues?: string;
  readonly deadline?: string;
  /** JSON text: `EventRoutes[]`. */
  readonly awaits: string;
  /**
   * JSON text: the rest of `Wait` (`place`, `level`, `always`, `gather`, `each`, `decide`, and the `entered` and `clocks`
   * of its place where they are stored); absent for a plain wait of level 0.
   */
  readonly rules?: string;
  /**
   * JSON text: `Memory[]`, of each level from the outermost; absent where the choreography needs none. A level without a
   * context has that of the level around it.
   */
  readonly memory?: string;
  /**
   * JSON text: `{ result }`, what a task came to, for the decision behind it. Empty where it is too large, or has a number of
   * more than 15 digits: it is the input of the decision's state, which the execution's history shows.
   */
  readonly result?: string;
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
  /** With `timerAt`: only where there is a due or a deadline. `timerAt` is the earlier of the two. */
  readonly timer?: string;
  readonly timerAt?: string;
  readonly ttl: number;
};

/** What the functions must know of one choreography; the list of them is a file in their bundle. */
export type Subscription = {
  readonly choreography: string;
  readonly title: string;
  readonly version: string;
  readonly rerun: boolean;
  readonly events: readonly SubscribedEvent[];
  readonly start: readonly EventRoutes[];
  /** Before the start; absent where the choreography needs none. */
  readonly memory?: Memory;
  readonly redact: readonly string[];
  readonly labels: readonly Assignment[];
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
