/** Where one event of a history stands, and what following the events before it has found out. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { Atlas } from './atlas.ts';
import type { Landing, Reason, Step, Taken, Visit } from './way.ts';

/** What is known where one event of the history stands; branches of a Parallel each have their own. */
export type Chain = {
  readonly visit: Visit | undefined;
  readonly by: Reason;
  /** The wait was answered, and put again: its state is entered, but not anew. */
  readonly stays: boolean;
  /** The machine's state last entered, whoever named it. */
  readonly step: string | undefined;
  /** What led away from the state, until the next one is entered. */
  readonly leaving: readonly Landing[];
  /** The deadline that is over, until it is decided what follows. */
  readonly over: (Step & { readonly kind: 'deadline' }) | undefined;
};

export const START: Chain = {
  visit: undefined,
  by: { kind: 'done' },
  stays: false,
  step: undefined,
  leaving: [],
  over: undefined,
};

/** What is told so far, in the order of the history. */
export type Telling = {
  readonly atlas: Atlas;
  readonly visits: Visit[];
  readonly taken: Taken[];
  readonly steps: Step[];
};

export function instant(event: HistoryEvent): string {
  return (event.timestamp ?? new Date(0)).toISOString();
}
