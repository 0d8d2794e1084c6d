import type { Branch, Json, UnexpectedPolicy } from '../definition/model.ts';
import type { Memory } from '../definition/route.ts';

/** Where an instance stands. Instants are epoch milliseconds. */
export type Configuration =
  | { readonly kind: 'open'; readonly flow: Flow }
  | {
      readonly kind: 'ended';
      /** The final state; `Unexpected event`; `No transition holds`; or, after a `halt`, the state it stood in. */
      readonly state: string;
      readonly endedAt: number;
      readonly outcome: 'succeeded' | 'failed';
      readonly error?: string;
      readonly cause?: string;
    };

/** One flow of control: the instance, or a region of a parallel. */
export type Flow = {
  /** The path of its scope. */
  readonly path: string;
  /** The name of the place it stands at; of a region that is done, its final state. */
  readonly place: string;
  readonly memory: Memory;
  /** When the place was entered, and when its wait was last put. */
  readonly enteredAt: number;
  readonly since: number;
  /** The members of an `all` that have not come yet, in the author's order; elsewhere none. */
  readonly pending: readonly string[];
  /** The regions of the parallel it stands at; elsewhere none. */
  readonly regions: readonly Flow[];
  /** A region at its final state. */
  readonly done: boolean;
  /** The visits (`<state>#<entered at>`) whose `due` has been reported. */
  readonly overdue: readonly string[];
};

export type Input =
  | {
      readonly kind: 'event';
      readonly name: string;
      /** When it is delivered, and when it happened. */
      readonly at: number;
      readonly time: number;
      /** The envelope, which its guards read. */
      readonly payload: unknown;
    }
  /** A task that the machine performs itself has ended. */
  | { readonly kind: 'result'; readonly task: string; readonly at: number; readonly result: Json }
  | {
      readonly kind: 'failure';
      readonly task: string;
      readonly at: number;
      readonly error: string;
      readonly cause: string;
    }
  /** Nothing but time has passed. */
  | { readonly kind: 'time'; readonly at: number };

/** The branches that were taken on the way, in order. */
type Way = { readonly branches: readonly Branch[] };

export type Happening =
  /** A deadline was over; `to` is where it led, undefined where the state stayed. */
  | (Way & {
      readonly kind: 'deadline passed';
      readonly at: number;
      readonly from: string;
      readonly to: string | undefined;
    })
  /** The soft deadline is over; nothing moves. */
  | { readonly kind: 'overdue'; readonly at: number; readonly state: string }
  /** The event led from one state to another, or into the same one anew; `to` is undefined where it stayed. */
  | (Way & { readonly kind: 'taken'; readonly from: string; readonly to: string | undefined })
  /** A member of an `all` came; `to` is where the last one led. */
  | (Way & { readonly kind: 'gathered'; readonly state: string; readonly to: string | undefined })
  /** Without an event: an `always`, what is done, a task's result. It follows what happened before it. */
  | (Way & { readonly kind: 'decided'; readonly from: string; readonly to: string | undefined })
  /** The branch that holds has no target: recorded, nothing moves. */
  | (Way & { readonly kind: 'dropped'; readonly state: string })
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
  | {
      readonly kind: 'opened';
      readonly configuration: Configuration;
      readonly happened: readonly Happening[];
    }
  /** No guard holds, or the branch that does has no target: dropped and counted. */
  | (Way & { readonly kind: 'dropped' })
  | { readonly kind: 'no start event' };

export type Stepped = {
  readonly configuration: Configuration;
  /** In order: what time did first, then what the event did, then what followed from it. */
  readonly happened: readonly Happening[];
};

/** The names of the states it stands in, one for each region, in the order of the regions. */
export function activeStates(configuration: Configuration): string[] {
  return configuration.kind === 'ended' ? [configuration.state] : statesIn(configuration.flow);
}

function statesIn(flow: Flow): string[] {
  const open = flow.regions.filter(({ done }) => !done);
  return open.length === 0 ? [flow.place] : open.flatMap(statesIn);
}
