/**
 * An execution between two steps: plain JSON, so that it can be stored at any moment and taken up again. Nothing else
 * remembers anything about it.
 */
import type { Json } from '../../service.ts';
import type { JsonObject } from '../json.ts';
import type { LoggedEvent } from './history.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export type Execution = {
  readonly arn: string;
  readonly name: string;
  readonly machine: { readonly arn: string; readonly name: string; readonly roleArn: string };
  /** As it was when the execution started. */
  readonly definition: string;
  readonly input: string;
  /** All instants are epoch milliseconds. */
  readonly startedAt: number;
  status: Status;
  stoppedAt?: number;
  output?: string;
  error?: string;
  cause?: string;
  redriveCount: number;
  redrivenAt?: number;
  /** Client tokens with which it was redriven of late, oldest first. */
  redriveTokens?: readonly { readonly token: string; readonly at: number }[];
  timeoutAt?: number;
  /** How many events there have been. */
  events: number;
  /** The last ones of them: those that are not in a store of their own. */
  readonly history: LoggedEvent[];
  /** In the order in which they take their turns. */
  readonly branches: Branch[];
  nextBranch: number;
};

/** One line of states: the machine's own, a branch of a Parallel, an iteration of a Map. */
export type Branch = {
  readonly id: number;
  /** The branch whose state contains this one. */
  readonly parent?: number;
  /** Its place among the branches or items of that state. */
  readonly index: number;
  readonly item?: { readonly Index: number; readonly Value: Json };
  /** Child executions of a distributed Map have a history of their own, which is not kept. */
  readonly silent: boolean;
  state: string;
  input: Json;
  variables: JsonObject;
  /** The event that what happens next follows. */
  lastEvent: number;
  entered?: { readonly at: number; readonly event: number } | undefined;
  /** Attempts made by each retrier of the state. */
  retries: number[];
  retryCount: number;
  phase: Phase;
};

/** `since`: how long the history was when the clock was set, so that clocks of one instant have an order. */
export type Phase =
  /** `state` is to be entered, or, with `entered`, to be worked out (again). */
  | { readonly kind: 'ready' }
  | { readonly kind: 'waiting'; readonly until: number; readonly since: number }
  | { readonly kind: 'retrying'; readonly at: number; readonly since: number }
  | TaskPhase
  | ChildrenPhase
  /** Where the execution failed: what a redrive takes up. */
  | { readonly kind: 'stopped' };

export type TaskPhase = {
  readonly kind: 'task';
  /** Tells the answers of one attempt from those of another. */
  readonly attempt: string;
  /** Absent once it is replied to: nobody asks again. */
  request?: TaskRequest | undefined;
  readonly token?: string;
  /** The integration is called from then on. */
  started: boolean;
  /** What the integration said, as long as nothing has been made of it. */
  reply?: Answer | undefined;
  /** Written into the history already, of a task that waits for its token. */
  submitted: boolean;
  /** What came for the token. */
  answer?: Answer;
  readonly since: number;
  readonly timeoutAt?: number;
  readonly heartbeatSeconds?: number;
  heartbeatAt?: number;
  /** The clock that has run out: in the history already, and not yet acted on. */
  expired?: 'timeout' | 'heartbeat';
};

export type TaskRequest = {
  readonly resource: string;
  readonly arguments: Json;
  readonly roleArn: string;
};

export type Answer =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'failed'; readonly error: string | undefined; readonly cause: string | undefined };

export type ChildrenPhase = {
  readonly kind: 'children';
  /** By index; absent where that child has not ended. */
  readonly results: { [index: number]: Json };
  /** How many results there are. */
  ended: number;
  readonly total: number;
  /** Of a Map: the children's inputs, and how many have been begun. */
  readonly inputs: readonly Json[];
  readonly values: readonly Json[];
  begun: number;
  readonly concurrency: number;
  failures: number;
  /** How many children may fail; 0 but for a distributed Map. */
  readonly tolerated: number;
};
