/**
 * The rows of the table as the code knows them. `choreography` and `correlationId` are read from the partition key, so
 * EVENT and INSTANCE rows do not repeat them. Instants are ISO 8601 with milliseconds.
 */
import type { Json, UnexpectedPolicy } from '../definition/model.ts';
import type { Memory, Wait } from '../definition/route.ts';
import type { Generation } from './generation.ts';

export type Row = InstanceRow | EventRow | WaitingRow;

type Whose = {
  /** The partition key: `<choreography>#<correlation id>`. */
  readonly instance: string;
  readonly choreography: string;
  readonly correlationId: string;
  /** Epoch seconds. */
  readonly ttl: number;
};

export type InstanceRow = OpenInstance | ClosedInstance;

type InstanceBase = Whose &
  Generation & {
    readonly kind: 'instance';
    /** Identity of the start event that opened this run. */
    readonly openedBy: string;
    readonly openedAt: string;
    /** The name of this run's execution. */
    readonly execution: string;
    /** The state visits (`<state>#<entered at>`) whose `due` was reported. A string set, written by the sweep. */
    readonly overdue: readonly string[];
    /** What the sweep has warned of (`warnings.ts`). A string set; absent where there was nothing. */
    readonly warned?: readonly string[];
    readonly labels: Labels;
    /** Of the delivery that set labels last; absent where none of this run has. */
    readonly labelOrder?: number;
  };

/** Business fields to search by: name → value. Each is an attribute of its own (`label:<name>`). */
export type Labels = { readonly [name: string]: Label };
export type Label = string | number | boolean;

export type OpenInstance = InstanceBase & {
  readonly status: 'open';
  /** When the sweep looks whether the execution still runs. */
  readonly timerAt?: string;
};

export type Outcome = 'succeeded' | 'failed';

export type ClosedInstance = InstanceBase & {
  readonly status: 'closed';
  readonly outcome: Outcome;
  readonly closedAt: string;
  /** The final state, or where it stood when it failed; absent where nothing tells. */
  readonly lastState?: string;
  readonly error?: string;
  /** What an operator gave as the reason. */
  readonly reason?: string;
};

export const DEVIATIONS = [
  'unexpected',
  'late',
  'orphan',
  'uncorrelated',
  'ambiguous',
  'failed-action',
] as const;
/**
 * `failed-action`: an action of the choreography failed after its retries. No event is at stake: the machine itself puts
 * the row (`FailedActionRow`), under a key that is no event's, and nothing of the loop ever looks at it.
 */
export type Deviation = (typeof DEVIATIONS)[number];
/**
 * No deviations. `ignored` and `stale`: recorded by the author's own word. `resubmitted`: an event of no instance that an
 * operator gave to its queue again, where it is recognised anew.
 */
export const DROPS = ['ignored', 'stale', 'resubmitted'] as const;
export type Drop = (typeof DROPS)[number];

export type EventRow = HeldEvent | SentEvent | ConsumedEvent | DeviatingEvent | DroppedEvent;

type EventBase = Whose & {
  readonly kind: 'event';
  /** What makes two events the same one; the sort key is `EVENT#<identity>`. */
  readonly identity: string;
  /** The name the choreography gives it; of an ambiguous event its names, joined with ` | `. */
  readonly name: string;
  /** When it happened. */
  readonly time: string;
  readonly receivedAt: string;
  /** How often an operator has put it back. Part of every condition, of what is sent, and of every look. */
  readonly putBack: number;
};

type WithPayload = {
  /** The envelope as JSON text, cut to size. */
  readonly payload: string;
  /** How long it waits for its turn, in milliseconds from `receivedAt`. */
  readonly hold: number;
  /** How old it must be before it is delivered, in milliseconds from `receivedAt`; absent: it need not wait. */
  readonly settle?: number;
};

export type HeldEvent = EventBase & WithPayload & { readonly status: 'held' };
export type SentEvent = EventBase & WithPayload & { readonly status: 'sent'; readonly mark: Mark };

/** What the run has had is in its history; the row stays as the memory against duplicates. */
export type ConsumedEvent = EventBase & {
  readonly status: 'consumed';
  readonly settledAt: string;
  readonly run: number;
  /** `hashOf` the token of the wait that took it; absent for a start event. */
  readonly waitHash?: string;
};

export type DeviatingEvent = EventBase &
  WithPayload & {
    readonly status: Deviation;
    readonly settledAt: string;
    /** A sentence for people. */
    readonly reason: string;
    /** Only where it failed the instance: `hashOf` the token of the wait that it ended. */
    readonly waitHash?: string;
    readonly run?: number;
  };

export type DroppedEvent = EventBase &
  WithPayload & { readonly status: Drop; readonly settledAt: string; readonly reason: string };

/**
 * What the machine puts where an action failed: a `DeviatingEvent` like the others to all who read it. Every attribute is
 * a string (S) except `run`, `putBack`, `hold`, `ttl` (N). No condition: put twice, it is the same row.
 */
export type FailedActionRow = {
  readonly instance: string;
  /** `EVENT#!failed-action#<name of the machine's state>#<entered at>` */
  readonly key: string;
  readonly status: 'failed-action';
  /** What was to be done, in the author's words: `publish Order Shipped`, `notify`, `task arn:…`. */
  readonly name: string;
  /** All three: when the action's state was entered; ISO 8601 with milliseconds. */
  readonly time: string;
  readonly receivedAt: string;
  readonly settledAt: string;
  /** A sentence for people: `"publish Order Shipped" failed in "Packed": EventBridge.…`. */
  readonly reason: string;
  /** JSON text: `{ "error": …, "cause": … }` as Step Functions gives them. */
  readonly payload: string;
  readonly run: number;
  /** 0, and never put back. */
  readonly putBack: number;
  /** 0 */
  readonly hold: number;
  /** `<choreography>#deviation#<shard>`, and `settledAt`: the index `listings`. */
  readonly listing: string;
  readonly listedAt: string;
  readonly ttl: number;
};

/**
 * All that is to be sent, but for the token: that is in the WAIT for as long as it can be used, and is most of what an
 * event's two writes would pay for. Anyone can finish it.
 */
export type Mark = DeliverMark | FailMark | StartMark;

type MarkBase = {
  /** The trigger that set it; its redelivery finds the mark again. */
  readonly by: string;
  readonly since: string;
  /** The run it concerns. */
  readonly run: number;
};

type WaitMark = MarkBase & {
  /** `hashOf` the wait's token. */
  readonly waitHash: string;
  /** Sort key of the wait, to find and to drop it. */
  readonly wait: string;
  readonly state: string;
};

type Answered = {
  /** The way that is taken. */
  readonly to: string;
  /** What is remembered afterwards, at the way's level; absent where the choreography needs none. */
  readonly memory?: Memory;
  /** The values of the way's actions; absent where it has none. */
  readonly actions?: readonly Json[];
  /** The labels that it changes; absent where it changes none. */
  readonly labels?: Labels;
};

export type DeliverMark = WaitMark &
  Answered & {
    readonly kind: 'deliver';
    /** Where it changes labels: later than all that was known to change them when it was decided. */
    readonly labelOrder?: number;
    /** It leaves the wait's region, or ends it: its WAIT is to go. */
    readonly leaves?: true;
  };
export type FailMark = WaitMark & {
  readonly kind: 'fail';
  readonly halt: boolean;
  readonly awaited: readonly string[];
};
/** Opens the run that follows the closed generation `after` (0.0 where INSTANCE is absent). */
export type StartMark = MarkBase & Answered & { readonly kind: 'start'; readonly after: Generation };

/** The mark's target in one text; the attribute that conditions compare. */
export function targetOf(mark: Mark): string {
  return mark.kind === 'start'
    ? `run ${mark.run} after ${mark.after.run}.${mark.after.redrive}`
    : mark.waitHash;
}

/** A soft deadline: of the wait's state, of one around it, or of an item of a forEach. */
export type Due = { readonly state: string; readonly enteredAt: string; readonly at: string };

export type WaitingRow = Whose &
  Generation & {
    readonly kind: 'wait';
    /** The sort key: `WAIT#<region path>`, or that of an `all`'s member. */
    readonly key: string;
    readonly token: string;
    readonly order: string;
    readonly state: string;
    readonly enteredAt: string;
    readonly member?: string;
    readonly dues: readonly Due[];
    readonly deadline?: string;
    /** What it does with what comes to it. */
    readonly wait: Wait;
    /** By level; absent where the choreography needs none. */
    readonly memories?: readonly Memory[];
    /** Of the task before a decision wait. */
    readonly result?: Json;
    /** The result is too large to be here: the history of the execution shows it. */
    readonly resultIn?: 'history';
    /** Name in the memory's clocks of when its place was entered; absent where `enteredAt` says so. */
    readonly entered?: string;
    readonly anticipates: readonly string[];
    readonly policies: { readonly [event: string]: UnexpectedPolicy };
    readonly version: string;
  };
