import type { UnexpectedPolicy } from '../definition/model.ts';

/** Where an instance stands. Instants are epoch milliseconds. */
export type Configuration =
  | {
      readonly kind: 'open';
      readonly state: string;
      readonly enteredAt: number;
      /** The members of an `all` that have not come yet, in the author's order; of a wait, none. */
      readonly pending: readonly string[];
      /** Whether `due` has been reported in this visit. */
      readonly overdue: boolean;
    }
  | {
      readonly kind: 'ended';
      /** The final state; `Unexpected event`; or, after a `halt`, the state it stood in. */
      readonly state: string;
      readonly endedAt: number;
      readonly outcome: 'succeeded' | 'failed';
      readonly error?: string;
      readonly cause?: string;
    };

export type Input =
  | {
      readonly kind: 'event';
      readonly name: string;
      /** When it is delivered. */
      readonly at: number;
      /** Answers for a guard's source text, evaluated beforehand for this event. */
      readonly holds: (guard: string) => boolean;
    }
  /** Nothing but time has passed. */
  | { readonly kind: 'time'; readonly at: number };

export type Happening =
  /** A deadline was over, and the state was left for `to`. */
  | { readonly kind: 'deadline passed'; readonly at: number; readonly from: string; readonly to: string }
  /** The soft deadline is over; nothing moves. */
  | { readonly kind: 'overdue'; readonly at: number; readonly state: string }
  /** The event led from one state to another, or into the same one anew. */
  | { readonly kind: 'taken'; readonly from: string; readonly to: string }
  /** A member of an `all` came; `to` is where the last one led. */
  | { readonly kind: 'gathered'; readonly state: string; readonly to: string | undefined }
  /** The branch that holds has no target: recorded, nothing moves. */
  | { readonly kind: 'dropped'; readonly state: string }
  /** A member of an `all` that had already come: dropped. */
  | { readonly kind: 'repeated'; readonly state: string }
  /** Not awaited, or no guard holds, but awaited in a state that can still follow: to be held. */
  | { readonly kind: 'early'; readonly state: string }
  /** Not awaited, or no guard holds, and nothing that follows awaits it. */
  | { readonly kind: 'unexpected'; readonly state: string; readonly policy: UnexpectedPolicy }
  /** The instance had ended. */
  | { readonly kind: 'late' }
  /** Not in the vocabulary, or listed under `ignore`. */
  | { readonly kind: 'not subscribed' };

export type Started =
  | { readonly kind: 'opened'; readonly configuration: Configuration }
  /** No guard holds, or the branch that does has no target: dropped and counted. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'no start event' };

export type Stepped = {
  readonly configuration: Configuration;
  /** In order: what time did first, then what the event did. */
  readonly happened: readonly Happening[];
};
