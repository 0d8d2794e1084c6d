/** Where the shell stands: which call is out, and what it needs to go on from the reply. Plain data. */
import type { Subscription } from '../definition/wire.ts';
import type { EventAct } from './acts.ts';
import type { Call, ExecutionReport } from './calls.ts';
import type { Generation } from './generation.ts';
import type { Look, Occurrence } from './messages.ts';
import type { ClosedInstance, EventRow, HeldEvent, Row, SentEvent } from './rows.ts';
import type { Trigger } from './trigger.ts';

/** What every step is told anew. */
export type Surroundings = { readonly subscription: Subscription; readonly now: number };

/** What sets the shell going. */
export type Beginning =
  | Trigger
  /** A look as it comes from the queue: it may be too early yet. */
  | { readonly kind: 'queued-look'; readonly look: Look }
  /** An execution may have ended; without `report` DescribeExecution tells. */
  | {
      readonly kind: 'closing';
      readonly choreography: string;
      readonly execution: string;
      readonly report?: ExecutionReport;
      /** It is known to have ended, at least once. */
      readonly ended?: true;
    }
  /** An event of no instance (uncorrelated, ambiguous): its row is all there is to do. */
  | { readonly kind: 'record'; readonly row: EventRow }
  /** An event that concerns several instances: one message for each, or for some of them together. */
  | { readonly kind: 'several'; readonly event: Occurrence; readonly instances: readonly string[] };

/** The own event was marked by this very trigger, and this is the first attempt: after its confirm all is done. */
export type Marked = {
  readonly trigger: Trigger;
  readonly row: SentEvent;
  readonly fresh: boolean;
  /** Of the wait that it goes to; absent for a start, and where that wait is no more. */
  readonly token: string | undefined;
};
type Working = { readonly trigger: Trigger };

export type Phase =
  | (Working & { readonly at: 'query' })
  /** What was read lacks the result that a decision is about. */
  | (Working & { readonly at: 'result'; readonly rows: readonly Row[]; readonly token: string })
  /** The rows are decided about as of the instant for which they were evaluated. */
  | (Working & { readonly at: 'evaluate'; readonly rows: readonly Row[]; readonly now: number })
  /** One write, after which the partition is read again, whatever it did. */
  | (Working & { readonly at: 'write' })
  | (Working & { readonly at: 'put' | 'change'; readonly row: EventRow; readonly token: string | undefined })
  | (Marked & { readonly at: 'send' })
  | (Marked & { readonly at: 'history' })
  | (Marked & { readonly at: 'label' })
  | (Marked & { readonly at: 'confirm' })
  /** What it left is deleted; then all is done as after the confirm. */
  | (Working & { readonly at: 'leave'; readonly fresh: boolean })
  | (Marked & { readonly at: 'release' })
  | (Marked & { readonly at: 'openInstance' })
  | (Marked & { readonly at: 'whoseInstance' })
  | (Marked & { readonly at: 'whoseRun' })
  | (Marked & { readonly at: 'start' })
  | (Working & { readonly at: 'makeSure'; readonly instance: ClosedInstance; readonly then: EventAct })
  | (Working & {
      readonly at: 'describe';
      readonly row: HeldEvent;
      readonly generation: Generation;
      readonly unexpected: EventAct | undefined;
      readonly leftover: string | undefined;
    })
  | (Working & { readonly at: 'answer'; readonly key: string; readonly token: string })
  | { readonly at: 'look' }
  | { readonly at: 'record'; readonly row: EventRow }
  | { readonly at: 'recorded'; readonly row: EventRow }
  | { readonly at: 'recordAgain'; readonly row: EventRow }
  | { readonly at: 'several'; readonly event: Occurrence; readonly left: readonly string[] }
  | { readonly at: 'report'; readonly execution: string; readonly ended: boolean }
  | (Working & {
      readonly at: 'leftover';
      readonly generation: Generation;
      readonly report: ExecutionReport;
    });

export type Step =
  | { readonly kind: 'call'; readonly call: Call; readonly phase: Phase }
  | { readonly kind: 'end'; readonly end: End };

export type End =
  /** The message is settled: it may be deleted. */
  | { readonly end: 'done' }
  /** The message goes back and counts as failed. */
  | { readonly end: 'returned'; readonly why: string }
  /** A copy is to be sent, delayed with jitter, and the message deleted: only real failures count. */
  | { readonly end: 'throttled'; readonly why: string };

export const DONE: Step = { kind: 'end', end: { end: 'done' } };

export function returned(why: string): Step {
  return { kind: 'end', end: { end: 'returned', why } };
}

export function calling(call: Call, phase: Phase): Step {
  return { kind: 'call', call, phase };
}

/** Reads the partition again: what was decided may not hold any more. */
export function loop(trigger: Trigger): Step {
  return calling({ call: 'query', instance: trigger.instance }, { at: 'query', trigger });
}
