/** What the naive functions need, and what becomes of an event by their hands. */
import type { Subscription } from '../../lib/definition/wire.ts';
import type {
  DropWaitCall,
  SendFailureCall,
  SendSuccessCall,
  StartExecutionCall,
} from '../../lib/projection/calls.ts';
import type { WaitingRow } from '../../lib/projection/rows.ts';

/** How long after a failed attempt the event bus's asynchronous invocation comes again; then the event is gone. */
export const RETRIES_AFTER_SECONDS: readonly number[] = [60, 120];

export type NaivePorts = {
  /** All tokens stored under that correlation id. */
  tokens(instance: string): Promise<readonly WaitingRow[]>;
  forget(call: DropWaitCall): Promise<unknown>;
  start(call: StartExecutionCall): Promise<'started' | 'exists'>;
  succeed(call: SendSuccessCall): Promise<'accepted' | 'unknown'>;
  fail(call: SendFailureCall): Promise<'accepted' | 'unknown'>;
};

export type NaiveWork = {
  readonly subscription: Subscription;
  readonly ports: NaivePorts;
  /** Epoch milliseconds. */
  readonly clock: () => number;
};

export type NaiveEnd =
  | { readonly end: 'started' | 'delivered' | 'dropped' }
  /** The machine's Choice led to its Fail state, or the execution was stopped. */
  | { readonly end: 'failed-instance'; readonly why: string }
  /** The function was content; nobody hears of the event again. */
  | { readonly end: 'lost'; readonly why: string }
  /** The function threw: the bus calls it again, twice at most. */
  | { readonly end: 'thrown'; readonly why: string };

export type NaiveEnded = { readonly instance: string; readonly identity: string } & NaiveEnd;
