/** What `decide` can say is to be done next. */
import type { Answer } from '../definition/route.ts';
import type { Generation } from './generation.ts';
import type {
  ClosedInstance,
  DeviatingEvent,
  DroppedEvent,
  EventRow,
  HeldEvent,
  SentEvent,
  WaitingRow,
} from './rows.ts';

export type Act =
  /** Rule 0: answer a wait without any event. */
  | { readonly act: 'answer'; readonly wait: WaitingRow; readonly answer: Answer }
  /** Rule 1: send again what a mark says. Without `token` its wait is there no more, for it is over. */
  | { readonly act: 'resume'; readonly row: SentEvent; readonly token: string | undefined }
  | { readonly act: 'reopen'; readonly generation: Generation }
  | EventAct
  /** Rule 3: only if DescribeExecution says that the failed run was not redriven. */
  | { readonly act: 'makeSure'; readonly instance: ClosedInstance; readonly then: EventAct }
  | { readonly act: 'drop'; readonly wait: WaitingRow }
  /** Rule 7: the hold is over; what is the execution doing? */
  | {
      readonly act: 'describe';
      readonly row: HeldEvent;
      readonly generation: Generation;
      /** What is to be done if it runs; absent where no wait is free. */
      readonly unexpected: EventAct | undefined;
    }
  /** Rule 8: leave a look, for this instant. */
  | { readonly act: 'look'; readonly row: EventRow; readonly at: number }
  /** Rule 9. */
  | { readonly act: 'nothing' };

/** A write of one event's row, of a new one or over a held one; `token` of the wait to which it then goes. */
export type EventAct =
  | {
      readonly act: 'put';
      readonly row: SentEvent | HeldEvent | DeviatingEvent | DroppedEvent;
      readonly token?: string;
    }
  | {
      readonly act: 'change';
      readonly row: SentEvent | DeviatingEvent | DroppedEvent;
      readonly token?: string;
    };
